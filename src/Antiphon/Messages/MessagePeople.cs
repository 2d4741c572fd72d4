using Antiphon.Channels;
using Antiphon.Contract;
using Antiphon.Customers;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Identity;

namespace Antiphon.Messages;

/// <summary>Who wrote a message and to whom.</summary>
internal sealed record MessagePersons(long? SenderUserId = null, long? SenderCustomerId = null, long? ReceiverCustomerId = null)
{
    /// <summary>The customer on either side.</summary>
    public long? CustomerId => SenderCustomerId ?? ReceiverCustomerId;
}

/// <summary>
/// The consistency rules: an outgoing message and a note come from a user, who is only found; an incoming one from a customer, who is made when unknown;
/// only an outgoing one has a receiver.
/// </summary>
internal sealed class MessagePeople(DeskDb db, ResolveCustomer resolveCustomer)
{
    public async Task<MessagePersons> FindAsync(
        CreateMessageRequest request,
        MessageKind kind,
        ChannelKind channel,
        MessageSetting setting,
        FieldErrors errors,
        Actor actor,
        CancellationToken cancellationToken)
    {
        errors.AddIf(kind is not MessageKind.Outgoing && Points(request.Receiver), "receiver", "Must not be set on an internal note or an incoming message.");
        if (kind is MessageKind.Incoming)
        {
            return new MessagePersons(SenderCustomerId: await CustomerWhoWroteAsync(request, channel, setting, errors, actor, cancellationToken));
        }

        var sender = await UserWhoWroteAsync(request.Sender, setting.Lookups, errors, actor, cancellationToken);
        await CheckMentionsAsync(request.MentionIds, setting.Lookups, errors, actor, cancellationToken);
        return new MessagePersons(
            SenderUserId: sender,
            ReceiverCustomerId: kind is MessageKind.Note ? null : await CustomerWhoReceivesAsync(request, channel, setting, errors, actor, cancellationToken));
    }

    /// <summary>The user of an outgoing message or note: 0 and nobody are the caller.</summary>
    public async Task<long?> UserWhoWroteAsync(PersonRequest? sender, MessageLookups lookups, FieldErrors errors, Actor actor, CancellationToken cancellationToken)
    {
        var email = CustomerFields.Trimmed(sender?.Email);
        if (sender is null or { Id: 0 } || (sender.Id is null && email is null))
        {
            // Without a person behind the call its author is the bot.
            return actor.UserId ?? (await UserAsync("bot", lookups, Sql.Of($"role = {Roles.Bot}"), actor, cancellationToken))?.Id;
        }

        var user = sender.Id is { } id
            ? await UserAsync($"id:{id}", lookups, Sql.Of($"id = {id}"), actor, cancellationToken)
            : await UserAsync($"email:{email!.ToLowerInvariant()}", lookups, Sql.Of($"lower(email) = lower({email})"), actor, cancellationToken);
        if (user is null)
        {
            errors.Under("sender").Add(sender.Id is null ? "email" : "id", sender.Id is null ? "No user has this email address." : $"User {sender.Id} does not exist.");
        }

        return user?.Id;
    }

    public async Task CheckMentionsAsync(IReadOnlyList<long>? mentions, MessageLookups lookups, FieldErrors errors, Actor actor, CancellationToken cancellationToken)
    {
        if (mentions is not { Count: > 0 } || errors.Has("mention_ids"))
        {
            return;
        }

        var unknown = mentions.Distinct().Where(id => !lookups.Users.ContainsKey($"id:{id}")).ToArray();
        foreach (var user in await db.ListAsync($"select {MessageUser.Columns:raw} from users where account_id = {actor.AccountId} and id = any({unknown}) and deleted_at is null", MessageUser.Read, cancellationToken))
        {
            lookups.Users[$"id:{user.Id}"] = user;
        }

        for (var i = 0; i < mentions.Count; i++)
        {
            errors.Under("mention_ids").AddIf(lookups.Users.GetValueOrDefault($"id:{mentions[i]}") is null, $"{i}", $"User {mentions[i]} does not exist.");
        }
    }

