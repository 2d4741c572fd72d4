using Antiphon.Data;
using Antiphon.Identity;
using Antiphon.Search.FullText;

namespace Antiphon.Search;

/// <summary>
/// What somebody who mistyped a name or an address may have meant. Trigrams find what looks alike, and the number of slips decides: a letter too much,
/// too few, another one, or two that changed places.
/// </summary>
internal sealed class SimilarWords(DeskDb db)
{
    private const int ShortestWord = 4;
    private const int MostWords = 10;
    private const int MostCandidates = 300;

    // Shared by as few trigrams as a swap in a word of five letters leaves; read as a setting, because only the operator uses the index.
    private const string Threshold = "0.3";

    /// <summary>Words of names and addresses that a word may have been meant to be, the likeliest first.</summary>
    public async Task<IReadOnlyList<string>> WordsAsync(string word, Actor actor, CancellationToken cancellationToken)
    {
        var folded = Folding.Fold(word);
        if (!MayBeMistyped(folded))
        {
            return [];
        }

        return
        [
            .. (await CandidatesAsync(folded, actor, cancellationToken))
                .SelectMany(candidate => Folding.Words(candidate.Text))
                .Distinct(StringComparer.Ordinal)
                .Select(near => (Word: near, Slips: Slips(folded, near)))
                .Where(near => near.Slips <= Allowed(folded))
                .OrderBy(near => near.Slips)
                .ThenBy(near => near.Word, StringComparer.Ordinal)
                .Take(MostWords)
                .Select(near => near.Word),
        ];
    }

    /// <summary>Customers in whose name or address every word stands, give or take the slips, the likeliest first.</summary>
    public async Task<long[]> CustomersAsync(string query, int most, Actor actor, CancellationToken cancellationToken)
    {
        var words = Folding.Words(query).ToList();
        if (words.MaxBy(word => word.Length) is not { } longest || !MayBeMistyped(longest))
        {
            return [];
        }

        return
        [
            .. (await CandidatesAsync(longest, actor, cancellationToken))
                .Select(candidate => (candidate.Id, Slips: SlipsOf(words, [.. Folding.Words(candidate.Text)])))
                .Where(candidate => candidate.Slips is not null)
                .OrderBy(candidate => candidate.Slips)
                .ThenByDescending(candidate => candidate.Id)
                .Select(candidate => candidate.Id)
                .Distinct()
                .Take(most),
        ];
    }

    /// <summary>How many slips lie between two words (the distance of Damerau, without the rest of a word that is only begun).</summary>
    internal static int Slips(string typed, string meant)
    {
        var (before, last, next) = (new int[meant.Length + 1], Enumerable.Range(0, meant.Length + 1).ToArray(), new int[meant.Length + 1]);
        for (var i = 1; i <= typed.Length; i++)
        {
            next[0] = i;
            for (var j = 1; j <= meant.Length; j++)
            {
                var same = typed[i - 1] == meant[j - 1];
                next[j] = Math.Min(Math.Min(last[j] + 1, next[j - 1] + 1), last[j - 1] + (same ? 0 : 1));
                if (i > 1 && j > 1 && typed[i - 1] == meant[j - 2] && typed[i - 2] == meant[j - 1])
                {
                    next[j] = Math.Min(next[j], before[j - 2] + 1);
                }
            }

            (before, last, next) = (last, next, before);
        }

        return last[meant.Length];
    }

    private static bool MayBeMistyped(string word) => word.Length is >= ShortestWord and <= 64 && word.All(char.IsLetter);

    private static int Allowed(string word) => word.Length < 8 ? 1 : 2;

    private static int? SlipsOf(List<string> typed, string[] meant)
    {
        var sum = 0;
        foreach (var word in typed)
        {
            var least = meant.Select(other => other.StartsWith(word, StringComparison.Ordinal) ? 0 : Slips(word, other)).DefaultIfEmpty(int.MaxValue).Min();
            if (least > (MayBeMistyped(word) ? Allowed(word) : 0))
            {
                return null;
            }

            sum += least;
        }

        return sum;
    }

    private Task<List<(long Id, string Text)>> CandidatesAsync(string folded, Actor actor, CancellationToken cancellationToken) => db.BatchAsync(
        [
            // The statements of a batch are one transaction, and the setting ends with it.
            Sql.Of($"select set_config('pg_trgm.word_similarity_threshold', {Threshold}, true)"),
            Sql.Of(
                $"""
                (select id, name text, word_similarity({folded}, search_fold(name)) alike from customers
                 where account_id = {actor.AccountId} and search_fold(name) %> {folded} order by 3 desc, 1 desc limit {MostCandidates})
                union all
                (select customer_id, address, word_similarity({folded}, search_fold(address)) from customer_channels
                 where account_id = {actor.AccountId} and search_fold(address) %> {folded} order by 3 desc, 1 desc limit {MostCandidates})
                """),
        ],
        async (results, token) =>
        {
            await results.FirstOrDefaultAsync(row => row.GetString(0), token);
            return await results.ListAsync(row => (row.GetInt64(0), row.GetString(1)), token);
        },
        cancellationToken);
}
