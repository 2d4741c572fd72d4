using System.Text;
using System.Text.Json.Nodes;
using Antiphon.Contract;
using Antiphon.Customers;
using Antiphon.Data;
using Antiphon.Events.Dispatch;
using Antiphon.Http;
using Antiphon.Messages;
using Antiphon.Surveys;
using Antiphon.Tags;
using Antiphon.Tickets;
using Antiphon.Users;

namespace Antiphon.Integrations.Delivery.Bodies;

/// <summary>What some events of one account are about, as JSON texts of the wire in UTF-8.</summary>
internal sealed class WebhookObjects
{
    // The one customer or user whom an event says to be gone has no more to say than an id.
    private static readonly string[] Gone = [EventType.CustomerDeleted, EventType.UserDeleted];

    private readonly Dictionary<(string Type, long Id), byte[]> texts = [];
    private readonly Dictionary<long, long> customersOfTickets = [];
    private readonly Dictionary<long, byte[]> firstMessages = [];

    /// <summary>Of the account.</summary>
    public string Domain { get; private set; } = "";

    /// <summary>The account's integrations by type, the first of each: by these names templates may ask for a customer's data.</summary>
    public Dictionary<string, long> IntegrationsByType { get; } = new(StringComparer.Ordinal);

    public static async Task<WebhookObjects> ReadAsync(DeskDb db, long accountId, IReadOnlyList<QueuedEvent> events, CancellationToken cancellationToken)
    {
        var tickets = Ids(events, queued => queued.SubjectType == EventObject.Ticket ? queued.SubjectId : null);
        var messages = Ids(events, queued => queued.MessageId);
        var customers = Ids(events, Subject(EventObject.Customer));
        var users = Ids(events, Subject(EventObject.User));
        var tags = Ids(events, Subject(EventObject.Tag));
        List<Sql> statements = [Sql.Of($"select id, type, name from integrations where account_id = {accountId} order by id"), Sql.Of($"select domain from accounts where account_id = {accountId}")];
        Add(tickets, () =>
        [
            Ticket.Select(accountId, null) + Sql.Of($" and tickets.id = any({tickets})"),
            .. CustomerReading.Statements(accountId, Sql.Of($"select customer_id from tickets where account_id = {accountId} and id = any({tickets})")),
            MessageReading.Select(accountId) + Sql.Of($" and m.ticket_id = any({tickets}) and m.deleted_at is null order by m.created_at, m.id"),
            Survey.Select(accountId) + Sql.Of($" and ticket_id = any({tickets})"),
            Sql.Of($"select id, ticket from deleted_tickets where account_id = {accountId} and id = any({tickets})"),
        ]);
        Add(messages, () => [MessageReading.Select(accountId) + Sql.Of($" and m.id = any({messages})")]);
        Add(customers, () => CustomerReading.Statements(accountId, Sql.Of($"select unnest({customers})")));
        Add(users, () => [Sql.Of($"select {User.Columns:raw} from users where account_id = {accountId} and id = any({users})")]);
        Add(tags, () => [Sql.Of($"select {Tag.Columns:raw} from tags where account_id = {accountId} and id = any({tags})")]);
        var read = new WebhookObjects();
        await db.BatchAsync(
            statements,
            async (results, token) =>
            {
                foreach (var (id, type, name) in await results.ListAsync(row => (row.GetInt64(0), row.GetString(1), row.GetString(2)), token))
                {
                    read.IntegrationsByType.TryAdd(type, id);
                    read.KeepIntegration(id, type, name);
                }

                foreach (var deleted in events.Where(queued => queued.Event.Type == EventType.IntegrationDeleted))
                {
                    read.KeepIntegration(deleted.Event.ObjectId, deleted.DataOf("type")?.GetString(), deleted.DataOf("name")?.GetString());
                }

                read.Domain = (await results.ListAsync(row => row.GetString(0), token)).FirstOrDefault() ?? "";
                if (tickets.Length > 0)
                {
                    await read.ReadTicketsAsync(results, token);
                }

                if (messages.Length > 0)
                {
                    read.Keep(EventObject.TicketMessage, await results.ListAsync(MessageReading.Read, token), message => message.Id, message => message);
                }

                if (customers.Length > 0)
                {
                    read.Keep(EventObject.Customer, (await CustomerReading.ReadAsync(results, token)).Values, detail => detail.Customer.Id, detail => detail.ToResource());
                }

                if (users.Length > 0)
                {
                    read.Keep(EventObject.User, await results.ListAsync(User.Read, token), user => user.Id, user => user.ToResource(default));
                }

                if (tags.Length > 0)
                {
                    read.Keep(EventObject.Tag, await results.ListAsync(Tag.Read, token), tag => tag.Id, tag => tag.ToResource());
                }

                return default(Done);
            },
            cancellationToken);
        return read;

        void Add(long[] ids, Func<IReadOnlyList<Sql>> more)
        {
            if (ids.Length > 0)
            {
                statements.AddRange(more());
            }
        }
    }

