using System.Text.RegularExpressions;
using Antiphon.Data;
using Antiphon.Identity;
using Antiphon.Search.Phones;
using Npgsql;

namespace Antiphon.Search.FullText;

/// <summary>
/// Looks up what a query names: the forms of its words in the languages of the account, its tags, its people, its numbers. Every list of tickets that can be
/// searched begins here and joins <see cref="PreparedSearch.Condition"/>.
/// </summary>
internal sealed partial class PrepareSearch(DeskDb db, SimilarWords similar)
{
    private const int MostPeople = 500;
    private const int MostTags = 200;

    // So many hits are read about as quickly as a list of a page looks at its own tickets.
    private const int MostRead = 10_000;

    /// <summary>The search for a list. One that finds nothing as it was typed looks for similar names and addresses.</summary>
    public async Task<PreparedSearch> RunAsync(string text, Actor actor, CancellationToken cancellationToken)
    {
        var query = TicketQueryReader.Read(text);
        var exact = await RunAsync(query, isTolerant: false, actor, cancellationToken);
        if (exact.IsBlank)
        {
            return exact;
        }

        return await HasHitsAsync(exact, cancellationToken) ? exact with { IsCommon = await IsCommonAsync(exact, cancellationToken) } : await RunAsync(query, isTolerant: true, actor, cancellationToken);
    }

    /// <summary>The search with or without words that are similar to those that were typed.</summary>
    public async Task<PreparedSearch> RunAsync(TicketQuery query, bool isTolerant, Actor actor, CancellationToken cancellationToken)
    {
        if (query.Terms.Count == 0)
        {
            return new PreparedSearch(actor.AccountId, null, null, query.After, query.Before, []);
        }

        var known = await LookUpAsync(query.Terms, actor.AccountId, cancellationToken);
        var wanted = new List<string>();
        var excluded = new List<string>();
        var marks = new List<Mark>();
        for (var i = 0; i < query.Terms.Count; i++)
        {
            var term = query.Terms[i];
            List<string> ways = [.. Ways(term, known[i])];
            if (isTolerant && term is { Kind: TermKind.Word, IsExcluded: false })
            {
                ways.AddRange((await similar.WordsAsync(term.Text, actor, cancellationToken)).Select(Quote));
            }

            if (ways.Count > 0)
            {
                (term.IsExcluded ? excluded : wanted).Add($"({string.Join(" | ", ways)})");
                marks.AddRange(term.IsExcluded ? [] : ways.SelectMany(Lexemes));
            }
        }

        // Of signs alone nothing is left, and nothing has them.
        var words = wanted.Count + excluded.Count > 0 ? string.Join(" & ", wanted.Concat(excluded.Select(part => $"!{part}"))) : PreparedSearch.Nothing;
        var keys = Slices.Keys(wanted.Count + excluded.Count > 0 ? wanted : [PreparedSearch.Nothing]);
        return new PreparedSearch(actor.AccountId, words, keys, query.After, query.Before, [.. marks.Distinct()]) { IsInKeys = excluded.Count == 0 && !wanted.Exists(Slices.HasPhrase) };
    }

    /// <summary>Whether any ticket of the account matches.</summary>
    public Task<bool> HasHitsAsync(PreparedSearch search, CancellationToken cancellationToken) => db.SingleAsync(
        search.Keys is null
            ? Sql.Of($"select exists (select {search.FromDocuments()})")
            : Sql.Of($"{Slices.With(search, isDescending: true)} select exists (select from slices cross join lateral ({Slices.Hits(search)} limit 1) hits where slices.slice is not null)"),
        row => row.GetBoolean(0),
        cancellationToken);

    // What the database expects, by the words of texts that it counted.
    private async Task<bool> IsCommonAsync(PreparedSearch search, CancellationToken cancellationToken)
    {
        var plan = await db.SingleAsync($"explain (format json) select {search.FromDocuments()}", row => row.Json(0)!.Value, cancellationToken);
        return plan[0].GetProperty("Plan").GetProperty("Plan Rows").GetDouble() > MostRead;
    }

