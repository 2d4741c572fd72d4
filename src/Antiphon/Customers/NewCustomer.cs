using System.Text.Json;
using Antiphon.Data;
using Antiphon.Contract;
using Antiphon.Events;
using Antiphon.Identity;

namespace Antiphon.Customers;

/// <summary>A customer who passed every check and is to be stored. The indexes decide whether the identifiers are free.</summary>
internal sealed record NewCustomer
{
    public string? Email { get; init; }

    public string? Name { get; init; }

    public string? ExternalId { get; init; }

    public string? Language { get; init; }

    public string? Timezone { get; init; }

    public string? Note { get; init; }

    public JsonElement? Meta { get; init; }

    public JsonElement? Data { get; init; }

    /// <summary>Settled: with the e-mail's own channel, and with one preferred of each type.</summary>
    public required IReadOnlyList<WantedChannel> Channels { get; init; }

    /// <summary>What the service itself notes about a name: who set it.</summary>
    public static JsonElement NameSetVia(string who) => JsonSerializer.SerializeToElement(new System.Text.Json.Nodes.JsonObject { ["name_set_via"] = who });

    /// <summary>Customer, channels and event in one statement, so that none is there without the others.</summary>
    public async Task<CustomerDetail> InsertAsync(DeskDb db, Actor actor, DateTimeOffset now, CancellationToken cancellationToken)
    {
        string[] types = [.. Channels.Select(channel => channel.Type)];
        string[] addresses = [.. Channels.Select(channel => channel.Address)];
        bool[] preferred = [.. Channels.Select(channel => channel.Preferred is true)];
        var rows = await db.ListAsync(
            $"""
            with created as (
              insert into customers (account_id, external_id, email, name, language, timezone, note, meta, data, created_at, updated_at)
              values ({actor.AccountId}, {ExternalId}, {Email}, {Name}, {Language}, {Timezone}, {Note}, {Meta}, {Data}, {now}, {now})
              returning {Customer.Columns:raw}),
            added as (
              insert into customer_channels (account_id, customer_id, type, address, preferred, created_at, updated_at)
              select {actor.AccountId}, created.id, wanted.type, wanted.address, wanted.preferred, {now}, {now}
              from created, unnest({types}, {addresses}, {preferred}) with ordinality wanted (type, address, preferred, position)
              order by wanted.position
              returning {CustomerChannel.Columns:raw}),
            logged as ({EventLog.Of(
                actor,
                EventType.CustomerCreated,
                EventObject.Customer,
                now,
                Sql.Of($"select id, jsonb_build_object('email', email, 'name', name) from created"))})
            select created.*, added.* from created left join added on true order by added.id
            """,
            row => (Customer: Customer.Read(row), Channel: row.IsDBNull(Customer.ColumnCount) ? null : CustomerChannel.Read(row, Customer.ColumnCount)),
            cancellationToken);
        return new CustomerDetail(rows[0].Customer, [.. rows.Select(row => row.Channel).OfType<CustomerChannel>()], new Dictionary<string, JsonElement>(StringComparer.Ordinal));
    }
}
