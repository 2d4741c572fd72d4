using Antiphon.Messages.Bodies;

namespace Antiphon.UnitTests.Messages;

public sealed class QuotedThreadTests
{
    [Theory]
    [InlineData("Thanks!\n\nOn Mon, 2 Mar 2026 at 10:00, Store <s@x.example> wrote:\n> It arrives\n> tomorrow", "Thanks!", null)]
    [InlineData("Thanks!\n\nOn Mon, 2 Mar 2026 at 10:00, Store\n<s@x.example> wrote:\n\n> It arrives", "Thanks!", null)]
    [InlineData("Yes.\r\n\r\n-----Original Message-----\r\nFrom: Store\r\nSent: Monday", "Yes.", null)]
    [InlineData("Yes.\n> one\n> two\n", "Yes.", null)]
    [InlineData("Yes.\n-- \nMira Olsen\nOslo", "Yes.", "Mira Olsen\nOslo")]
    [InlineData("Yes.\n--\nMira\n\nOn Mon, 2 Mar 2026, Store wrote:\n> It arrives", "Yes.", "Mira")]
    [InlineData("Nothing to strip", null, null)]
    [InlineData("  spaces only at the ends \n", null, null)]
    [InlineData("> all of it\n> is quoted", null, null)]
    [InlineData("On the whole, as I wrote:\nnot quoted", null, null)]
    [InlineData("> first a quote\nthen an answer", null, null)]
    [InlineData("On Monday he wrote:\n> quoted\nand my answer", null, null)]
    [InlineData("-- \nonly a signature", null, null)]
    [InlineData("a -- b\n---\nc", null, null)]
    [InlineData("", null, null)]
    public void Only_what_is_beyond_doubt_is_stripped(string text, string? own, string? signature)
    {
        var stripped = QuotedThread.Strip(text);
        Assert.Equal((own, signature), (stripped.Text, stripped.Signature));
    }

    [Fact]
    public void A_long_text_behind_the_mark_of_a_signature_is_no_signature()
    {
        var text = "Before\n-- \n" + string.Join('\n', Enumerable.Range(0, 30));
        Assert.Equal(default, QuotedThread.Strip(text));
    }
}
