using Npgsql;

namespace Antiphon.ApiTests.Crash;

/// <summary>Compares what was acknowledged with what the database has.</summary>
internal static class Ledger
{
    public static async Task CheckAsync(string connectionString, IReadOnlyCollection<Acknowledged> acknowledged)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var connection = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);

        Assert.Equal(Made(acknowledged, WriteKind.Ticket), await ListAsync(connection, "select external_id || ' ' || id from tickets"));
        Assert.Equal(
            Made(acknowledged, WriteKind.Reply),
            await ListAsync(connection, "select external_id || ' ' || id from messages where external_id is not null"));
        Assert.Equal(
            acknowledged.Where(write => write.Kind is WriteKind.Tag).Select(write => $"{write.Key} {write.TicketId}").Order(StringComparer.Ordinal),
            await ListAsync(connection, "select g.name || ' ' || t.id from tickets t cross join unnest(t.tag_ids) tag_id join tags g on g.account_id = t.account_id and g.id = tag_id"));

        // What belongs together is there together. A ticket is made with two messages here.
        Assert.Empty(await ListAsync(
            connection,
            """
            select t.id::text from tickets t where t.messages_count <> (select count(*) from messages m where m.account_id = t.account_id and m.ticket_id = t.id) or t.messages_count < 2
            """));
        Assert.Equal(
            Counts(acknowledged, WriteKind.Reply, atLeast: 2),
            await ListAsync(connection, "select ticket_id || ' ' || count(*) from messages group by ticket_id"));
        Assert.Equal(
            Counts(acknowledged, WriteKind.Tag, atLeast: 0).Where(line => !line.EndsWith(" 0", StringComparison.Ordinal)),
            await ListAsync(connection, "select object_id || ' ' || count(*) from events where type = 'ticket-tags-added' group by object_id"));
        Assert.Empty(await ListAsync(connection, "select t.id::text from tickets t where 1 <> (select count(*) from events e where e.type = 'ticket-created' and e.object_type = 'Ticket' and e.object_id = t.id)"));
        Assert.Empty(await ListAsync(connection, "select m.id::text from messages m where 1 <> (select count(*) from events e where e.type = 'ticket-message-created' and e.object_type = 'TicketMessage' and e.object_id = m.id)"));
        Assert.Empty(await ListAsync(connection, "select e.id::text from events e where e.type = 'ticket-created' and not exists (select from tickets t where t.id = e.object_id)"));
        Assert.Empty(await ListAsync(connection, "select key from idempotency_keys where status is null"));
        Assert.Equal(acknowledged.Select(write => write.Key).Order(StringComparer.Ordinal), await ListAsync(connection, "select key from idempotency_keys"));
    }

    private static IEnumerable<string> Made(IEnumerable<Acknowledged> acknowledged, WriteKind kind) =>
        acknowledged.Where(write => write.Kind == kind).Select(write => $"{write.Key} {write.Id}").Order(StringComparer.Ordinal);

    private static IEnumerable<string> Counts(IReadOnlyCollection<Acknowledged> acknowledged, WriteKind kind, int atLeast) =>
        acknowledged.GroupBy(write => write.TicketId).Select(ticket => $"{ticket.Key} {atLeast + ticket.Count(write => write.Kind == kind)}").Order(StringComparer.Ordinal);

    private static async Task<List<string>> ListAsync(NpgsqlConnection connection, string query)
    {
        await using var command = new NpgsqlCommand(query, connection);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var rows = new List<string>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            rows.Add(reader.GetString(0));
        }

        rows.Sort(StringComparer.Ordinal);
        return rows;
    }
}
