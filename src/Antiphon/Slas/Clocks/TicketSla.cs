using System.Text.Json.Nodes;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events;
using Antiphon.Slas.Policies;
using Npgsql;

namespace Antiphon.Slas.Clocks;

/// <summary>The promise that a ticket has, and its clocks.</summary>
internal sealed record TicketSla(SlaTerms Terms, DateTimeOffset AnchorAt, DateTimeOffset? RepliedAt, DateTimeOffset AssignedAt)
{
    public IReadOnlyList<SlaClock> Clocks { get; init; } = [];

    public bool IsOpen => Clocks.Any(clock => clock.StoppedAt is null);

    public bool IsBreached => Clocks.Any(clock => clock.BreachedAt is not null);

    /// <summary>Of the whole: what reports count.</summary>
    public string Status => IsBreached ? SlaWords.Breached : IsOpen ? SlaWords.Pending : SlaWords.Achieved;

    /// <summary>When something is to be told next.</summary>
    public DateTimeOffset? Next => Clocks.Min(clock => clock.Next);

    public SlaClock? Find(string metric) => Clocks.FirstOrDefault(clock => clock.Metric == metric);

    /// <summary>The statements that read it, row and clocks.</summary>
    public static IEnumerable<Sql> Select(long accountId, long ticketId) =>
    [
        Sql.Of(
            $"""
            select s.anchor_at, s.replied_at, s.assigned_at, {SlaTerms.Columns:raw}
            from ticket_slas s join sla_policy_versions v on v.account_id = {accountId} and v.id = s.version_id
            where s.account_id = {accountId} and s.ticket_id = {ticketId}
            """),
        Sql.Of($"select {SlaClock.Columns:raw} from ticket_sla_clocks c where c.account_id = {accountId} and c.ticket_id = {ticketId} order by c.metric"),
    ];

    public static async Task<TicketSla?> ReadAsync(ResultSets results, CancellationToken cancellationToken)
    {
        var found = await results.FirstOrDefaultAsync(Read, cancellationToken);
        var clocks = await results.ListAsync(SlaClock.Read, cancellationToken);
        return found is null ? null : found with { Clocks = clocks };
    }

    /// <summary>The statements that make the rows what this is, from what they were.</summary>
    public IEnumerable<Sql> Store(long accountId, long ticketId, TicketSla? before)
    {
        yield return Sql.Of(
            $"""
            insert into ticket_slas (account_id, ticket_id, policy_id, version_id, anchor_at, replied_at, status, is_open, assigned_at)
            values ({accountId}, {ticketId}, {Terms.PolicyId}, {Terms.VersionId}, {AnchorAt}, {RepliedAt}, {Status}, {IsOpen}, {AssignedAt})
            on conflict (account_id, ticket_id) do update set policy_id = excluded.policy_id, version_id = excluded.version_id, replied_at = excluded.replied_at,
              status = excluded.status, is_open = excluded.is_open, assigned_at = excluded.assigned_at
            """);
        var gone = (before?.Clocks ?? []).Select(clock => clock.Metric).Except(Clocks.Select(clock => clock.Metric)).ToArray();
        if (gone.Length > 0)
        {
            yield return Sql.Of($"delete from ticket_sla_clocks where account_id = {accountId} and ticket_id = {ticketId} and metric = any({gone})");
        }

        foreach (var clock in Clocks.Where(clock => clock != before?.Find(clock.Metric)))
        {
            yield return Sql.Of(
                $"""
                insert into ticket_sla_clocks (account_id, ticket_id, metric, target_seconds, status, near_breach_at, due_at, warned_at, breached_at, stopped_at)
                values ({accountId}, {ticketId}, {clock.Metric}, {(int)clock.Target.TotalSeconds}, {clock.Status}, {clock.NearBreachAt}, {clock.DueAt}, {clock.WarnedAt}, {clock.BreachedAt}, {clock.StoppedAt})
                on conflict (account_id, ticket_id, metric) do update set target_seconds = excluded.target_seconds, status = excluded.status, near_breach_at = excluded.near_breach_at,
                  due_at = excluded.due_at, warned_at = excluded.warned_at, breached_at = excluded.breached_at, stopped_at = excluded.stopped_at
                """);
        }
    }

    /// <summary>What is to be told of the step from how it was to this.</summary>
    public IEnumerable<NewEvent> Events(long ticketId, TicketSla? before)
    {
        if (before?.Terms.VersionId != Terms.VersionId)
        {
            yield return new(EventType.TicketSlaPolicyAssigned, EventObject.Ticket, ticketId, Policy());
        }

        foreach (var clock in Clocks)
        {
            var earlier = before?.Find(clock.Metric);
            if (clock.WarnedAt is not null && earlier?.WarnedAt is null)
            {
                yield return new(EventType.TicketSlaNearBreach, EventObject.Ticket, ticketId, Told(clock));
            }

            if (clock.BreachedAt is not null && earlier?.BreachedAt is null)
            {
                yield return new(EventType.TicketSlaBreached, EventObject.Ticket, ticketId, Told(clock));
            }
        }
    }

    public TicketSlasResource ToResource() => new(
    [
        .. Clocks.Select(clock => new TicketSlaResource(
            clock.Metric, clock.Status, (int)clock.Target.TotalMinutes, AnchorAt, clock.NearBreachAt, clock.DueAt, clock.BreachedAt, clock.StoppedAt,
            new(Terms.PolicyId, Terms.Uuid, Terms.VersionId, Terms.Name, Terms.BusinessHoursOnly))),
    ]);

    private static TicketSla Read(NpgsqlDataReader row) => new(SlaTerms.Read(row, 3), row.Time(0), row.TimeOrNull(1), row.Time(2));

    private JsonObject Policy() => new() { ["sla_policy_version_id"] = Terms.VersionId, ["sla_policy_name"] = Terms.Name, ["sla_policy_uuid"] = Terms.Uuid.ToString() };

    private JsonObject Told(SlaClock clock)
    {
        var told = Policy();
        told["metric"] = clock.Metric;
        told["target_minutes"] = (int)clock.Target.TotalMinutes;
        told["due_datetime"] = (clock.BreachedAt ?? clock.DueAt) is { } due ? WireDate.Format(due) : null;
        return told;
    }
}
