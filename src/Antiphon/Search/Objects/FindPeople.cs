using System.Text.Json;
using Antiphon.Contract;
using Antiphon.Customers;
using Antiphon.Data;
using Antiphon.Identity;
using Antiphon.Search.Phones;

namespace Antiphon.Search.Objects;

/// <summary>Customers by name and address, by every address, or by number.</summary>
internal sealed class FindPeople(DeskDb db, SimilarWords similar)
{
    // Something that many customers match is found among the newest of them; what is not, few match, and the index of words has them all.
    private const int Newest = 2000;

    public async Task<IReadOnlyList<JsonElement>> RunAsync(Wanted wanted, Actor actor, CancellationToken cancellationToken)
    {
        var phones = PhoneNumber.Spellings(wanted.Query, wanted.Account.Switches.PhoneRegion).ToArray();
        var found = wanted switch
        {
            { Type: SearchType.CustomersByPhone } => ByNumber(wanted, phones, actor.AccountId),
            { IsEmpty: true } => Sql.Of($"select id from customers where account_id = {actor.AccountId} order by updated_at desc, id desc limit {wanted.Size}"),
            _ => ByWords(wanted, phones, actor.AccountId),
        };
        long[] ids = [.. await db.ListAsync(found, row => row.GetInt64(0), cancellationToken)];
        if (ids.Length == 0 && wanted.Type is not SearchType.CustomersByPhone && MayBeMistyped(wanted.Query, phones))
        {
            ids = await similar.CustomersAsync(wanted.Query, wanted.Size, actor, cancellationToken);
        }

        return wanted.Type is SearchType.Customer ? await ShortAsync(ids, actor, cancellationToken) : await FullAsync(ids, actor, cancellationToken);
    }

    // Who asks for a whole address or number wants to know whether it is there, and someone else's would be the wrong answer.
    private static bool MayBeMistyped(string query, string[] phones) => phones.Length == 0 && !query.Contains('@', StringComparison.Ordinal);

    private static Sql ByWords(Wanted wanted, string[] phones, long account)
    {
        var everyAddress = wanted.Type is SearchType.CustomerProfile;
        var inAddress = everyAddress
            ? Sql.Of($" or exists (select from customer_channels c where c.account_id = {account} and c.customer_id = newest.id and (c.document @@ (select words from wanted) or c.phone = any({phones})))")
            : Sql.Empty;
        var owners = everyAddress
            ? Sql.Of(
                $"""
                 union select customer_id from customer_channels where account_id = {account} and document @@ (select words from wanted) and (select count(*) from recent) < {wanted.Size}
                 union select customer_id from customer_channels where account_id = {account} and phone = any({phones})
                """)
            : Sql.Empty;
        var exactAddress = everyAddress
            ? Sql.Of(
                $"""
                 union select customer_id from customer_channels where account_id = {account} and document @@ (select words from wanted) and lower(address) = lower({wanted.Query})
                 union select customer_id from customer_channels where account_id = {account} and phone = any({phones})
                """)
            : Sql.Empty;
        return Sql.Of(
            $"""
            with wanted as materialized (
              select search_prefixes({wanted.Query}) words, search_fold({wanted.Query}) folded, plainto_tsquery('pg_catalog.simple', search_text({wanted.Query})) exactly),
            recent as materialized (
              select id from (select id, document, updated_at from customers where account_id = {account} order by updated_at desc, id desc limit {Newest}) newest
              where newest.document @@ (select words from wanted){inAddress} order by updated_at desc, id desc limit {wanted.Size}),
            others as materialized (
              select id from customers where account_id = {account} and document @@ (select words from wanted) and (select count(*) from recent) < {wanted.Size}{owners}),
            exact as materialized (
              select id from customers where account_id = {account} and lower(email) = lower({wanted.Query})
              union select id from customers where account_id = {account} and document @@ (select exactly from wanted) and search_fold(name) = (select folded from wanted){exactAddress}),
            found as (select 0 place, id from exact union all select 1, id from recent union all select 1, id from others)
            select c.id from (select id, min(place) place from found group by id) f join customers c on c.account_id = {account} and c.id = f.id
            order by f.place, c.updated_at desc, c.id desc limit {wanted.Size}
            """);
    }

    private static Sql ByNumber(Wanted wanted, string[] phones, long account) => wanted.IsEmpty
        ? Sql.Of(
            $"""
            select customer_id from customer_channels where account_id = {account} and phone is not null
            group by customer_id order by max(updated_at) desc, customer_id desc limit {wanted.Size}
            """)
        : Sql.Of(
            $"""
            select customers.id from (
              select c.customer_id, min(case when c.phone = typed.phone then 0 else 1 end) place
              from unnest({phones}) typed (phone) join customer_channels c on c.account_id = {account} and c.phone >= typed.phone collate "C" and c.phone < typed.phone || ':' collate "C"
              group by 1) f
            join customers on customers.account_id = {account} and customers.id = f.customer_id
            order by f.place, customers.updated_at desc, customers.id desc limit {wanted.Size}
            """);

    private async Task<IReadOnlyList<JsonElement>> ShortAsync(long[] ids, Actor actor, CancellationToken cancellationToken)
    {
        var customers = await db.ListAsync(
            $"select {Customer.Columns:raw} from customers where account_id = {actor.AccountId} and id = any({ids})", Customer.Read, cancellationToken);
        return
        [
            .. customers.OrderBy(customer => Array.IndexOf(ids, customer.Id)).Select(customer => FoundItem.Of(new FoundCustomerResource(
                customer.Id, customer.Name, customer.Email, PersonName.First(customer.Name), PersonName.Last(customer.Name), customer.ExternalId))),
        ];
    }

    private async Task<IReadOnlyList<JsonElement>> FullAsync(long[] ids, Actor actor, CancellationToken cancellationToken)
    {
        var details = await CustomerReading.DetailsAsync(db, actor.AccountId, ids, cancellationToken);
        return [.. ids.Where(details.ContainsKey).Select(id => FoundItem.Of(details[id].ToResource()))];
    }
}
