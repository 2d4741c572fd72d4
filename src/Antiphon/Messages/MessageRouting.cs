using System.Text.Json;
using System.Text.Json.Nodes;
using Antiphon.Channels;
using Antiphon.Contract;
using Antiphon.Customers;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Identity;

namespace Antiphon.Messages;

/// <summary>The way a message takes: its routing as it is stored, and the integration that carries it.</summary>
internal readonly record struct MessageRoute(long? IntegrationId, Jsonb Source);

/// <summary>Completes the routing of a message from the account's integrations and the customer's addresses.</summary>
internal sealed class MessageRouting(DeskDb db)
{
    private const int MaxAddresses = 500;

    public static void Check(MessageSourceRequest? source, ChannelKind channel, MessageKind kind, FieldErrors errors)
    {
        var needsFrom = channel.IsMail && kind is not MessageKind.Note;
        if (needsFrom && source?.From is null)
        {
            errors.Add("source.from", FieldErrors.Missing);
        }

        if (source is null)
        {
            return;
        }

        var own = errors.Under("source");
        own.OneOf("type", source.Type, Slugs.SourceTypes).JsonObject("extra", source.Extra);
        if (source.From is { } from)
        {
            var at = own.Under("from");
            if (needsFrom)
            {
                at.RequiredText("address", from.Address);
            }

            Lengths(from, at);
        }

        var mustBeMail = channel.IsMail && kind is MessageKind.Outgoing;
        CheckList("to", source.To, mustBeMail, own);
        CheckList("cc", source.Cc, mustBeMail, own);
        CheckList("bcc", source.Bcc, mustBeMail, own);
    }

    /// <summary><paramref name="mustReach"/>: the message is going to be sent, so somebody must be there to receive it.</summary>
    public async Task<MessageRoute> FindAsync(
        MessageSourceRequest? source,
        long? integrationId,
        MessageKind kind,
        ChannelKind channel,
        MessagePersons persons,
        bool mustReach,
        MessageLookups lookups,
        FieldErrors errors,
        Actor actor,
        CancellationToken cancellationToken)
    {
        var integration = integrationId is { } id
            ? await IntegrationAsync(id, lookups, actor, cancellationToken)
            : kind is MessageKind.Note ? null : await IntegrationAsync(source, kind, channel, lookups, actor, cancellationToken);
        errors.AddIf(integrationId is not null && integration is null, "integration_id", $"Integration {integrationId} does not exist.");

        var company = integration?.Address is null ? null : new MessageAddressRequest(integration.Name, integration.Address);
        var (from, to) = (source?.From, source?.To);
        if (kind is MessageKind.Incoming)
        {
            from ??= await CustomerAsync(persons.CustomerId, channel, lookups, actor, cancellationToken);
            to ??= company is null ? null : [company];
        }
        else if (kind is MessageKind.Outgoing)
        {
            from ??= company;
            if (mustReach && channel.IsMail)
            {
                var senders = integrationId is not null && channel.IntegrationTypes.Contains(integration?.Type) ? [integration!] : await IntegrationsAsync(channel, lookups, actor, cancellationToken);
                CheckSender(from, senders, errors);
            }

            to ??= await CustomerAsync(persons.CustomerId, channel, lookups, actor, cancellationToken) is { } customer ? [customer] : null;
            if (mustReach && channel.NeedsAddress && to is null or [] && !errors.Any)
            {
                errors.Add("source.to", persons.CustomerId is null ? "Nobody to send to: name a receiver or an address." : $"The customer has no address of type {channel.AddressType}.");
            }
        }

        return new MessageRoute(integration?.Id, Store(source, channel, from, to));
    }