    /// <summary>The object of a kind; one that is not there any more is its id.</summary>
    public byte[] TextOf(string type, long id) => texts.GetValueOrDefault((type, id)) ?? OnlyId(id);

    /// <summary>Whether an event tells no more of its object than an id, also when others of the same moment still know it.</summary>
    public static bool IsGone(string eventType) => Gone.Contains(eventType);

    public static byte[] OnlyId(long id) => Encoding.UTF8.GetBytes($$"""{"id":{{id}}}""");

    public byte[]? FirstMessageOf(long ticketId) => firstMessages.GetValueOrDefault(ticketId);

    public long? CustomerOf(QueuedEvent queued) => queued.SubjectType switch
    {
        EventObject.Customer => queued.SubjectId,
        EventObject.Ticket when customersOfTickets.TryGetValue(queued.SubjectId, out var customer) => customer,
        _ => null,
    };

    private static long[] Ids(IReadOnlyList<QueuedEvent> events, Func<QueuedEvent, long?> id) =>
        [.. events.Where(queued => !IsGone(queued.Event.Type)).Select(id).OfType<long>().Distinct()];

    private static Func<QueuedEvent, long?> Subject(string type) => queued => queued.Event.ObjectType == type ? queued.Event.ObjectId : null;

    private void KeepIntegration(long id, string? type, string? name) =>
        texts[(EventObject.Integration, id)] = Encoding.UTF8.GetBytes(new JsonObject { ["id"] = id, ["type"] = type, ["name"] = name }.ToJsonString(WireJson.Options));

    private void Keep<T, TResource>(string type, IEnumerable<T> items, Func<T, long> id, Func<T, TResource> resource)
    {
        foreach (var item in items)
        {
            texts[(type, id(item))] = WebhookText.Of(resource(item));
        }
    }

    private async Task ReadTicketsAsync(ResultSets results, CancellationToken cancellationToken)
    {
        var tickets = await results.ListAsync(Ticket.Read, cancellationToken);
        var customers = await CustomerReading.ReadAsync(results, cancellationToken);
        var messages = (await results.ListAsync(MessageReading.Read, cancellationToken)).ToLookup(message => message.TicketId);
        var surveys = (await results.ListAsync(Survey.Read, cancellationToken)).ToDictionary(survey => survey.TicketId);
        foreach (var (id, text) in await results.ListAsync(row => (row.GetInt64(0), row.GetString(1)), cancellationToken))
        {
            texts[(EventObject.Ticket, id)] = Encoding.UTF8.GetBytes(text);
        }

        foreach (var ticket in tickets)
        {
            var customer = ticket.Customer is { } person ? customers.GetValueOrDefault(person.Id) : null;
            List<byte[]> written = [.. messages[ticket.Id].Select(WebhookText.Of)];
            texts[(EventObject.Ticket, ticket.Id)] = WebhookText.OfTicket(ticket, customer, surveys.GetValueOrDefault(ticket.Id), written, Domain);
            if (written.Count > 0)
            {
                firstMessages[ticket.Id] = written[0];
            }

            if (ticket.Customer is { } owner)
            {
                customersOfTickets[ticket.Id] = owner.Id;
            }
        }
    }
}
