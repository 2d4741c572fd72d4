namespace Antiphon.Demo.Writing;

/// <summary>What agents do to a ticket beside answering: take it, tag it, hand it over, close it, let it sleep.</summary>
internal sealed class TicketDesk(DemoCast cast, Agenda agenda, Roster roster, Dice dice)
{
    private const double PauseInHours = 16;
    private const double PatienceInDays = 14;

    public void TakeOver(ThreadState thread, AgentContent agent, string team, DateTimeOffset at)
    {
        var moment = thread.Last is null ? at : Before(thread, at);
        if (thread.Agent is null)
        {
            thread.OpenedAt = moment;
            var dispatcher = thread.Channel.Live || dice.Chance(0.7) ? agent : roster.Lead;
            AssignTeam(thread, team, moment, dispatcher);
            AddTags(thread, FirstTags(thread), moment, dispatcher);
            Assign(thread, agent, moment, dispatcher);
        }
        else if (agent.Key != thread.Agent.Key || team != thread.TeamKey)
        {
            var before = thread.Agent;
            AssignTeam(thread, team, moment, before);
            Assign(thread, agent, moment, before);
        }
    }

    /// <summary>Agents close a ticket when they expect no answer; a customer who writes again after a day opens it.</summary>
    public void ReopenAfterPause(ThreadState thread, DateTimeOffset at)
    {
        if (thread.Last is { FromAgent: true, Public: true } && (at - thread.At).TotalHours > PauseInHours && dice.Chance(0.6))
        {
            thread.Change(DemoChangeKind.Closed, Soon(thread.At), thread.Agent);
            thread.Change(DemoChangeKind.Reopened, at, actor: null);
        }
    }

    public void Conclude(ThreadState thread, EndingContent? ending)
    {
        var agent = thread.Agent ?? roster.Pick(thread.Scenario.Team, thread.Language, thread.At, live: false);
        if (ending?.Tags is { } tags && thread.WasTouched)
        {
            AddTags(thread, tags, Soon(thread.At), agent);
        }

        thread.Priority = ending?.Priority ?? thread.Priority;
        switch (ending is null ? thread.Scenario.End : ending.End)
        {
            case ScenarioEnd.Closed:
                Close(thread, agent, ClosingTime(thread, agent));
                break;
            case ScenarioEnd.Open when (agenda.Now - thread.At).TotalDays > PatienceInDays:
                Close(thread, agent, agenda.AtWork(agent, thread.At.AddDays(dice.Between(5.0, 8.0))));
                break;
            case ScenarioEnd.Open:
                break;
            case ScenarioEnd.Snoozed:
                Snooze(thread, agent);
                break;
            case ScenarioEnd.Spam:
                MarkSpam(thread, agent);
                break;
            case ScenarioEnd.Trashed:
                Trash(thread, agent);
                break;
            case var other:
                throw new InvalidOperationException($"A demo conversation ends in an unknown way: {other}");
        }
    }

    /// <summary>Some tickets that nobody has answered yet already went to a team.</summary>
    public void Triage(ThreadState thread)
    {
        var at = Moment.Truncate(agenda.AtWork(roster.Lead, thread.At.AddMinutes(dice.Around(12, 0.6))));
        if (!thread.WasTouched && at < agenda.Now && dice.Chance(0.45))
        {
            AssignTeam(thread, thread.Scenario.Team, at, roster.Lead);
            AddTags(thread, thread.Scenario.Tags, at, roster.Lead);
        }
    }

    /// <summary>After an answer the agent closes at once or gives the customer some days; after a thank-you there is nothing to wait for.</summary>
    private DateTimeOffset ClosingTime(ThreadState thread, AgentContent agent)
    {
        if (!thread.Last!.FromAgent)
        {
            return agenda.AtWork(agent, thread.At.AddMinutes(dice.Around(thread.Channel.Live ? 2 : 55, 0.7)));
        }

        return dice.Chance(thread.Channel.Live ? 0.8 : 0.3) ? Soon(thread.At) : agenda.AtWork(agent, thread.At.AddDays(dice.Between(2.0, 6.0)));
    }

