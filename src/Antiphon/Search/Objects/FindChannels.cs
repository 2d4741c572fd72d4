using System.Text.Json;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Identity;
using Antiphon.Search.Phones;
using Npgsql;

namespace Antiphon.Search.Objects;

/// <summary>Addresses of customers: all of them, e-mail addresses, or numbers.</summary>
internal sealed class FindChannels(DeskDb db)
{
    private const int Newest = 2000;

    public async Task<IReadOnlyList<JsonElement>> RunAsync(Wanted wanted, Actor actor, CancellationToken cancellationToken)
    {
        var account = actor.AccountId;
        var ofType = wanted.Type switch
        {
            SearchType.CustomerChannelEmail => Sql.Of($" and type = 'email'"),
            SearchType.CustomerChannelPhone => Sql.Of($" and type = 'phone'"),
            _ => Sql.Empty,
        };
        var found = wanted.IsEmpty
            ? Sql.Of($"select 1 place, id from customer_channels where account_id = {account}{ofType} order by updated_at desc, id desc limit {wanted.Size}")
            : ByWords(wanted, ofType, account);
        return await db.ListAsync(
            $"""
            select c.id, c.type, c.address, c.preferred, c.customer_id, customers.name, customers.email
            from ({found}) f join customer_channels c on c.account_id = {account} and c.id = f.id
            join customers on customers.account_id = {account} and customers.id = c.customer_id
            order by f.place, c.updated_at desc, c.id desc limit {wanted.Size}
            """,
            Read,
            cancellationToken);
    }

    private static Sql ByWords(Wanted wanted, Sql ofType, long account)
    {
        var phones = PhoneNumber.Spellings(wanted.Query, wanted.Account.Switches.PhoneRegion).ToArray();
        return Sql.Of(
            $"""
            with wanted as materialized (select search_prefixes({wanted.Query}) words),
            recent as materialized (
              select id, address, phone from (
                select id, document, address, phone, type, updated_at from customer_channels where account_id = {account} order by updated_at desc, id desc limit {Newest}) newest
              where document @@ (select words from wanted){ofType} order by updated_at desc, id desc limit {wanted.Size}),
            others as materialized (
              select id, address, phone from customer_channels
              where account_id = {account} and document @@ (select words from wanted){ofType} and (select count(*) from recent) < {wanted.Size}),
            exact as materialized (
              select id from customer_channels where account_id = {account} and document @@ (select words from wanted) and lower(address) = lower({wanted.Query}){ofType}
              union select id from customer_channels where account_id = {account} and phone = any({phones}){ofType}),
            begun as materialized (
              select c.id from unnest({phones}) typed (phone)
              join customer_channels c on c.account_id = {account} and c.phone >= typed.phone collate "C" and c.phone < typed.phone || ':' collate "C" where true{ofType})
            select min(place) place, id from (
              select 0 place, id from exact union all select 1, id from recent union all select 1, id from others union all select 1, id from begun) found
            group by id
            """);
    }

    private static JsonElement Read(NpgsqlDataReader row) => FoundItem.Of(new FoundChannelResource(
        row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetBoolean(3), new FoundChannelOwnerResource(row.GetInt64(4), row.Text(5), row.Text(6))));
}
