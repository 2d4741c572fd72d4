using Antiphon.Data;
using Antiphon.Integrations.Delivery.Sending;
using Antiphon.Sandbox.Clock;

namespace Antiphon.Integrations.Delivery;

/// <summary>
/// Who is next of a subject. Only the first that waits has a time; those behind it are due at no time (<c>infinity</c>), so that nobody looks at them however many
/// they are, and the end of the first makes the next one due (<see cref="DeliveryFollower"/>).
/// </summary>
internal static class DeliveryOrder
{
    /// <summary>Makes due the first that waits of each of some subjects, and answers how many were not. To be run when what has ended is committed.</summary>
    public static Sql Promote(IReadOnlyCollection<DeliverySubject> subjects, TimeProvider clock) => MakeDue(
        Sql.Of(
            $"""
            select subject.account_id, subject.integration_id, {First(Sql.Of($"subject"))} id
            from unnest({subjects.Select(one => one.AccountId).ToArray()}, {subjects.Select(one => one.IntegrationId).ToArray()}, {subjects.Select(one => one.Type).ToArray()},
              {subjects.Select(one => one.Id).ToArray()}) subject (account_id, integration_id, subject_type, subject_id)
            """),
        clock);

    /// <summary>
    /// The net below <see cref="Promote"/>: makes due what stands behind nothing. That can be what was written while an integration was switched off, or what a node
    /// that died could not follow any more. Answers how many.
    /// </summary>
    public static Sql Rouse(TimeProvider clock) => MakeDue(
        Sql.Of(
            $"""
            select d.account_id, d.integration_id, d.id from deliveries d where d.finished_at is null and d.due_at = 'infinity' and d.id = {First(Sql.Of($"d"))} for update skip locked
            """),
        clock);

    /// <summary>
    /// The id of the first that waits of the subject of a row with its four columns; null when none does. It goes through the index of the order and no other, also when
    /// the planner knows nothing of the table, and not beyond the subject, where everything that has lately ended still stands: to be run with <see cref="Planner.InOrder"/>.
    /// </summary>
    public static Sql First(Sql row)
    {
        // From one row to the same: with four equations the planner may take the primary key, which is in the order of ids as well.
        var subject = Sql.Of($"({row}.account_id, {row}.integration_id, {row}.subject_type, {row}.subject_id)");
        return Sql.Of(
            $"""
            (select p.id from deliveries p where p.state = 'pending'
                and (p.account_id, p.integration_id, p.subject_type, p.subject_id) >= {subject} and (p.account_id, p.integration_id, p.subject_type, p.subject_id) <= {subject}
              order by p.account_id, p.integration_id, p.subject_type, p.subject_id, p.id limit 1)
            """);
    }

    private static Sql MakeDue(Sql first, TimeProvider clock) => Sql.Of(
        $"""
        with first as materialized ({first}),
        due as (
          update deliveries next set due_at = {clock.NowIn(Sql.Of($"next.account_id"))}
          from first where next.account_id = first.account_id and next.integration_id = first.integration_id and next.id = first.id and next.due_at = 'infinity' returning next.id)
        select count(*)::int from due
        """);
}