    private static IEnumerable<string> Ways(Term term, Known known) => term.Kind switch
    {
        TermKind.From => [.. known.Customers.Select(id => $"'#c{id}'"), .. known.Users.Select(id => $"'#u{id}'"), PreparedSearch.Nothing],
        TermKind.Tag => [.. known.Tags.Select(id => $"'#t{id}'"), PreparedSearch.Nothing],
        TermKind.Phone => [.. known.Words, .. PhoneNumber.Spellings(term.Text, known.Region).Select(spelling => $"'#p{spelling}'")],
        _ => known.Words.Count == 0 ? [] : [.. known.Words, .. known.Tags.Select(id => $"'#t{id}'")],
    };

    private async Task<List<Known>> LookUpAsync(IReadOnlyList<Term> terms, long account, CancellationToken cancellationToken) => await db.ListAsync(
        $"""
        with recursive languages (config) as (
          (select config from ticket_search where account_id = {account} order by config limit 1)
          union all
          select (select s.config from ticket_search s where s.account_id = {account} and s.config > l.config order by s.config limit 1) from languages l where l.config is not null),
        configs as materialized (select coalesce(array_agg(config), array[]::text[]) used from languages where config is not null and config <> 'simple'),
        typed as materialized (
          select kind, term, begun, place, search_term(term, begun, case when kind = {(int)TermKind.Word} then (select used from configs) else array[]::text[] end) words,
            search_prefixes(term) prefixes
          from unnest({terms.Select(term => (int)term.Kind).ToArray()}, {terms.Select(term => term.Text).ToArray()}, {terms.Select(term => term.IsBegun).ToArray()})
            with ordinality given (kind, term, begun, place))
        select words::text,
          case when kind in ({(int)TermKind.Word}, {(int)TermKind.Phrase}) then
              array(select id from tags where account_id = {account} and document @@ search_term(term, begun, array[]::text[]) order by id limit {MostTags})
            when kind = {(int)TermKind.Tag} then
              array(select id from tags where account_id = {account} and search_fold(name) = search_fold(term) order by id limit {MostTags}) end,
          case when kind = {(int)TermKind.Tag} then
              array(select id from tags where account_id = {account} and document @@ prefixes order by id limit {MostTags}) end,
          case when kind = {(int)TermKind.From} then array(
            (select id from customers where account_id = {account} and document @@ prefixes order by updated_at desc, id desc limit {MostPeople})
            union (select customer_id from customer_channels where account_id = {account} and document @@ prefixes order by updated_at desc, id desc limit {MostPeople})) end,
          case when kind = {(int)TermKind.From} then
            array(select id from users where account_id = {account} and search_words(name || ' ' || email) @@ prefixes order by id limit {MostPeople}) end,
          (select switches->>'phone_region' from accounts where account_id = {account})
        from typed order by place
        """,
        Known.Read,
        cancellationToken);

    // Letters and digits only: Folding.Words gives nothing else.
    private static string Quote(string word) => $"'{word}'";

    private static IEnumerable<Mark> Lexemes(string way) => Lexeme().Matches(way)
        .Select(match => new Mark(match.Groups["word"].Value, match.Groups["begun"].Success))
        .Where(mark => mark.Word is not ['#', ..]);

    [GeneratedRegex("'(?<word>[^']+)'(?<begun>:\\*)?", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Lexeme();

    /// <summary>What the database knows of a term.</summary>
    private sealed record Known(IReadOnlyList<string> Words, long[] Tags, long[] Customers, long[] Users, string Region)
    {
        public static Known Read(NpgsqlDataReader row)
        {
            var exactTags = Ids(row, 1);
            return new Known(
                row.Text(0) is { Length: > 0 } words ? [words] : [],
                exactTags.Length > 0 ? exactTags : Ids(row, 2),
                Ids(row, 3),
                Ids(row, 4),
                row.Text(5) ?? PhoneNumber.FallbackRegion);
        }

        private static long[] Ids(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? [] : row.GetFieldValue<long[]>(column);
    }
}
