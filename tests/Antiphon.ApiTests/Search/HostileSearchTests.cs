using System.Net;
using Antiphon.ApiTests.Furniture;
using Antiphon.Contract;

namespace Antiphon.ApiTests.Search;

/// <summary>What is typed is data. Nothing in it is syntax of a database, and nothing makes the server fail.</summary>
[Trait("row", "P01")]
[Trait("row", "B33")]
public sealed class HostileSearchTests(Desk desk) : IClassFixture<Desk>
{
    private static readonly string[] Texts =
    [
        "'", "''", "\"", "\"\"", "'; drop table tickets; --", "$1", "$$x$$", "%", "_", "%_%", "\\", "\\\\", "\\'", "a\\", "a & b", "a | b", "!a", "a <-> b", "a:*", "'a':*", "a <2> b", "(a", "a)", "()", ":*", "*",
        "&", "|", "!", "<->", "-", "--", "- -", "-\"", "-\"a", "from:", "from:\"", "from:'", "tag:", "tag:%", "tag:\\", "-tag:", "-from:", "before:", "before:9999-99-99", "after:0001-01-01", "before:9999-12-31",
        "after:-1", "#none", "'#none'", "#t1", "#c1", "\u200f", "\u0301", "e\u0301", "😀", "😀 a", "a\tb\nc\r", "\u00a0", "ﬁ", "İstanbul", "ß", "中文", "中文 搜索", "<em>", "&amp;", "1e5", "-1", "1.5.2", "a@b@c", "http://a.b/c?d=e&f#g",
        "+", "+1", "+1 (555", "((((((((((5550109999", "٣٤٥٦٧٨٩", "null", "{}", "[]", "\u0001\u0002", "or", "and", "not",
    ];

    [Fact]
    public async Task No_text_makes_the_server_fail()
    {
        await desk.Admin.TicketAsync("It's 100% \"fine\" \\ $1", "a & b | !c <-> d:* 'e' %_");
        var wrong = new List<string>();
        foreach (var text in Texts.Concat(LongOnes()))
        {
            foreach (var order in (string[])["", "&order_by=relevance"])
            {
                Note(text, await desk.Admin.GetJsonAsync($"/api/tickets/search?limit=3&q={Uri.EscapeDataString(text)}{order}"), mayBeLong: text.Length > 1000);
            }

            foreach (var type in SearchType.All)
            {
                Note($"{type}: {text}", await desk.Admin.PostJsonAsync("/api/search", new { type, query = text }), mayBeLong: false);
            }
        }

        Assert.Empty(wrong);

        void Note(string text, Answer answer, bool mayBeLong)
        {
            // A line of a request has an end, and beyond it the answer is not ours.
            if (answer.Status is not HttpStatusCode.OK && !(mayBeLong && (int)answer.Status is 400 or 414 or 431))
            {
                wrong.Add($"{text[..Math.Min(text.Length, 60)]}: {(int)answer.Status} {answer.Body}");
            }
        }
    }

    [Fact]
    public async Task A_null_character_and_half_a_character_are_refused()
    {
        (await desk.Admin.GetJsonAsync("/api/tickets/search?q=a%00b")).Is(HttpStatusCode.BadRequest);
        (await desk.Admin.PostJsonAsync("/api/search", """{"type": "tag", "query": "a\u0000b"}""")).Is(HttpStatusCode.BadRequest);
        (await desk.Admin.PostJsonAsync("/api/search", """{"type": "tag", "query": "a\ud800b"}""")).Is(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Signs_of_a_text_are_no_wildcards()
    {
        var id = await desk.Admin.TicketAsync("Narwhal 100% sure", "Hello");
        Assert.Equal([id], await desk.Admin.FindAsync("narwhal 100%"));
        Assert.Empty(await desk.Admin.FindAsync("narwhal x%"));
        Assert.Empty(await desk.Admin.FindAsync("narw_al x"));
        Assert.Empty(await desk.Admin.FindAsync("!!!"));
    }

    [Fact]
    public async Task A_message_of_any_length_is_taken_and_found_by_its_beginning()
    {
        var words = string.Join(' ', Enumerable.Range(0, 80_000).Select(n => $"w{n:x}ord"));
        var id = await desk.Admin.TicketAsync("Long", $"okapi {words}");
        Assert.Equal([id], await desk.Admin.FindAsync("okapi"));
        (await desk.Admin.PostJsonAsync($"/api/tickets/{id}/messages", Samples.Note($"quokka {string.Join(' ', Enumerable.Range(0, 70_000).Select(n => $"x{n:x}yz"))}"))).Is(HttpStatusCode.Created);
        Assert.Equal([id], await desk.Admin.FindAsync("quokka long"));
    }

    private static IEnumerable<string> LongOnes() =>
    [
        new('a', 3000), new('"', 2000), new('-', 2000), new('(', 2000), string.Concat(Enumerable.Repeat("a ", 1500)), string.Concat(Enumerable.Repeat("-tag:x ", 400)),
        string.Concat(Enumerable.Repeat("'&|!", 600)), new('1', 3000), string.Concat(Enumerable.Repeat("from:a ", 400)), new('a', 10_000), new('%', 10_000),
    ];
}
