namespace Antiphon.Demo.Writing;

/// <summary>The people, teams and tags of the shop by the names that the content uses.</summary>
internal sealed class DemoCast
{
    private readonly Dictionary<string, DemoTeam> teams;
    private readonly Dictionary<string, DemoTag> tags;
    private readonly Dictionary<string, DemoAgent> agents;

    public DemoCast(DemoContent content, DateTimeOffset now)
    {
        teams = content.Shop.Teams.ToDictionary(team => team.Key, StringComparer.Ordinal);
        tags = content.Shop.Tags.ToDictionary(tag => tag.Name, StringComparer.Ordinal);
        var domain = content.Shop.Brand.SupportEmail[content.Shop.Brand.SupportEmail.IndexOf('@', StringComparison.Ordinal)..];
        var hired = now.AddDays(-DemoShop.WindowDays - 30);
        agents = content.Agents.ToDictionary(
            agent => agent.Key,
            agent => new DemoAgent(
                agent.Key, agent.Name, agent.Key + domain, agent.Role, agent.Language, agent.Country, agent.Timezone, agent.Bio, [.. agent.Teams.Select(Team)], hired),
            StringComparer.Ordinal);
    }

    public IReadOnlyList<DemoAgent> Agents => [.. agents.Values];

    public DemoTeam Team(string key) => teams[key];

    public DemoTag Tag(string name) => tags[name];

    public DemoAgent Agent(AgentContent agent) => agents[agent.Key];
}
