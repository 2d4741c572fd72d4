using System.Globalization;
using System.Text;
using Antiphon.Files.Storing;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Net.Http.Headers;

namespace Antiphon.Files;

/// <summary>What is kept of a file's name and type, and what a browser is told of it.</summary>
internal static class FileFacts
{
    public const string Binary = "application/octet-stream";

    private const int LongestName = 255;
    private const int LongestType = 255;

    private static readonly FileExtensionContentTypeProvider Guesses = new();

    // Types under which a browser runs what a file says, in a page of the account's own address.
    private static readonly string[] Active = ["html", "/xml", "+xml", "svg", "javascript", "ecmascript", "jscript", "livescript", "x-shockwave-flash", "css", "wasm", "mhtml", "multipart", "webbundle", "cache-manifest"];

    private static readonly string[] Programs =
    [
        ".exe", ".dll", ".com", ".bat", ".cmd", ".msi", ".msp", ".scr", ".pif", ".cpl", ".hta", ".jar", ".js", ".jse", ".vbs", ".vbe", ".wsf", ".wsh", ".ps1", ".psm1", ".lnk", ".reg", ".sh", ".app", ".apk", ".dmg",
        ".deb", ".rpm",
    ];

    /// <summary>The last step of what may be a path of any system, without what cannot be seen.</summary>
    public static string NameOf(string? given)
    {
        var last = (given ?? "").Replace('\\', '/').Split('/')[^1];
        var visible = new StringBuilder();
        foreach (var rune in last.EnumerateRunes())
        {
            // Marks of direction would show "exe.gpj" as "jpg.exe".
            if (Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator) && rune != Rune.ReplacementChar)
            {
                visible.Append(rune);
            }
        }

        var name = visible.ToString().Trim();
        name = name.Trim('.').Length == 0 ? "file" : name;
        // The end is kept, for it says what the file is; a letter of two halves stays whole.
        return name.Length <= LongestName ? name : name[^(char.IsLowSurrogate(name[^LongestName]) ? LongestName - 1 : LongestName)..].TrimStart();
    }

    /// <summary>The type that the sender names, or that the name suggests.</summary>
    public static string TypeOf(string? given, string name) =>
        given is { Length: > 0 and <= LongestType } && MediaTypeHeaderValue.TryParse(given, out var type) && type.MediaType.HasValue && !given.Any(char.IsControl) ? given
            : Guesses.TryGetContentType(name, out var guessed) ? guessed
            : Binary;

    /// <summary>The type under which it is given out: what could run in a browser is only a heap of bytes.</summary>
    public static string ServedType(string contentType)
    {
        var slash = contentType.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 || Array.Exists(Active, word => contentType.Contains(word, StringComparison.OrdinalIgnoreCase)) ? Binary : contentType;
    }

    /// <summary>Whether a system would run it: by its name, its type or its first bytes.</summary>
    public static bool IsProgram(string name, string contentType, IncomingContent content) =>
        Array.Exists(Programs, ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
        || contentType.Contains("x-msdownload", StringComparison.OrdinalIgnoreCase) || contentType.Contains("x-executable", StringComparison.OrdinalIgnoreCase)
        || contentType.Contains("x-dosexec", StringComparison.OrdinalIgnoreCase) || contentType.Contains("x-sh", StringComparison.OrdinalIgnoreCase)
        || content.Head.StartsWith("MZ"u8) || content.Head.StartsWith("\u007FELF"u8) || content.Head.StartsWith("#!"u8)
        || content.Head.StartsWith((ReadOnlySpan<byte>)[0xCF, 0xFA, 0xED, 0xFE]) || content.Head.StartsWith((ReadOnlySpan<byte>)[0xCA, 0xFE, 0xBA, 0xBE]);
}
