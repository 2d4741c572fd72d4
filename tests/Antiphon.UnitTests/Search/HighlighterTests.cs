using Antiphon.Search;
using Antiphon.Search.FullText;

namespace Antiphon.UnitTests.Search;

[Trait("row", "P01")]
public sealed class HighlighterTests
{
    private static readonly Mark[] Refund = [new("refund", false)];

    [Fact]
    public void Words_are_marked_and_everything_else_is_escaped() =>
        Assert.Equal("&lt;b&gt;My <em>Refund</em> &amp; the <em>refunds</em>&lt;/b&gt; &quot;x&quot;", Highlighter.Whole("<b>My Refund & the refunds</b> \"x\"", Refund));

    [Fact]
    public void Accents_and_beginnings_are_marked() => Assert.Equal("<em>Café</em> <em>Crème</em> 😀", Highlighter.Whole("Café Crème 😀", [new("cafe", false), new("cre", true)]));

    [Fact]
    public void A_text_without_the_word_is_not_shown()
    {
        Assert.Null(Highlighter.Whole("Nothing", Refund));
        Assert.Null(Highlighter.Whole(null, Refund));
        Assert.Empty(Highlighter.Fragments(["Nothing", ""], Refund, 2));
    }

    [Fact]
    public void Fragments_stand_around_the_words_of_the_text_that_has_most_of_them()
    {
        var filler = string.Join(' ', Enumerable.Repeat("and so on", 60));
        var fragments = Highlighter.Fragments(["a refund", $"{filler} late refund {filler} refund again {filler}"], [new("refund", false), new("late", false)], 2);
        Assert.Equal(2, fragments.Count);
        Assert.Contains("<em>late</em> <em>refund</em>", fragments[0], StringComparison.Ordinal);
        Assert.Contains("<em>refund</em> again", fragments[1], StringComparison.Ordinal);
        Assert.All(fragments, fragment => Assert.InRange(fragment.Length, 50, 260));
    }

    [Theory]
    [InlineData("jonh", "john", 1)]
    [InlineData("bryon", "byron", 1)]
    [InlineData("ada", "ada", 0)]
    [InlineData("smth", "smith", 1)]
    [InlineData("abc", "", 3)]
    public void Slips_are_counted(string typed, string meant, int slips) => Assert.Equal(slips, SimilarWords.Slips(typed, meant));
}