    private void Snooze(ThreadState thread, AgentContent agent)
    {
        var from = Soon(thread.At);
        var until = Moment.Truncate(agenda.AtWork(agent, thread.At.AddDays(dice.Between(10.0, 28.0))));
        thread.Change(DemoChangeKind.Snoozed, from, agent);
        thread.ClosedAt = from;
        if (until > agenda.Now)
        {
            thread.Status = "closed";
            thread.SnoozedUntil = until;
            return;
        }

        thread.Change(DemoChangeKind.SelfUnsnoozed, until, actor: null);
        thread.ClosedAt = null;
        Close(thread, agent, agenda.AtWork(agent, until.AddMinutes(dice.Around(90, 0.6))));
    }

    private void MarkSpam(ThreadState thread, AgentContent agent)
    {
        var at = Moment.Truncate(agenda.AtWork(agent, thread.At.AddMinutes(dice.Around(70, 0.7))));
        if (at < agenda.Now)
        {
            thread.Spam = true;
            thread.OpenedAt = at;
            thread.Change(DemoChangeKind.MarkedSpam, at, agent);
        }
    }

    private void Trash(ThreadState thread, AgentContent agent)
    {
        var at = Moment.Truncate(agenda.AtWork(agent, thread.At.AddMinutes(dice.Around(40, 0.7))));
        if (at < agenda.Now)
        {
            thread.TrashedAt = at;
            thread.OpenedAt ??= at;
            thread.Change(DemoChangeKind.Trashed, at, agent);
        }
    }

    private void Close(ThreadState thread, AgentContent agent, DateTimeOffset at)
    {
        var moment = Moment.Truncate(at);
        if (moment < agenda.Now)
        {
            thread.Status = "closed";
            thread.ClosedAt = moment;
            thread.OpenedAt ??= moment;
            thread.Change(DemoChangeKind.Closed, moment, agent);
        }
    }

    private void AssignTeam(ThreadState thread, string team, DateTimeOffset at, AgentContent actor)
    {
        if (team != thread.TeamKey)
        {
            thread.TeamKey = team;
            thread.Changes.Add(new(DemoChangeKind.TeamAssigned, at, cast.Agent(actor)) { Team = cast.Team(team) });
        }
    }

    private void Assign(ThreadState thread, AgentContent agent, DateTimeOffset at, AgentContent actor)
    {
        thread.Agent = agent;
        thread.Changes.Add(new(DemoChangeKind.Assigned, at, cast.Agent(actor)) { Assignee = cast.Agent(agent) });
    }

    private void AddTags(ThreadState thread, IEnumerable<string> names, DateTimeOffset at, AgentContent actor)
    {
        DemoTag[] added = [.. names.Select(cast.Tag).Except(thread.Tags)];
        if (added.Length > 0)
        {
            thread.Tags.AddRange(added);
            thread.Changes.Add(new(DemoChangeKind.TagsAdded, at, cast.Agent(actor)) { Tags = added });
        }
    }

    private IEnumerable<string> FirstTags(ThreadState thread)
    {
        IEnumerable<string> tags = thread.Scenario.Tags;
        if (thread.Customer.Data.TryGetValue("tier", out var tier) && tier == "gold" && dice.Chance(0.6))
        {
            tags = tags.Append("vip");
        }

        return thread.Priority is "critical" or "high" && dice.Chance(0.7) ? tags.Append("urgent") : tags;
    }

    /// <summary>A little before the answer, never before the message that is answered.</summary>
    private DateTimeOffset Before(ThreadState thread, DateTimeOffset at)
    {
        var reading = TimeSpan.FromSeconds(dice.Between(thread.Channel.Live ? 6 : 40, thread.Channel.Live ? 25 : 400));
        return Moment.Truncate(at - thread.At > reading ? at - reading : thread.At + ((at - thread.At) / 2));
    }

    private DateTimeOffset Soon(DateTimeOffset at)
    {
        var soon = Moment.Truncate(at.AddSeconds(dice.Between(4.0, 35.0)));
        return soon < agenda.Now ? soon : agenda.Now;
    }
}
