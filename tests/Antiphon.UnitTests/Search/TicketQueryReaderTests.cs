using Antiphon.Search.FullText;

namespace Antiphon.UnitTests.Search;

[Trait("row", "P01")]
public sealed class TicketQueryReaderTests
{
    [Theory]
    [InlineData("late parcel", "Word late|Word parcel begun")]
    [InlineData("  late   parcel ", "Word late|Word parcel begun")]
    [InlineData("\"late parcel\" refund", "Phrase late parcel|Word refund begun")]
    [InlineData("refund \"late parcel", "Word refund|Phrase late parcel")]
    [InlineData("refund -late", "Word refund|Word late excluded")]
    [InlineData("refund -\"late parcel\"", "Word refund|Phrase late parcel excluded")]
    [InlineData("from:ada@mail.example FROM:\"Ada Lind\"", "From ada@mail.example|From Ada Lind")]
    [InlineData("-tag:vip tag:\"very important\"", "Tag vip excluded|Tag very important")]
    [InlineData("before:yesterday", "Word before yesterday")]
    [InlineData("https://shop.example/a", "Word https://shop.example/a begun")]
    [InlineData("ORD-5356", "Word ORD-5356 begun")]
    [InlineData("from:", "Word from ")]
    [InlineData("+1 (555) 010-9999", "Phone +1 (555) 010-9999 begun")]
    [InlineData("refund +1 555 010 9999 now", "Word refund|Phone +1 555 010 9999|Word now begun")]
    [InlineData("refund 5550109999", "Word refund|Phone 5550109999 begun")]
    [InlineData("- -", "Word -|Word - begun")]
    [InlineData("", "")]
    public void A_text_is_taken_apart(string text, string terms) => Assert.Equal(
        terms,
        string.Join('|', TicketQueryReader.Read(text).Terms.Select(term => $"{term.Kind} {term.Text}{(term.IsBegun ? " begun" : "")}{(term.IsExcluded ? " excluded" : "")}")));

    [Fact]
    public void Times_narrow_each_other()
    {
        var query = TicketQueryReader.Read("after:2026-01-01 after:2026-02-01 before:2026-05-01 -after:2026-04-01 refund");
        Assert.Equal(new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero), query.After);
        Assert.Equal(new DateTimeOffset(2026, 4, 1, 0, 0, 0, TimeSpan.Zero), query.Before);
        Assert.Equal("refund", Assert.Single(query.Terms).Text);
        Assert.True(TicketQueryReader.Read(" ").IsBlank);
    }

    [Fact]
    public void A_pasted_letter_counts_with_its_beginning() => Assert.InRange(TicketQueryReader.Read(string.Join(' ', Enumerable.Repeat("word", 5000))).Terms.Count, 10, 100);
}
