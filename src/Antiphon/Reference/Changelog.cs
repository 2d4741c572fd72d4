using System.Text.Json;
using System.Text.Json.Serialization;

namespace Antiphon.Reference;

/// <summary>A change of the API on a day. The API has no versions; it has dates.</summary>
internal sealed record ChangelogEntry(string Key, DateOnly Date, string Title, string Text);

/// <summary>The changes of the compatible surface that this server follows, newest first.</summary>
internal static class Changelog
{
    public static IReadOnlyList<ChangelogEntry> Entries { get; } = Read();

    public static IResult Show(HttpContext http) => Page.Render(
        http,
        "Changelog",
        "",
        $"<main class=\"text\"><h1>Changelog</h1><p>The API has one version. What changed in it has a date.</p>{string.Concat(Entries.Select(Render))}</main>");

    private static string Render(ChangelogEntry entry) =>
        $"<article id=\"{Page.Encode(entry.Key)}\"><h2>{Page.Encode(entry.Title)}</h2><p><time datetime=\"{entry.Date:yyyy-MM-dd}\">{entry.Date:yyyy-MM-dd}</time></p><p>{Page.Encode(entry.Text)}</p></article>\n";

    private static ChangelogEntry[] Read()
    {
        using var stream = typeof(Changelog).Assembly.GetManifestResourceStream("Reference/changelog.json")!;
        return JsonSerializer.Deserialize(stream, ChangelogJson.Default.ChangelogEntryArray)!;
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ChangelogEntry[]))]
internal sealed partial class ChangelogJson : JsonSerializerContext;
