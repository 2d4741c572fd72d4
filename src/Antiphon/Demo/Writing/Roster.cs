namespace Antiphon.Demo.Writing;

/// <summary>Who answers: an agent of the team who speaks the customer's language, on duty if the customer is waiting in a chat.</summary>
internal sealed class Roster(IReadOnlyList<AgentContent> agents, Dice dice)
{
    public AgentContent Lead { get; } = agents.First(agent => agent.Role == "admin");

    public AgentContent Pick(string team, string language, DateTimeOffset at, bool live)
    {
        AgentContent[] speakers = [.. agents.Where(agent => agent.Voices.ContainsKey(language))];
        AgentContent[] members = [.. speakers.Where(agent => agent.Teams.Contains(team))];
        AgentContent[] present = live ? [.. members.Where(agent => Agenda.IsAtWork(agent, at))] : members;
        if (live && present.Length == 0)
        {
            present = [.. speakers.Where(agent => Agenda.IsAtWork(agent, at))];
        }

        // Members of several teams lead them; the daily work is done by the others.
        return Weighted(present.Length > 0 ? present : members.Length > 0 ? members : speakers);
    }

    private AgentContent Weighted(AgentContent[] candidates)
    {
        var agent = dice.Pick(candidates);
        return agent.Teams.Length > 1 && dice.Chance(0.6) ? dice.Pick(candidates) : agent;
    }
}
