using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Identity;
using Npgsql;

namespace Antiphon.Customers;

/// <summary>
/// Finds the customer whom a body points at, or makes one: by <c>id</c>, else by <c>email</c>, else by <c>external_id</c>, else by a channel's type and
/// address. Other members only describe a customer who is made. Every door that brings a message to a ticket uses this.
/// </summary>
internal sealed class ResolveCustomer(DeskDb db, TimeProvider clock)
{
    // Losing a race shows the winner at the next look; losing again means that the winner was merged or deleted meanwhile.
    private const int MostAttempts = 5;

    private enum Means
    {
        Id,
        Email,
        ExternalId,
        Channel,
    }

    /// <summary>
    /// Answers the customer, who cannot be deleted or merged before the open transaction ends. Null with an error noted under
    /// <paramref name="errors"/> when the reference contradicts itself or names nobody; null without one when it is empty. Nobody is made when the
    /// request is known to be wrong already.
    /// </summary>
    public async Task<Customer?> RunAsync(PersonRequest reference, FieldErrors errors, Actor actor, CancellationToken cancellationToken)
    {
        reference = reference with { Email = CustomerFields.Trimmed(reference.Email), ExternalId = CustomerFields.Trimmed(reference.ExternalId), Name = CustomerFields.Trimmed(reference.Name) };
        for (var attempt = 1; ; attempt++)
        {
            var found = await FindAsync(reference, actor, cancellationToken);
            if (reference.Id is { } id && !found.Exists(match => match.Means is Means.Id))
            {
                if (await MergedObjects.SurvivorAsync(db, actor.AccountId, EventObject.Customer, id, cancellationToken) is { } survivor && attempt < MostAttempts)
                {
                    reference = reference with { Id = survivor };
                    continue;
                }

                errors.Add("id", $"Customer {id} does not exist.");
                return null;
            }

            if (found.Count > 0)
            {
                return Agree(found, errors);
            }

            if (reference is { Email: null, ExternalId: null, Name: null, Channels: null or [] } || Describe(reference, errors) is not { } wanted)
            {
                return null;
            }

            await using var savepoint = await db.BeginAsync(cancellationToken);
            try
            {
                var created = await wanted.InsertAsync(db, actor, clock.Now(), cancellationToken);
                await savepoint.CommitAsync(cancellationToken);
                return created.Customer;
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation && attempt < MostAttempts)
            {
                // Another request made this customer between the look and the insert; the next look finds whom it made.
            }
        }
    }

    /// <summary>The customers that each member leads to, the weightiest member first; locked against deletion, which a ticket's key would do anyway.</summary>
    private Task<List<(Means Means, Customer Customer)>> FindAsync(PersonRequest reference, Actor actor, CancellationToken cancellationToken)
    {
        var account = actor.AccountId;
        var matches = Sql.Of($"select 0 means, {reference.Id} id");
        if (reference.Email is { } email)
        {
            matches += Sql.Of(
                $"""
                 union select 1, customer_id from customer_channels where account_id = {account} and type = 'email' and lower(address) = lower({email})
                 union select 1, id from customers where account_id = {account} and lower(email) = lower({email})
                """);
        }

        if (reference.ExternalId is { } externalId)
        {
            matches += Sql.Of($" union select 2, id from customers where account_id = {account} and external_id = {externalId}");
        }

        if (reference.Channels is { Count: > 0 } channels)
        {
            string[] types = [.. channels.Select(channel => channel.Type ?? "")];
            string[] addresses = [.. channels.Select(channel => channel.Address?.Trim() ?? "")];
            matches += Sql.Of(
                $"""
                 union select 3, owned.customer_id from unnest({types}, {addresses}) given (type, address)
                 join customer_channels owned on owned.account_id = {account} and owned.type = given.type and lower(owned.address) = lower(given.address)
                """);
        }

        return db.ListAsync(
            $"""
            select {Customer.Columns:raw}, matches.means from customers join ({matches}) matches (means, match) on customers.id = matches.match
            where customers.account_id = {account} order by matches.means, customers.id for key share of customers
            """,
            row => ((Means)row.GetInt32(Customer.ColumnCount), Customer.Read(row)),
            cancellationToken);
    }

    private static Customer? Agree(List<(Means Means, Customer Customer)> found, FieldErrors errors)
    {
        var (_, customer) = found[0];
        var contradicts = false;
        foreach (var (means, other) in found.Where(match => match.Customer.Id != customer.Id && match.Means is Means.Email or Means.ExternalId))
        {
            contradicts = true;
            errors.Add(means is Means.Email ? "email" : "external_id", $"Belongs to another customer ({other.Id}).");
        }

        return contradicts ? null : customer;
    }

    private static NewCustomer? Describe(PersonRequest reference, FieldErrors errors)
    {
        ChannelList.CheckAddress(errors, "email", CustomerChannel.Email, reference.Email);
        CustomerFields.Check(errors, reference.Name, reference.ExternalId, reference.Language, reference.Timezone, reference.Meta);
        var channels = ChannelList.Read([.. reference.Channels?.Select(channel => new CustomerChannelRequest(channel.Type, channel.Address)) ?? []], errors.Under("channels")).With(reference.Email);
        var email = reference.Email ?? channels.PrimaryEmail();
        return errors.Any ? null : new NewCustomer
        {
            Email = email,
            Name = reference.Name,
            ExternalId = reference.ExternalId,
            Language = reference.Language,
            Timezone = reference.Timezone,
            Note = reference.Note,
            Meta = reference.Meta ?? (reference.Name is null ? null : NewCustomer.NameSetVia("email")),
            Channels = channels.Settle(email),
        };
    }
}
