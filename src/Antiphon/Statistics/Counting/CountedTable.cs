using Antiphon.Data;

namespace Antiphon.Statistics.Counting;

/// <summary>
/// A table of statistics whose rows are a function of a ticket (migration 0044): the function makes them, makes them again and tells whether they are right.
/// </summary>
internal sealed record CountedTable(string Name, Sql Table, Sql Function, Sql SameKey)
{
    public static readonly IReadOnlyList<CountedTable> All =
    [
        new("statistic_tickets", Sql.Of($"statistic_tickets"), Sql.Of($"statistic_tickets_of"), Sql.Empty),
        new("statistic_closes", Sql.Of($"statistic_closes"), Sql.Of($"statistic_closes_of"), Sql.Of($" and made.number = kept.number")),
        new("statistic_messages", Sql.Of($"statistic_messages"), Sql.Of($"statistic_messages_of"), Sql.Of($" and made.message_id = kept.message_id")),
        new("statistic_tags", Sql.Of($"statistic_tags"), Sql.Of($"statistic_tags_of"), Sql.Of($" and made.tag_id = kept.tag_id")),
        new("statistic_fields", Sql.Of($"statistic_fields"), Sql.Of($"statistic_fields_of"), Sql.Of($" and made.field_id = kept.field_id")),
        new("statistic_slas", Sql.Of($"statistic_slas"), Sql.Of($"statistic_slas_of"), Sql.Empty),
    ];

    /// <summary>The statements that make the rows of some tickets what they should be; rows that are right are left alone.</summary>
    public IEnumerable<Sql> Replace(long accountId, long[] tickets)
    {
        yield return Sql.Of($"delete from {Table} kept where account_id = {accountId} and ticket_id = any({tickets}) and {IsWrong(accountId, tickets)}");
        yield return Sql.Of($"insert into {Table} select made.* from {Function}({accountId}, {tickets}) made on conflict do nothing");
    }

    /// <summary>Counts the rows of some tickets that should be otherwise, should be there, or should not.</summary>
    public Sql CountWrong(long accountId, long[] tickets) => Sql.Of(
        $"""
        select (select count(*) from {Table} kept where account_id = {accountId} and ticket_id = any({tickets}) and {IsWrong(accountId, tickets)})
          + (select count(*) from {Function}({accountId}, {tickets}) made
             where not exists (select from {Table} kept where kept.account_id = {accountId} and kept.ticket_id = made.ticket_id{SameKey}))
        """);

    // Rows are compared as wholes: a column that is added later is compared by itself. `not in` is looked up in a table of hashes, where an anti join of what the
    // planner takes for ten rows compares each with each.
    private Sql IsWrong(long accountId, long[] tickets) => Sql.Of($"kept not in (select made from {Function}({accountId}, {tickets}) made)");
}
