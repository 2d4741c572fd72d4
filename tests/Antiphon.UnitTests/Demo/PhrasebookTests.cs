using Antiphon.Demo.Writing;

namespace Antiphon.UnitTests.Demo;

public sealed class PhrasebookTests
{
    private static string Fill(string template, int seed = 1) => new Phrasebook(new Dice(seed)).Fill(template, name => $"<{name}>");

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("{order}!", "<order>!")]
    [InlineData("[only]", "only")]
    [InlineData("a[|]b", "ab")]
    [InlineData("[{order}|{order}]", "<order>")]
    public void A_template_is_filled(string template, string text) => Assert.Equal(text, Fill(template));

    [Fact]
    public void A_capital_slot_begins_a_sentence() =>
        Assert.Equal("My sister came.", new Phrasebook(new Dice(1)).Fill("{Relative} came.", name => name == "relative" ? "my sister" : name));

    [Fact]
    public void Every_alternative_is_reachable_also_inside_another()
    {
        var seen = Enumerable.Range(0, 200).Select(seed => Fill("[a|b [c|d]|]", seed)).ToHashSet();
        Assert.Equal(["", "a", "b c", "b d"], seen.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void An_open_bracket_that_never_closes_is_refused() => Assert.Throws<FormatException>(() => Fill("[a|b"));

    [Fact]
    public void Variants_come_again_only_when_all_have_been_said()
    {
        string[] variants = ["one", "two", "three", "four"];
        var phrases = new Phrasebook(new Dice(5));
        Assert.Equal(4, Enumerable.Range(0, 4).Select(_ => phrases.Say(variants, name => name)).Distinct().Count());
    }
}
