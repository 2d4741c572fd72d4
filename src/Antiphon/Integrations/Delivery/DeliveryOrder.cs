using Antiphon.Data;
using Antiphon.Sandbox.Clock;

namespace Antiphon.Integrations.Delivery.Sending;

/// <summary>
/// Who is next of a subject. Only the first that waits has a time; those behind it are due at no time (<c>infinity</c>), so that nobody looks at them however many
/// they are, and the end of the first makes the next one due. The row of the subject's sequence is the lock between those who end and those who write.
/// </summary>
internal static class DeliveryOrder
{
    /// <summary>Locks the subjects of deliveries that end, in the order in which everyone locks them. Has one result.</summary>
    public static Sql Lock(IReadOnlyList<ClaimedDelivery> ended) => Sql.Of(
        $"""
        select from delivery_sequences s join {Subjects(ended)} on s.account_id = ended.account_id and s.integration_id = ended.integration_id
          and s.subject_type = ended.subject_type and s.subject_id = ended.subject_id
        order by s.account_id, s.integration_id, s.subject_type, s.subject_id for no key update of s
        """);

    /// <summary>Makes due what stood behind deliveries that have ended, in a statement of its own, so that it sees what was written until the lock was had.</summary>
    public static Sql Promote(IReadOnlyList<ClaimedDelivery> ended, TimeProvider clock) => Sql.Of(
        $"""
        with first as materialized (select ended.account_id, ended.integration_id, {First(Sql.Of($"ended"))} id from {Subjects(ended)})
        update deliveries next set due_at = {clock.NowIn(Sql.Of($"next.account_id"))}
        from first where next.account_id = first.account_id and next.integration_id = first.integration_id and next.id = first.id and next.due_at = 'infinity'
        """);

    /// <summary>
    /// The net below <see cref="Promote"/>: makes due what stands behind nothing. That can be what was written while an integration was switched off, or while a node
    /// of an earlier version ended what stood before it. Answers how many.
    /// </summary>
    public static Sql Rouse(TimeProvider clock) => Sql.Of(
        $"""
        with stuck as materialized (
          select d.account_id, d.integration_id, d.id from deliveries d where d.finished_at is null and d.due_at = 'infinity' and d.id = {First(Sql.Of($"d"))} for update skip locked),
        roused as (
          update deliveries next set due_at = {clock.NowIn(Sql.Of($"next.account_id"))}
          from stuck where next.account_id = stuck.account_id and next.integration_id = stuck.integration_id and next.id = stuck.id returning next.id)
        select count(*)::int from roused
        """);

    /// <summary>
    /// The id of the first that waits of the subject of a row with its four columns; null when none does. It goes through the index of the order and no other, also when
    /// the planner knows nothing of the table: to be run with <see cref="Planner.InOrder"/>.
    /// </summary>
    public static Sql First(Sql row) => Sql.Of(
        $"""
        (select case when (p.account_id, p.integration_id, p.subject_type, p.subject_id) = ({row}.account_id, {row}.integration_id, {row}.subject_type, {row}.subject_id) then p.id end
          from deliveries p where p.state = 'pending'
            and (p.account_id, p.integration_id, p.subject_type, p.subject_id) >= ({row}.account_id, {row}.integration_id, {row}.subject_type, {row}.subject_id)
          order by p.account_id, p.integration_id, p.subject_type, p.subject_id, p.id limit 1)
        """);

    private static Sql Subjects(IReadOnlyList<ClaimedDelivery> ended)
    {
        var subjects = ended.Select(one => (one.AccountId, one.IntegrationId, one.SubjectType, one.SubjectId)).Distinct().ToList();
        return Sql.Of(
            $"""
            unnest({subjects.Select(one => one.AccountId).ToArray()}, {subjects.Select(one => one.IntegrationId).ToArray()}, {subjects.Select(one => one.SubjectType).ToArray()},
              {subjects.Select(one => one.SubjectId).ToArray()}) ended (account_id, integration_id, subject_type, subject_id)
            """);
    }
}
