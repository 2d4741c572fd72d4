namespace Antiphon.Demo.Writing;

/// <summary>Who writes to whom about what and when, decided before a word is written.</summary>
internal sealed record TicketPlan(ScenarioContent Scenario, DemoCustomer Customer, LocaleContent Locale, MannerContent Manner, ChannelHabits Channel, DateTimeOffset At);

/// <summary>A conversation while it is being written.</summary>
internal sealed class ThreadState(TicketPlan plan, TicketFacts facts, DemoCast cast, int story)
{
    public DemoCast Cast => cast;
    public ScenarioContent Scenario => plan.Scenario;
    public DemoCustomer Customer => plan.Customer;
    public MannerContent Manner => plan.Manner;
    public ChannelHabits Channel => plan.Channel;
    public string Language => plan.Scenario.Language;
    public TicketFacts Facts => facts;

    /// <summary>See <see cref="ScenarioContent.Stories"/>.</summary>
    public int Story => story;

    public string Subject { get; set; } = "";
    public string Priority { get; set; } = plan.Scenario.Priority;
    public string Status { get; set; } = "open";
    public bool Spam { get; set; }
    public string? TeamKey { get; set; }
    public AgentContent? Agent { get; set; }

    /// <summary>When the latest message was written.</summary>
    public DateTimeOffset At { get; set; } = plan.At;

    public DateTimeOffset? OpenedAt { get; set; }
    public DateTimeOffset? ClosedAt { get; set; }
    public DateTimeOffset? SnoozedUntil { get; set; }
    public DateTimeOffset? TrashedAt { get; set; }
    public List<DemoMessage> Messages { get; } = [];
    public List<DemoChange> Changes { get; } = [];
    public List<DemoTag> Tags { get; } = [];

    public bool WasTouched => Agent is not null;
    public DemoMessage? Last => Messages.Count == 0 ? null : Messages[^1];
    public DemoAgent? Assignee => Agent is null ? null : cast.Agent(Agent);
    public DemoTeam? Team => TeamKey is null ? null : cast.Team(TeamKey);

    public void Change(DemoChangeKind kind, DateTimeOffset at, AgentContent? actor) => Changes.Add(new(kind, at, actor is null ? null : cast.Agent(actor)));
}