    // A provider lets nobody write from an address that is not theirs, so such a mail would be lost without a word.
    private static void CheckSender(MessageAddressRequest? from, IReadOnlyList<MessageIntegration> senders, FieldErrors errors)
    {
        string[] own = [.. senders.Select(sender => sender.Address).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase)];
        errors.Under("source").Under("from").AddIf(
            own.Length > 0 && !own.Contains(from?.Address?.Trim(), StringComparer.OrdinalIgnoreCase),
            "address",
            $"No mail leaves from this address. Must be one of: {string.Join(", ", own)}.");
    }

    private static Jsonb Store(MessageSourceRequest? source, ChannelKind channel, MessageAddressRequest? from, IReadOnlyList<MessageAddressRequest>? to)
    {
        var stored = new JsonObject { ["type"] = source?.Type ?? channel.SourceType };
        Add("from", from is null ? null : Json(from));
        Add("to", Json(to));
        Add("cc", Json(source?.Cc));
        Add("bcc", Json(source?.Bcc));
        Add("extra", source?.Extra is { ValueKind: JsonValueKind.Object } extra ? JsonNode.Parse(extra.GetRawText()) : null);
        return new Jsonb(stored.ToJsonString(JsonSerializerOptions.Web));

        // What is not there is left out, as the service does.
        void Add(string member, JsonNode? value)
        {
            if (value is not null)
            {
                stored[member] = value;
            }
        }
    }

    private async Task<MessageIntegration?> IntegrationAsync(long id, MessageLookups lookups, Actor actor, CancellationToken cancellationToken)
    {
        if (!lookups.IntegrationsById.TryGetValue(id, out var integration))
        {
            integration = await db.FirstOrDefaultAsync(
                $"select id, type, name, address from integrations where account_id = {actor.AccountId} and id = {id}", MessageIntegration.Read, cancellationToken);
            lookups.IntegrationsById[id] = integration;
        }

        return integration;
    }

    /// <summary>The integration whose address the routing names, else the default one of the channel.</summary>
    private async Task<MessageIntegration?> IntegrationAsync(
        MessageSourceRequest? source, MessageKind kind, ChannelKind channel, MessageLookups lookups, Actor actor, CancellationToken cancellationToken)
    {
        if (channel.IntegrationTypes.Length == 0)
        {
            return null;
        }

        var integrations = await IntegrationsAsync(channel, lookups, actor, cancellationToken);
        IEnumerable<MessageAddressRequest> company = kind is MessageKind.Outgoing ? source?.From is { } from ? [from] : [] : [.. source?.To ?? [], .. source?.Cc ?? []];
        var addressed = company.Select(at => integrations.FirstOrDefault(integration => integration.Address is { } own && own.Equals(at.Address?.Trim(), StringComparison.OrdinalIgnoreCase)));
        return addressed.FirstOrDefault(integration => integration is not null) ?? (integrations is [var first, ..] ? first : null);
    }

    /// <summary>The active integrations of a channel, the default one first.</summary>
    private async Task<IReadOnlyList<MessageIntegration>> IntegrationsAsync(ChannelKind channel, MessageLookups lookups, Actor actor, CancellationToken cancellationToken)
    {
        if (!lookups.Integrations.TryGetValue(channel.Slug, out var integrations))
        {
            integrations = await db.ListAsync(
                $"""
                select id, type, name, address from integrations
                where account_id = {actor.AccountId} and deactivated_at is null and type = any({channel.IntegrationTypes})
                order by id::text is distinct from (select data ->> {channel.Slug} from account_settings where account_id = {actor.AccountId} and type = 'default-integration'), id
                """,
                MessageIntegration.Read,
                cancellationToken);
            lookups.Integrations[channel.Slug] = integrations;
        }

        return integrations;
    }

    private async Task<MessageAddressRequest?> CustomerAsync(long? customer, ChannelKind channel, MessageLookups lookups, Actor actor, CancellationToken cancellationToken)
    {
        if (customer is not { } id || channel.AddressType is not { } type)
        {
            return null;
        }

        if (!lookups.Recipients.TryGetValue((id, type), out var recipient))
        {
            // A WhatsApp address is a phone number, so one that is known only as such will do.
            string[] types = type is "whatsapp" ? [type, "phone"] : [type];
            recipient = await db.FirstOrDefaultAsync(
                $"""
                select customers.name, channels.address from customers join customer_channels channels on channels.account_id = {actor.AccountId} and channels.customer_id = customers.id
                where customers.account_id = {actor.AccountId} and customers.id = {id} and channels.type = any({types})
                order by array_position({types}, channels.type), channels.preferred desc, channels.id limit 1
                """,
                row => new MessageAddressRequest(row.Text(0), row.GetString(1)),
                cancellationToken);
            lookups.Recipients[(id, type)] = recipient;
        }

        return recipient;
    }

    private static void CheckList(string field, IReadOnlyList<MessageAddressRequest>? addresses, bool mustBeMail, FieldErrors source)
    {
        source.MaxCount(field, addresses?.Count, MaxAddresses);
        var list = source.Under(field);
        for (var i = 0; i < Math.Min(addresses?.Count ?? 0, MaxAddresses); i++)
        {
            var own = list.Under(i);
            Lengths(addresses![i], own);
            if (mustBeMail)
            {
                own.RequiredText("address", addresses[i].Address).EmailAddress("address", addresses[i].Address);
            }
        }
    }

    private static void Lengths(MessageAddressRequest at, FieldErrors errors) =>
        errors.MaxLength("address", at.Address, Customer.MaxAddressLength).MaxLength("name", at.Name, Customer.MaxNameLength);

    private static JsonObject Json(MessageAddressRequest at)
    {
        var json = new JsonObject();
        if (at.Name is not null)
        {
            json["name"] = at.Name;
        }

        if (at.Address is not null)
        {
            json["address"] = at.Address.Trim();
        }

        return json;
    }

    private static JsonArray? Json(IReadOnlyList<MessageAddressRequest>? addresses) => addresses is null ? null : [.. addresses.Select(Json)];
}
