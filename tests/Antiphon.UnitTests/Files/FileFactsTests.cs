using Antiphon.Files;

namespace Antiphon.UnitTests.Files;

public sealed class FileFactsTests
{
    [Theory]
    [InlineData("image/png", "a.bin", "image/png")]
    [InlineData("text/plain; charset=utf-8", "a", "text/plain; charset=utf-8")]
    [InlineData(null, "a.pdf", "application/pdf")]
    [InlineData("", "a", "application/octet-stream")]
    [InlineData("nonsense", "a.png", "image/png")]
    [InlineData("text/html\r\nX-Evil: 1", "a.png", "image/png")]
    public void A_type_is_what_was_sent_or_what_the_name_suggests(string? given, string name, string type) => Assert.Equal(type, FileFacts.TypeOf(given, name));

    [Theory]
    [InlineData("TEXT/HTML")]
    [InlineData("image/svg+xml")]
    [InlineData("application/xhtml+xml; charset=utf-8")]
    [InlineData("application/rdf+xml")]
    [InlineData("text/xml")]
    [InlineData("application/xml-dtd")]
    [InlineData("application/javascript")]
    [InlineData("text/ecmascript")]
    [InlineData("text/css")]
    [InlineData("multipart/related")]
    [InlineData("nonsense")]
    public void What_a_browser_could_run_is_given_out_as_bytes(string type) => Assert.Equal("application/octet-stream", FileFacts.ServedType(type));

    [Theory]
    [InlineData("image/png")]
    [InlineData("application/pdf")]
    [InlineData("text/plain; charset=utf-8")]
    [InlineData("audio/mpeg")]
    [InlineData("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")]
    public void What_it_only_shows_keeps_its_type(string type) => Assert.Equal(type, FileFacts.ServedType(type));
}
