using System.Text.Json.Nodes;
using Antiphon.Contract;
using Antiphon.Customers;
using Antiphon.Data;
using Antiphon.Events.Dispatch;
using Antiphon.Identity;
using Antiphon.Messages;
using Antiphon.Surveys;
using Antiphon.Tickets;
using Npgsql;

namespace Antiphon.Rules.Running;

/// <summary>Reads what rules ask about events, in one round trip for any number of them.</summary>
internal sealed class ReadRuleFacts(DeskDb db)
{
    /// <summary>The facts of one event; null when its ticket is gone.</summary>
    public async Task<RuleFacts?> RunAsync(QueuedEvent queued, AskedFacts asked, Actor actor, CancellationToken cancellationToken) =>
        (await RunAsync([queued], asked, actor, cancellationToken)).GetValueOrDefault(queued.Id);

    /// <param name="events">Events of the actor's account whose subjects are tickets.</param>
    /// <param name="asked">What is read beside the tickets; the rest is empty.</param>
    /// <param name="actor">Who reads.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>By the id of the event; those whose ticket is gone are absent.</returns>
    public Task<IReadOnlyDictionary<long, RuleFacts>> RunAsync(IReadOnlyList<QueuedEvent> events, AskedFacts asked, Actor actor, CancellationToken cancellationToken)
    {
        var account = actor.AccountId;
        long[] tickets = [.. events.Select(queued => queued.SubjectId).Distinct()];
        List<Sql> statements = [Sql.Of($"{Ticket.Select(account, actor.UserId)} and tickets.id = any({tickets})")];
        if (asked.Customer)
        {
            statements.AddRange(CustomerReading.Statements(account, Sql.Of($"select customer_id from tickets where account_id = {account} and id = any({tickets})")));
        }

        if (asked.Message)
        {
            statements.Add(MessageReading.Select(account) + Shown(account, events));
        }

        if (asked.User)
        {
            long[] users = [.. events.Select(queued => queued.Event.UserId).OfType<long>().Distinct()];
            statements.Add(Sql.Of($"select id, email, name, role from users where account_id = {account} and id = any({users})"));
        }

        if (asked.FieldNames)
        {
            statements.Add(Sql.Of($"select id from custom_fields where account_id = {account}"));
        }

        if (asked.Survey)
        {
            statements.Add(Survey.Select(account) + Sql.Of($" and ticket_id = any({tickets})"));
        }

        return db.BatchAsync(statements, (results, token) => ReadAsync(results, events, asked, token), cancellationToken);
    }

    // The message of each event; of other events, or when that one is gone, the latest of the ticket.
    private static Sql Shown(long account, IReadOnlyList<QueuedEvent> events) => Sql.Of(
        $"""
         and m.id in (
          select (
            select shown.id from messages shown where shown.account_id = {account} and shown.ticket_id = happened.ticket_id and shown.deleted_at is null
            order by shown.id = happened.message_id desc, shown.created_at desc, shown.id desc limit 1)
          from unnest({events.Select(queued => queued.SubjectId).ToArray()}, {events.Select(queued => queued.MessageId ?? 0).ToArray()}) happened (ticket_id, message_id))
        """);

    private static async Task<IReadOnlyDictionary<long, RuleFacts>> ReadAsync(ResultSets results, IReadOnlyList<QueuedEvent> events, AskedFacts asked, CancellationToken cancellationToken)
    {
        var tickets = (await results.ListAsync(Ticket.Read, cancellationToken)).ToDictionary(ticket => ticket.Id);
        var customers = asked.Customer ? await CustomerReading.ReadAsync(results, cancellationToken) : new Dictionary<long, CustomerDetail>();
        var messages = (asked.Message ? await results.ListAsync(MessageReading.Read, cancellationToken) : []).ToLookup(message => message.TicketId);
        var users = (asked.User ? await results.ListAsync(User, cancellationToken) : []).ToDictionary(user => user.Id, user => user.Shown);
        var fields = (asked.FieldNames ? await results.ListAsync(row => row.GetInt64(0), cancellationToken) : []).ToHashSet();
        var surveys = (asked.Survey ? await results.ListAsync(Survey.Read, cancellationToken) : []).ToDictionary(survey => survey.TicketId);
        var facts = new Dictionary<long, RuleFacts>();
        foreach (var queued in events)
        {
            if (tickets.TryGetValue(queued.SubjectId, out var ticket))
            {
                var customer = ticket.Customer?.Id is { } customerId ? customers.GetValueOrDefault(customerId) : null;
                var candidates = messages[queued.SubjectId];
                var message = candidates.FirstOrDefault(one => one.Id == queued.MessageId) ?? candidates.MaxBy(one => (one.CreatedDatetime, one.Id));
                var user = queued.Event.UserId is { } userId ? users.GetValueOrDefault(userId) : null;
                facts[queued.Id] = new RuleFacts(new TicketDetail(ticket, customer, message is null ? [] : [message], [], surveys.GetValueOrDefault(ticket.Id)), message, queued, user, fields);
            }
        }

        return facts;
    }

    private static (long Id, JsonObject Shown) User(NpgsqlDataReader row) => (
        row.GetInt64(0), new() { ["id"] = row.GetInt64(0), ["email"] = row.GetString(1), ["name"] = row.GetString(2), ["role"] = new JsonObject { ["name"] = row.GetString(3) } });
}
