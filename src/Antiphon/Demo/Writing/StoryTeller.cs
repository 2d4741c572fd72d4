namespace Antiphon.Demo.Writing;

/// <summary>Which of its stories a scenario tells, and how it ends: each in turn, so that nothing is told twice while something is untold.</summary>
internal sealed class StoryTeller(Dice dice, DateTimeOffset now)
{
    private readonly Dictionary<ScenarioContent, Deck<int>> stories = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<EndingContent, int> told = new(ReferenceEqualityComparer.Instance);

    public int Story(ScenarioContent scenario)
    {
        if (scenario.Stories == 0)
        {
            return 0;
        }

        if (!stories.TryGetValue(scenario, out var deck))
        {
            stories[scenario] = deck = new Deck<int>([.. Enumerable.Range(0, scenario.Stories)], dice);
        }

        return deck.Deal();
    }

    public EndingContent? Ending(TicketPlan plan, int story)
    {
        EndingContent[] possible = [.. (plan.Scenario.Endings ?? []).Where(ending => ending.For?.Contains(story) ?? true)];
        if (possible.Length == 0)
        {
            return null;
        }

        EndingContent[] likely = [.. possible.Where(Likely((now - plan.At).TotalDays))];
        var chosen = (likely.Length > 0 ? likely : possible).MinBy(ending => told.GetValueOrDefault(ending) + dice.Between(0.0, 0.9))!;
        told[chosen] = told.GetValueOrDefault(chosen) + 1;
        return chosen;
    }

    /// <summary>Only what fell asleep in the last weeks is still asleep today, and nobody has waited longer than that for an answer.</summary>
    private Func<EndingContent, bool> Likely(double age) => age switch
    {
        < 2 when dice.Chance(0.6) => ending => ending.End == ScenarioEnd.Open,
        < 9 when dice.Chance(0.6) => ending => ending.End is ScenarioEnd.Open or ScenarioEnd.Snoozed,
        < 22 when dice.Chance(0.85) => ending => ending.End == ScenarioEnd.Snoozed,
        < 9 => _ => true,
        _ => ending => ending.End != ScenarioEnd.Open,
    };
}
