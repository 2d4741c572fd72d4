namespace Antiphon.Demo.Writing;

/// <summary>Plays a scenario from its first message until it ends or the present is reached; what lies in the future has not been written yet.</summary>
internal sealed class ThreadWriter(DemoContent content, DemoCast cast, Agenda agenda, Roster roster, Phrasebook phrases, Dice dice)
{
    private readonly StoryTeller stories = new(dice, agenda.Now);
    private readonly MessageWriter messages = new(content, phrases, dice, agenda.Now);
    private readonly TicketDesk desk = new(cast, agenda, roster, dice);

    public DemoTicket Write(TicketPlan plan, int orderNumber)
    {
        var facts = new TicketFacts(content, plan, orderNumber, dice);
        var story = stories.Story(plan.Scenario);
        var thread = new ThreadState(plan, facts, cast, story);
        if (plan.Scenario.Subjects is { } subjects)
        {
            thread.Subject = messages.Say(thread, subjects, slot => messages.Resolve(thread, slot, plan.At, voice: null));
        }

        var ending = stories.Ending(plan, story);
        if (plan.Scenario.Steps.Concat(ending?.Steps ?? []).All(step => Play(thread, step)))
        {
            desk.Conclude(thread, ending);
        }
        else
        {
            desk.Triage(thread);
        }

        return FinishedTicket.Of(thread, content, dice);
    }

    private bool Play(ThreadState thread, StepContent step)
    {
        var channel = thread.Messages.Count == 0 ? thread.Channel : ChannelHabits.Of(thread.Channel.FollowsUpBy);
        var agent = step.Customer is null ? Responder(thread, step) : null;
        var at = agent is null ? CustomerTime(thread, step) : AgentTime(thread, step, agent);
        if (at >= agenda.Now)
        {
            return false;
        }

        if (agent is null)
        {
            desk.ReopenAfterPause(thread, at);
            thread.Messages.Add(messages.FromCustomer(thread, step, channel, at));
        }
        else
        {
            desk.TakeOver(thread, agent, step.Team ?? thread.TeamKey ?? thread.Scenario.Team, at);
            thread.Messages.Add(step.Note is null ? messages.FromAgent(thread, step, channel, at) : messages.Note(thread, step, at));
        }

        thread.Subject = thread.Subject.Length > 0 ? thread.Subject : FirstLine(thread.Messages[0].BodyText);
        thread.At = at;
        return true;
    }

    private AgentContent Responder(ThreadState thread, StepContent step) =>
        thread.Agent is { } agent && (step.Team is null || step.Team == thread.TeamKey)
            ? agent
            : roster.Pick(step.Team ?? thread.Scenario.Team, thread.Language, thread.At, thread.Channel.Live, not: thread.Agent);

    private DateTimeOffset CustomerTime(ThreadState thread, StepContent step)
    {
        if (thread.Last is null)
        {
            return thread.At;
        }

        var minutes = step.After is { } after ? dice.Between(after[0], after[1]) * 60
            : !thread.Last.FromAgent ? dice.Around(thread.Channel.Live ? 0.5 : 9, 0.6)
            : dice.Around(thread.Channel.CustomerReply, 0.8);
        var earliest = thread.At.AddMinutes(minutes);
        return Moment.Truncate(thread.Channel.Live && step.After is null ? earliest : agenda.Awake(thread.Customer.UtcOffset, earliest));
    }

    private DateTimeOffset AgentTime(ThreadState thread, StepContent step, AgentContent agent)
    {
        var minutes = (thread.Last, step.After) switch
        {
            (null, _) => 0,
            (_, { } after) => dice.Between(after[0], after[1]) * 60,
            ({ Public: false }, _) => dice.Around(thread.Channel.Live ? 1.5 : 7, 0.5),
            _ when thread.Agent is null => dice.Around(thread.Channel.FirstResponse * agent.Pace, 0.75),
            _ => dice.Around(thread.Channel.AgentReply * agent.Pace, 0.7),
        };
        return Moment.Truncate(agenda.AtWork(agent, thread.At.AddMinutes(minutes), thread.Channel.Live ? 50 : 15));
    }

    /// <summary>Channels without subjects show what was said first.</summary>
    private static string FirstLine(string text)
    {
        const int longest = 70;
        var line = text.Split('\n')[0];
        return line.Length <= longest ? line : line[..line.LastIndexOf(' ', longest)].TrimEnd(',', '.', ' ') + "…";
    }
}
