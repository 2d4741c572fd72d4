namespace Antiphon.Bench.Load;

/// <summary>The full text of all messages, asked for what stands in some of them. The last word of a search counts as a beginning.</summary>
internal static class SearchPromises
{
    private const double P95 = 0.95;
    private const double MostMilliseconds = 100;
    private const int Texts = 200;
    private const int Searchers = 2;
    private const int Variants = 1000;

    public static IReadOnlyList<Promise> All { get; } =
    [
        Words("search: a word", 1, word => word),
        Words("search: two words", 2, word => word),
        Words("search: three words", 3, word => word),
        Words("search: three letters", 1, word => word[..Math.Min(3, word.Length)]),
        Words("search: a word and three letters", 2, word => word[..Math.Min(3, word.Length)]),
    ];

    private static Promise Words(string name, int count, Func<string, string> last) => new(name, P95, MostMilliseconds, Searchers, async (scout, cancellationToken) =>
    {
        var texts = new List<string[]>();
        foreach (var conversation in scout.Target.Conversations.Take(Texts))
        {
            var messages = (await scout.GetAsync($"/api/tickets/{conversation.TicketId}/messages", cancellationToken))["data"]!.AsArray();
            texts.AddRange(messages.Select(message => ((string)message!["body_text"]!).Split(' ').Where(word => word.All(char.IsLetter)).ToArray()).Where(words => words.Length >= count));
        }

        // The same searches in every run.
        var chance = new Random(count);
        return
        [
            .. Enumerable.Range(0, Variants).Select(_ =>
            {
                var words = texts[chance.Next(texts.Count)];
                chance.Shuffle(words);
                return scout.Target.Get($"/api/tickets/search?limit=30&q={Uri.EscapeDataString(string.Join(' ', [.. words[..(count - 1)], last(words[count - 1])]))}");
            }),
        ];
    });
}
