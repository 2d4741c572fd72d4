using System.Text.Json;
using System.Text.Json.Nodes;
using Antiphon.Contract;
using Antiphon.Customers;
using Antiphon.Data;
using Antiphon.Identity;
using Antiphon.Language.Templates;
using Antiphon.Messages;
using Antiphon.Tickets;
using Npgsql;

namespace Antiphon.Facts;

/// <summary>Reads what templates and rules ask about a ticket, in one round trip and no more than their paths lead to.</summary>
internal sealed class ReadTicketFacts(DeskDb db)
{
    /// <param name="ticketId">The ticket.</param>
    /// <param name="paths">Every path that may be asked for afterwards; the ticket's own members are there in any case.</param>
    /// <param name="messageId">The message that <c>message</c> is; null for the latest.</param>
    /// <param name="actor">Who acts: <c>current_user</c>.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>Null when there is no such ticket.</returns>
    public async Task<TicketFacts?> RunAsync(long ticketId, IEnumerable<FactPath> paths, long? messageId, Actor actor, CancellationToken cancellationToken)
    {
        var wanted = WantedFacts.Of(paths);
        var account = actor.AccountId;
        var customer = Sql.Of($"select customer_id from tickets where account_id = {account} and id = {ticketId}");
        var messages = MessageReading.Select(account) + Sql.Of($" and m.ticket_id = {ticketId} and m.deleted_at is null");
        List<Sql> statements = [Ticket.Select(account, actor.UserId) + Sql.Of($" and tickets.id = {ticketId}")];
        if (wanted.Customer)
        {
            statements.AddRange(CustomerReading.Statements(account, customer));
            statements.Add(Sql.Of($"select id, type from integrations where account_id = {account} and id in (select integration_id from customer_integrations where account_id = {account} and customer_id in ({customer})) order by id"));
        }

        Add(wanted.Messages, MessageReading.OfTicket(account, ticketId));
        Add(wanted.FirstMessage, messages + Sql.Of($" order by m.created_at, m.id limit 1"));
        Add(wanted.LastMessage, messages + Sql.Of($" order by m.created_at desc, m.id desc limit 1"));
        Add(wanted.Message, messageId is { } id ? messages + Sql.Of($" and m.id = {id}") : messages + Sql.Of($" order by m.created_at desc, m.id desc limit 1"));
        Add(wanted.CurrentUser, Sql.Of($"select id, email, name, bio from users where account_id = {account} and id = {actor.UserId}"));
        Add(wanted.Account, Sql.Of($"select domain from accounts where account_id = {account}"));
        return await db.BatchAsync(statements, (results, token) => ReadAsync(results, wanted, token), cancellationToken);

        void Add(bool condition, Sql statement)
        {
            if (condition)
            {
                statements.Add(statement);
            }
        }
    }

    private static async Task<TicketFacts?> ReadAsync(ResultSets results, WantedFacts wanted, CancellationToken cancellationToken)
    {
        if (await results.FirstOrDefaultAsync(Ticket.Read, cancellationToken) is not { } ticket)
        {
            return null;
        }

        var facts = Wire(ticket.ToCompact());
        facts["assignee_user_id"] = ticket.AssigneeUser?.Id;
        facts["assignee_team_id"] = ticket.AssigneeTeam?.Id;
        var roots = new JsonObject { ["ticket"] = facts };
        if (wanted.Customer)
        {
            var detail = (await CustomerReading.ReadAsync(results, cancellationToken)).Values.FirstOrDefault();
            var types = await results.ListAsync(row => (Id: row.GetInt64(0), Type: row.GetString(1)), cancellationToken);
            facts["customer"] = detail is null ? null : CustomerFacts(detail, types);
            facts["requester"] = facts["customer"]?.DeepClone();
        }

        if (wanted.Messages)
        {
            facts["messages"] = new JsonArray([.. (await results.ListAsync(MessageReading.Read, cancellationToken)).Select(message => (JsonNode)MessageFacts(message))]);
        }

        if (wanted.FirstMessage)
        {
            facts["first_message"] = await MessageAsync(results, cancellationToken);
        }

        if (wanted.LastMessage)
        {
            var last = await MessageAsync(results, cancellationToken);
            facts["last_message"] = last;
            facts["sender"] = last?["sender"]?.DeepClone();
            facts["receiver"] = last?["receiver"]?.DeepClone();
        }

        if (wanted.Message)
        {
            roots["message"] = await MessageAsync(results, cancellationToken);
        }

        if (wanted.CurrentUser)
        {
            roots["current_user"] = await results.FirstOrDefaultAsync(User, cancellationToken);
        }

        if (wanted.Account)
        {
            facts["account"] = new JsonObject { ["domain"] = await results.FirstOrDefaultAsync(row => row.GetString(0), cancellationToken) };
        }

        return new TicketFacts(new JsonFacts(JsonSerializer.SerializeToElement(roots)), ticket.Language);
    }

    private static JsonObject CustomerFacts(CustomerDetail detail, IReadOnlyList<(long Id, string Type)> types)
    {
        var customer = Wire(detail.ToResource());
        // By id as the wire has it, and by type: the first of a type is meant.
        var integrations = customer["integrations"] as JsonObject ?? [];
        foreach (var (id, type) in types)
        {
            if (!integrations.ContainsKey(type))
            {
                integrations[type] = integrations[$"{id}"]?.DeepClone();
            }
        }

        return customer;
    }

    private static async Task<JsonObject?> MessageAsync(ResultSets results, CancellationToken cancellationToken) =>
        await results.FirstOrDefaultAsync(MessageReading.Read, cancellationToken) is { } message ? MessageFacts(message) : null;

    private static JsonObject MessageFacts(MessageResource message)
    {
        var facts = Wire(message);
        facts["text"] = message.BodyText;
        facts["sentiments"] = new JsonArray();
        return facts;
    }

    private static JsonObject User(NpgsqlDataReader row) => new()
    {
        ["id"] = row.GetInt64(0),
        ["email"] = row.GetString(1),
        ["name"] = row.GetString(2),
        ["firstname"] = PersonName.First(row.GetString(2)),
        ["lastname"] = PersonName.Last(row.GetString(2)),
        ["bio"] = row.Text(3),
    };

    private static JsonObject Wire<T>(T value) => JsonSerializer.SerializeToNode(value, WireJson.Options.GetTypeInfo(typeof(T)))!.AsObject();
}