    private async Task<long?> CustomerWhoWroteAsync(
        CreateMessageRequest request, ChannelKind channel, MessageSetting setting, FieldErrors errors, Actor actor, CancellationToken cancellationToken)
    {
        if (Points(request.Sender))
        {
            return await ResolveAsync(request.Sender!, setting.Lookups, errors.Under("sender"), actor, cancellationToken);
        }

        // In a ticket that is there, an unnamed sender is its customer; a new ticket finds its people in the routing as well.
        if (setting is { IsNewTicket: false, CustomerId: { } known })
        {
            return known;
        }

        if (PersonAt(request.Source?.From, channel) is { } person && !errors.Has("source"))
        {
            return await ResolveAsync(person, setting.Lookups, errors.Under("source").Under("from"), actor, cancellationToken);
        }

        errors.AddIf(setting.CustomerId is null, "sender", FieldErrors.Missing);
        return setting.CustomerId;
    }

    private async Task<long?> CustomerWhoReceivesAsync(
        CreateMessageRequest request, ChannelKind channel, MessageSetting setting, FieldErrors errors, Actor actor, CancellationToken cancellationToken)
    {
        if (Points(request.Receiver))
        {
            return await ResolveAsync(request.Receiver!, setting.Lookups, errors.Under("receiver"), actor, cancellationToken);
        }

        return setting.CustomerId is null && request.Source?.To is [var first, ..] && PersonAt(first, channel) is { } person && !errors.Has("source")
            ? await ResolveAsync(person, setting.Lookups, errors.Under("source").Under("to").Under(0), actor, cancellationToken)
            : setting.CustomerId;
    }

    private async Task<long?> ResolveAsync(PersonRequest reference, MessageLookups lookups, FieldErrors errors, Actor actor, CancellationToken cancellationToken)
    {
        var key = reference.Channels is { Count: > 1 } ? null : $"{reference.Id}|{reference.Email?.ToLowerInvariant()}|{reference.ExternalId}|{(reference.Channels is [var only] ? only : null)}";
        if (key is not null && lookups.Customers.TryGetValue(key, out var known))
        {
            return known;
        }

        var customer = await resolveCustomer.RunAsync(reference, errors, actor, cancellationToken);
        if (key is not null && customer is not null)
        {
            lookups.Customers[key] = customer.Id;
        }

        return customer?.Id;
    }

    private async Task<MessageUser?> UserAsync(string key, MessageLookups lookups, Sql condition, Actor actor, CancellationToken cancellationToken)
    {
        if (!lookups.Users.TryGetValue(key, out var user))
        {
            user = await db.FirstOrDefaultAsync(
                $"select {MessageUser.Columns:raw} from users where account_id = {actor.AccountId} and deleted_at is null and {condition} order by id limit 1",
                MessageUser.Read,
                cancellationToken);
            lookups.Users[key] = user;
        }

        return user;
    }

    /// <summary>The person behind an address of the routing; null on channels whose addresses say nothing about people.</summary>
    private static PersonRequest? PersonAt(MessageAddressRequest? at, ChannelKind channel) => (CustomerFields.Trimmed(at?.Address), channel.AddressType) switch
    {
        (null, _) or (_, null) => null,
        ({ } address, "email") => new PersonRequest { Email = address, Name = at!.Name },
        ({ } address, { } type) => new PersonRequest { Name = at!.Name, Channels = [new ChannelReferenceRequest(type, address)] },
    };

    /// <summary>Whether a reference names anybody; forms send empty objects for what was left blank.</summary>
    private static bool Points(PersonRequest? person) =>
        person is not null
        && (person is not { Id: null, Channels: null or [] }
            || CustomerFields.Trimmed(person.Email) is not null
            || CustomerFields.Trimmed(person.ExternalId) is not null
            || CustomerFields.Trimmed(person.Name) is not null);
}
