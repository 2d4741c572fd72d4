namespace Antiphon.Demo.Writing;

/// <summary>Who answers: an agent of the team who speaks the customer's language, on duty if the customer is waiting in a chat.</summary>
internal sealed class Roster(IReadOnlyList<AgentContent> agents, Dice dice)
{
    private const double TakenAtOnce = 0.7;

    public AgentContent Lead { get; } = agents.First(agent => agent.Role == "admin");

    /// <param name="not">Who hands the ticket over, and would look odd taking it back.</param>
    public AgentContent Pick(string team, string language, DateTimeOffset at, bool live, AgentContent? not = null)
    {
        AgentContent[] speakers = [.. agents.Where(agent => agent != not && agent.Voices.ContainsKey(language))];
        AgentContent[] members = [.. speakers.Where(agent => agent.Teams.Contains(team))];
        AgentContent[] present = live || dice.Chance(TakenAtOnce) ? [.. members.Where(agent => Agenda.IsAtWork(agent, at))] : members;
        if (live && present.Length == 0)
        {
            present = [.. speakers.Where(agent => Agenda.IsAtWork(agent, at))];
        }

        return Weighted(present.Length > 0 ? present : members.Length > 0 ? members : speakers, team, language);
    }

    private AgentContent Weighted(AgentContent[] candidates, string team, string language)
    {
        var drawn = dice.Unit() * candidates.Sum(agent => Weight(agent, team, language));
        foreach (var agent in candidates)
        {
            drawn -= Weight(agent, team, language);
            if (drawn <= 0)
            {
                return agent;
            }
        }

        return candidates[^1];
    }

    /// <summary>The lead answers little, helpers from another team less than its own people, and who speaks French is kept free for French.</summary>
    private double Weight(AgentContent agent, string team, string language) =>
        (agent == Lead ? 0.3 : 1) * (agent.Teams[0] == team ? 1 : 0.55) * (language == "en" && agent.Voices.Count > 1 ? 0.5 : 1);
}
