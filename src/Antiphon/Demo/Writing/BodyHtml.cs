using System.Text;
using System.Text.RegularExpressions;

namespace Antiphon.Demo.Writing;

/// <summary>The HTML part of a message from its plain text: paragraphs, line breaks, lists and links.</summary>
internal static partial class BodyHtml
{
    public static string Of(string text)
    {
        var html = new StringBuilder();
        foreach (var paragraph in text.Split("\n\n"))
        {
            AppendParagraph(html, paragraph.Split('\n'));
        }

        return html.ToString();
    }

    public static string WithQuote(string text, string? signature, string quoteHeader, string quotedHtml) =>
        $"<div dir=\"ltr\">{Of(text)}{Signature(signature)}</div><div class=\"gmail_quote\">{Encode(quoteHeader)}<blockquote>{quotedHtml}</blockquote></div>";

    public static string WithSignature(string text, string? signature) => Of(text) + Signature(signature);

    private static string Signature(string? signature) =>
        signature is null ? "" : $"<div class=\"signature\">{string.Join("<br>", signature.Split('\n').Select(Encode))}</div>";

    private static void AppendParagraph(StringBuilder html, string[] lines)
    {
        var bullets = lines.Count(line => line.StartsWith("- ", StringComparison.Ordinal));
        var prose = lines.Where(line => !line.StartsWith("- ", StringComparison.Ordinal));
        if (bullets < lines.Length)
        {
            html.Append("<p>").AppendJoin("<br>", prose.Select(Encode)).Append("</p>");
        }

        if (bullets > 0)
        {
            html.Append("<ul>");
            foreach (var line in lines.Where(line => line.StartsWith("- ", StringComparison.Ordinal)))
            {
                html.Append("<li>").Append(Encode(line[2..])).Append("</li>");
            }

            html.Append("</ul>");
        }
    }

    private static string Encode(string line)
    {
        var safe = line
            .Replace("&", "&amp;", StringComparison.Ordinal)
            .Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace(">", "&gt;", StringComparison.Ordinal)
            .Replace("\"", "&quot;", StringComparison.Ordinal);
        return Link().Replace(safe, "<a href=\"$0\">$0</a>");
    }

    [GeneratedRegex(@"https://[\w./#-]*[\w/]", RegexOptions.NonBacktracking)]
    private static partial Regex Link();
}
