using System.Text.RegularExpressions;
using Antiphon.Accounts;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Identity;
using Antiphon.Search.Phones;

namespace Antiphon.Customers;

/// <summary>
/// Says which other customers may be the same person, and what speaks for it: a caller who has a number and no address is, some day, somebody who writes a mail. Nothing is
/// merged; that is for whoever has looked at both.
/// </summary>
internal sealed partial class SuggestMerges(DeskDb db)
{
    private const int MostSuggestions = 20;
    private const int MostTickets = 20;
    private const int MostNumbers = 50;
    private const int FewestDigits = 8;

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) => api.MapGet("/customers/{id:long}/merge-suggestions", HandleAsync).RequireScope(Scope.CustomersRead, Right.Read)
        .Extension().Produces<MergeSuggestionsResource>();

    private static async Task<IResult> HandleAsync(long id, Actor actor, SuggestMerges suggestMerges, HttpContext http, CancellationToken cancellationToken) =>
        (await suggestMerges.RunAsync(id, http.Account().Switches.PhoneRegion, actor, cancellationToken)).ToOk("Failed to suggest merges", suggestions => suggestions);

    public async Task<Result<MergeSuggestionsResource>> RunAsync(long id, string region, Actor actor, CancellationToken cancellationToken)
    {
        var own = await db.FirstOrDefaultAsync(
            $"""
            select c.name, exists (select from customer_channels a where a.account_id = {actor.AccountId} and a.customer_id = {id} and a.type = 'email'),
              array(select a.address from customer_channels a where a.account_id = {actor.AccountId} and a.customer_id = {id} and a.phone is not null),
              array(
                select said.body_text
                from (select t.id from tickets t where t.account_id = {actor.AccountId} and t.customer_id = {id} order by t.created_at desc, t.id desc limit {MostTickets}) last
                cross join lateral (
                  select m.body_text from messages m where m.account_id = {actor.AccountId} and m.ticket_id = last.id and not m.from_agent and m.body_text is not null and m.deleted_at is null
                  order by m.created_at desc, m.id desc limit 1) said)
            from customers c where c.account_id = {actor.AccountId} and c.id = {id}
            """,
            row => new { Name = row.Text(0), HasMail = row.GetBoolean(1), Numbers = row.GetFieldValue<string[]>(2), Texts = row.GetFieldValue<string[]>(3) },
            cancellationToken);
        if (own is null)
        {
            return Failure.NotFound();
        }

        var numbers = own.Numbers.Concat(own.Texts.SelectMany(NumbersIn).Take(MostNumbers));
        string[] spellings = [.. numbers.SelectMany(number => PhoneNumber.Spellings(number, region)).Distinct(StringComparer.Ordinal)];
        var found = await db.ListAsync(
            $"""
            with evidence as (
              select a.customer_id, {MergeEvidence.Phone} type, a.address value from customer_channels a where a.account_id = {actor.AccountId} and a.phone = any({spellings})
              union
              select a.customer_id, {MergeEvidence.Email}, a.address from customer_channels a
              where a.account_id = {actor.AccountId} and a.type = 'email' and customer_mailbox(a.address) in (
                select customer_mailbox(o.address) from customer_channels o where o.account_id = {actor.AccountId} and o.customer_id = {id} and o.type = 'email')
              union
              select c.id, {MergeEvidence.Name}, c.name from customers c
              where c.account_id = {actor.AccountId} and c.name is not null and left(search_fold(c.name), 200) = left(search_fold({SaysWho(own.Name)}), 200))
            select c.id, c.name, exists (select from customer_channels a where a.account_id = {actor.AccountId} and a.customer_id = c.id and a.type = 'email'),
              array_agg(e.type order by e.type, e.value), array_agg(e.value order by e.type, e.value)
            from evidence e join customers c on c.account_id = {actor.AccountId} and c.id = e.customer_id
            where c.id <> {id}
            group by c.account_id, c.id, c.name
            order by count(*) filter (where e.type <> {MergeEvidence.Name}) > 0 desc, count(distinct e.type) desc, c.id limit {MostSuggestions}
            """,
            row => new { Id = row.GetInt64(0), Name = row.Text(1), HasMail = row.GetBoolean(2), Types = row.GetFieldValue<string[]>(3), Values = row.GetFieldValue<string[]>(4) },
            cancellationToken);
        return new MergeSuggestionsResource(
        [
            .. found.Select(other =>
            {
                // Who can be written to stays; of two who both can, or cannot, the older one.
                var target = own.HasMail == other.HasMail ? Math.Min(id, other.Id) : own.HasMail ? id : other.Id;
                return new MergeSuggestionResource(
                    new(other.Id, other.Name), [.. other.Types.Zip(other.Values, (type, value) => new MergeEvidenceResource(type, value))], target == id ? other.Id : id, target);
            }),
        ]);
    }

    /// <summary>Numbers in a text, such as the one below a signature.</summary>
    private static IEnumerable<string> NumbersIn(string text) =>
        Number().Matches(text).Select(match => match.Value.Trim()).Where(number => number.Count(char.IsAsciiDigit) >= FewestDigits && PhoneNumber.IsOne(number));

    // A first name alone is that of many.
    private static string? SaysWho(string? name) => name?.Split(' ', StringSplitOptions.RemoveEmptyEntries).Count(word => word.Length > 1) > 1 ? name : null;

    [GeneratedRegex(@"[+(]?[0-9][0-9 ().\-/]{6,24}[0-9]", RegexOptions.NonBacktracking)]
    private static partial Regex Number();
}
