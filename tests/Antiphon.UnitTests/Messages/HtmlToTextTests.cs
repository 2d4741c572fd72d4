using System.Diagnostics;
using Antiphon.Messages.Bodies;
using FsCheck;
using FsCheck.Fluent;

namespace Antiphon.UnitTests.Messages;

public sealed class HtmlToTextTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("plain", "plain")]
    [InlineData("<p>one</p><p>two</p>", "one\n\ntwo")]
    [InlineData("<div>one</div><div>two</div>", "one\ntwo")]
    [InlineData("<div>Hi Mira,</div><br><div>it arrives tomorrow.</div>", "Hi Mira,\n\nit arrives tomorrow.")]
    [InlineData("<div>one</div><div><br></div><div>two</div>", "one\n\ntwo")]
    [InlineData("<div>one<br></div><div>two</div>", "one\ntwo")]
    [InlineData("one<br>two<br/>three<BR />four", "one\ntwo\nthree\nfour")]
    [InlineData("a <b>bold</b> and <i>slanted</i>word", "a bold and slantedword")]
    [InlineData("  a\r\n\t b   c ", "a b c")]
    [InlineData("a&nbsp;&nbsp;b", "a  b")]
    [InlineData("1 &lt; 2 &amp;&amp; 3 &gt; 2 &#8364; &#x20AC; &euro;", "1 < 2 && 3 > 2 \u20AC \u20AC \u20AC")]
    [InlineData("&amp;lt;b&amp;gt;", "&lt;b&gt;")]
    [InlineData("a < b and b > c", "a < b and b > c")]
    [InlineData("5<6", "5<6")]
    [InlineData("<ul><li>one</li><li>two</li></ul>after", "- one\n- two\n\nafter")]
    [InlineData("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc")]
    [InlineData("<h1>Title</h1>text", "Title\n\ntext")]
    [InlineData("<pre>x\n  y\n</pre>z", "x\n  y\n\nz")]
    [InlineData("<blockquote>said</blockquote>", "said")]
    [InlineData("<head><title>T</title><style>p{}</style></head><body>text</body>", "text")]
    [InlineData("a<script>if (a < b) { alert('</div>') }</script>b", "ab")]
    [InlineData("a<style>x</style>b<style>", "ab")]
    [InlineData("a<script>never closed", "a")]
    [InlineData("a<!-- <b>comment</b> -->b", "ab")]
    [InlineData("a<!-- never closed", "a")]
    [InlineData("<!DOCTYPE html><?xml version='1.0'?>a", "a")]
    [InlineData("<a href=\"https://x.example/?a>b\">link</a>", "link")]
    [InlineData("<a title='it\"s > here'>link</a>", "link")]
    [InlineData("<img src=x onerror=alert(1)>a", "a")]
    [InlineData("<p", "")]
    [InlineData("a<", "a<")]
    [InlineData("a</", "a</")]
    [InlineData("<<b>>x", "<>x")]
    [InlineData("<svg><text>inside</text></svg>a", "a")]
    [InlineData("<object><object>in</object>between</object>a", "a")]
    [InlineData("</p></div>a", "a")]
    [InlineData("a&#0;b&#xD800;c\u0000d", "ab&#xD800;cd")]
    [InlineData("&unknown; &", "&unknown; &")]
    [InlineData("zero\u200Bwidth\uFEFF", "zerowidth")]
    [InlineData("<o:p>&nbsp;</o:p>Office", " Office")]
    public void Html_reads_as_its_reader_sees_it(string html, string text) => Assert.Equal(text, HtmlToText.Convert(html));

    [Theory]
    [InlineData("<div>")]
    [InlineData("<")]
    [InlineData("<!--")]
    [InlineData("<a b='")]
    [InlineData("<script>")]
    [InlineData("<object>")]
    [InlineData("&")]
    [InlineData("</")]
    [InlineData("<a ")]
    [InlineData("<br>x")]
    public void A_megabyte_of_anything_takes_no_time(string piece)
    {
        var html = string.Concat(Enumerable.Repeat(piece, 1024 * 1024 / piece.Length));
        var watch = Stopwatch.StartNew();
        HtmlToText.Convert(html);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(2), $"{watch.Elapsed}");
    }

    /// <summary>Text that becomes HTML and text again is the same text, up to white space at its ends.</summary>
    [Fact]
    public void Text_survives_the_way_through_html()
    {
        var lines = Gen.Elements("", "word", "two words", "  indented", "a  b", "1 < 2 & \"3\" > '4'", "&amp; &nbsp;", "\u20AC \U0001F4E6", "<b>tag</b>", "- item").ListOf().Select(list => string.Join('\n', list));
        Check.QuickThrowOnFailure(Prop.ForAll(lines.ToArbitrary(), text =>
        {
            var expected = text.Trim('\n');
            return HtmlToText.Convert(TextToHtml.Convert(text)).Trim('\n') == expected;
        }));
    }

    [Theory]
    [InlineData("a\r\nb", "<div>a</div><div>b</div>")]
    [InlineData("a\n\n\nb", "<div>a</div><br><br><div>b</div>")]
    [InlineData("<script>alert('x')</script> \"q\"", "<div>&lt;script&gt;alert('x')&lt;/script&gt; &quot;q&quot;</div>")]
    [InlineData(" a  b ", "<div>&nbsp;a &nbsp;b&nbsp;</div>")]
    public void Text_becomes_html_that_runs_nothing(string text, string html) => Assert.Equal(html, TextToHtml.Convert(text));
}
