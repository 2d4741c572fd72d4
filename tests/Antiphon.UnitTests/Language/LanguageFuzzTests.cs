using System.Globalization;
using Antiphon.Language;
using Antiphon.Language.Syntax;
using Antiphon.Tests.Shared;

namespace Antiphon.UnitTests.Language;

/// <summary>Texts that are wrong in every way. ANTIPHON_LANGUAGE_FUZZ says how many; the same number makes the same texts.</summary>
[Trait("row", "J11")]
public sealed class LanguageFuzzTests
{
    private static readonly string[] Tokens =
    [
        "if", "else", "(", ")", "{", "}", "[", "]", ",", ".", ":", ";", "!", "-", "&&", "||", "&", "'", "\"", "\\", "/*", "*/", "//", "\n", "\r", "\u2028", "\0", "\ud83d", "\ude00", "😀",
        "eq", "containsAny", "isEmpty", "gteTimedelta", "Action", "ticket", "message", "ticket.tags.name", "null", "true", "function", "__proto__", "0x1F", "1e400", "1e5", "00", ".5", "1.2.3",
        "99999999999999999999999999999", "'1d'", "'9999999d'", "'{{current_user.id}}'", "\\u0000", "'\\u{110000}'", "'\\x4'", "`", "=", "é", "\u200b", "\ufeff", "({", "})", "[[", "eq(eq(",
    ];

    [Fact]
    public void No_mutated_text_hangs_crashes_or_loses_its_place()
    {
        var count = int.Parse(Environment.GetEnvironmentVariable("ANTIPHON_LANGUAGE_FUZZ") ?? "40000", CultureInfo.InvariantCulture);
        var random = new Random(count);
        var filters = new RandomFilters(random);
        var rules = new RandomRules(random);
        var understood = 0;
        for (var i = 0; i < count; i++)
        {
            var text = Mutated(i % 2 == 0 ? filters.Next() : rules.Next(), random);
            var filter = Filter.Parse(text);
            var rule = RuleCode.Parse(text);
            CheckErrors(text, filter.Errors);
            CheckErrors(text, rule.Errors);
            Assert.NotEqual(filter.Errors.Count > 0, filter.Value is not null);
            if (filter.TryGet(out var read))
            {
                understood++;
                Assert.True(Filter.Parse(Printer.Print(read.Tree)).Errors.Count == 0, text);
            }

            if (rule.TryGet(out var code))
            {
                understood++;
                Assert.True(RuleCode.Parse(Printer.Print(code.Tree)).Errors.Count == 0, text);
            }
        }

        // Else the mutations would be so coarse that only the first token is ever looked at.
        Assert.InRange(understood, count / 50, count);
    }

    [Theory]
    [InlineData("(", "")]
    [InlineData("!", "")]
    [InlineData("[", "")]
    [InlineData("{a:", "")]
    [InlineData("{", "")]
    [InlineData("a.", "b")]
    [InlineData("a[", "")]
    [InlineData("eq(", "")]
    [InlineData("a()", "")]
    [InlineData("a(b.c)&&", "a(b.c)")]
    [InlineData("a(b.c)||", "a(b.c)")]
    [InlineData("(a(b.c)&&", "")]
    [InlineData("if(a(b.c))", "x()")]
    [InlineData("if(a(b.c)){", "")]
    [InlineData("if(a(b.c)){}else ", "{}")]
    [InlineData("x({a:[", "")]
    [InlineData("-", "1")]
    [InlineData("/*", "")]
    [InlineData("'\\", "")]
    [InlineData(";", "")]
    [InlineData("\n", "")]
    public void Deep_and_long_texts_are_refused_or_read_on_a_small_stack(string link, string end)
    {
        string[] texts = [.. new[] { 150, 199, 200, 201, 1000, LanguageLimits.MaxLength / link.Length, LanguageLimits.MaxLength }
            .Select(links => string.Concat(Enumerable.Repeat(link, links)) + end)];
        Exception? failure = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    foreach (var text in texts)
                    {
                        CheckErrors(text, Filter.Parse(text).Errors);
                        CheckErrors(text, RuleCode.Parse(text).Errors);
                        if (Parser.ParseRule(text).TryGet(out var tree))
                        {
                            Assert.True(EsTreeReader.TryRead(EsTree.ToJson(tree), out var read));
                            Assert.Equal(tree, read);
                            var printed = Printer.Print(tree);
                            Assert.True(printed.Length > LanguageLimits.MaxLength || Printer.Print(Parser.ParseRule(printed).Value!) == printed);
                        }
                    }
                }
                catch (Exception e)
                {
                    failure = e;
                }
            },
            maxStackSize: 512 * 1024);
        thread.Start();
        Assert.True(thread.Join(TimeSpan.FromSeconds(20)), "It hangs.");
        Assert.Null(failure);
    }

    [Theory]
    [InlineData(197, true)]
    [InlineData(198, false)]
    public void Chains_have_a_bound(int terms, bool fits)
    {
        var chain = string.Join(" && ", Enumerable.Repeat("eq(ticket.id, 1)", terms));
        Assert.Equal(fits, Filter.Parse(chain).Value is not null);
    }

    private static string Mutated(string text, Random random)
    {
        for (var times = random.Next(1, 4); times > 0; times--)
        {
            var at = random.Next(text.Length + 1);
            var length = Math.Min(random.Next(1, 12), text.Length - at);
            text = random.Next(7) switch
            {
                0 => text.Remove(at, length),
                1 => text.Insert(at, Tokens[random.Next(Tokens.Length)]),
                2 => text.Remove(at, length).Insert(at, Tokens[random.Next(Tokens.Length)]),
                3 => text.Insert(at, text.Substring(at, length)),
                4 => text[..at],
                5 => text.Insert(at, ((char)random.Next(1, 256)).ToString()),
                _ => text.Insert(at, " "),
            };
        }

        return text;
    }

    private static void CheckErrors(string text, Items<LanguageError> errors)
    {
        Assert.InRange(errors.Count, 0, LanguageLimits.MaxErrors);
        var lines = errors.Count == 0 ? [] : text.Replace("\r\n", "\n", StringComparison.Ordinal).Split('\n', '\r', '\u2028', '\u2029');
        foreach (var error in errors)
        {
            Assert.InRange(error.Line, 1, Math.Max(lines.Length, 1));
            Assert.InRange(error.Column, 1, lines[error.Line - 1].Length + 1);
            Assert.StartsWith("expected ", error.Message, StringComparison.Ordinal);
            Assert.InRange(error.Message.Length, 12, 210);
        }
    }
}
