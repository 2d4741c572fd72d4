using Antiphon.Contract;
using Antiphon.Slas.Policies;

namespace Antiphon.Slas.Clocks;

/// <summary>What a ticket is promised and how its clocks stand: a function of its history, the policies and the hours. Pure.</summary>
internal static class SetSlaClocks
{
    /// <summary>Null when nothing is promised.</summary>
    public static TicketSla? Of(SlaFacts facts, DateTimeOffset now)
    {
        var (ticket, before) = (facts.Ticket, facts.Sla);
        if ((before?.AnchorAt ?? facts.AskedAt) is not { } anchor || ticket.IsImported || (before is null && ticket.IsLeftOut))
        {
            return before;
        }

        var replied = before?.RepliedAt ?? facts.AnsweredAt;
        if (TermsOf(facts, anchor, replied) is not { } terms)
        {
            return null;
        }

        var spans = TicketTurns.Spans(anchor, facts.Turns, ticket.IsOpen, ticket.IsTrashed, ticket.IsSpam);
        var closed = ticket.IsDone ? Later(anchor, LastClosing(facts)) : (DateTimeOffset?)null;
        var calendar = terms.BusinessHoursOnly ? ticket.Calendar : null;
        var clocks = terms.Targets
            .Select(promise => SlaClock.Set(
                promise.Metric, promise.Target, terms.NearBreachPercent, spans, promise.Metric is SlaWords.FirstResponse ? replied ?? closed : closed, calendar, before?.Find(promise.Metric), now))
            .ToList();
        // What is no longer promised stays as it was when it was broken before, or kept.
        clocks.AddRange((before?.Clocks ?? [])
            .Where(clock => (clock.BreachedAt is not null || (clock.StoppedAt is not null && replied is not null)) && clocks.TrueForAll(kept => kept.Metric != clock.Metric))
            .Select(clock => clock with { StoppedAt = clock.StoppedAt ?? now }).ToList());
        var isSame = before?.Terms.VersionId == terms.VersionId;
        return new(terms, anchor, replied, isSame ? before!.AssignedAt : now) { Clocks = [.. clocks.OrderBy(clock => clock.Metric, StringComparer.Ordinal)] };
    }

    // Matched anew until somebody has answered, and while the ticket is open; then the policy stays, in its newest version as long as a clock runs.
    private static SlaTerms? TermsOf(SlaFacts facts, DateTimeOffset anchor, DateTimeOffset? replied)
    {
        var before = facts.Sla;
        if (before is null || (replied is null && facts.Ticket is { IsOpen: true, IsLeftOut: false }))
        {
            var match = facts.Policies.FirstOrDefault(policy => policy.ActiveSince <= anchor && policy.Terms.Matches(facts.Ticket.Subject));
            return match?.Terms ?? (before?.IsBreached is true ? before.Terms : null);
        }

        return before.IsOpen ? facts.Policies.FirstOrDefault(policy => policy.Id == before.Terms.PolicyId)?.Terms ?? before.Terms : before.Terms;
    }

    private static DateTimeOffset LastClosing(SlaFacts facts) =>
        facts.Turns.Where(turn => turn.Type is EventType.TicketClosed).Select(turn => (DateTimeOffset?)turn.At).LastOrDefault() ?? facts.Ticket.ClosedAt ?? DateTimeOffset.MinValue;

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
