using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Antiphon.Http;

/// <summary>
/// All that is wrong with a request, by field path, collected in one pass. <see cref="Under(string)"/> gives a view whose names are nested below a
/// member or an index; every view fills the same collection.
/// </summary>
internal sealed partial class FieldErrors
{
    public const string Missing = "Missing data for required field.";
    public const string Null = "Field may not be null.";
    public const string Unknown = "Unknown field.";
    private const string Short = "Shorter than minimum length 1.";

    private readonly List<(string[] Path, string Message)> all;
    private readonly string[] prefix;

    public FieldErrors()
        : this([], [])
    {
    }

    private FieldErrors(List<(string[] Path, string Message)> all, string[] prefix)
    {
        this.all = all;
        this.prefix = prefix;
    }

    public bool Any => all.Count > 0;

    /// <summary>How many are known, whatever their path: who compares it learns whether a step found anything wrong.</summary>
    public int Count => all.Count;

    public FieldErrors Under(string member) => new(all, [.. prefix, member]);

    public FieldErrors Under(int index) => Under(Place(index));

    /// <summary>Whether this field, or something inside it, is already known to be wrong.</summary>
    public bool Has(string field) => all.Exists(error => error.Path.Length > prefix.Length && error.Path.AsSpan(0, prefix.Length).SequenceEqual(prefix) && error.Path[prefix.Length] == field);

    /// <summary>Notes an error; a dotted field is a path.</summary>
    public FieldErrors Add(string field, string message)
    {
        all.Add(([.. prefix, .. field.Split('.')], message));
        return this;
    }

    /// <summary>Notes an error of a member whose name is a caller's and may hold dots.</summary>
    public FieldErrors AddAt(string member, string message)
    {
        all.Add(([.. prefix, member], message));
        return this;
    }

    public FieldErrors AddIf(bool wrong, string field, string message) => wrong && !Has(field) ? Add(field, message) : this;

    /// <summary>The same about an entry of a list.</summary>
    public FieldErrors AddIf(bool wrong, int index, string message) => AddIf(wrong, Place(index), message);

    public FieldErrors Required(string field, object? value) => AddIf(value is null, field, Missing);

    /// <summary>A required text that must hold more than white space.</summary>
    public FieldErrors RequiredText(string field, string? value) => Required(field, value).NotBlank(field, value);

    /// <summary>A text that, where there is one, holds more than white space.</summary>
    public FieldErrors NotBlank(string field, string? value) => AddIf(value is not null && string.IsNullOrWhiteSpace(value), field, Short);

    public FieldErrors MaxLength(string field, string? value, int most) => MaxCount(field, value?.Length, most);

    /// <summary>A list of at most so many; null for none.</summary>
    public FieldErrors MaxCount(string field, int? count, int most) => AddIf(count > most, field, $"Longer than maximum length {most}.");

    /// <summary>A list or a text that, where there is one, is not empty.</summary>
    public FieldErrors NotEmpty(string field, int? count) => AddIf(count is 0, field, Short);

    public FieldErrors OneOf(string field, string? value, IReadOnlyCollection<string> allowed) =>
        AddIf(value is not null && !allowed.Contains(value), field, $"Must be one of: {string.Join(", ", allowed)}.");

    /// <summary>A list of words that all are allowed; the errors are under their places.</summary>
    public FieldErrors EachOneOf(string field, IEnumerable<string> words, IReadOnlyCollection<string> allowed)
    {
        var list = Under(field);
        foreach (var (i, word) in words.Index())
        {
            list.OneOf(Place(i), word, allowed);
        }

        return this;
    }

    public FieldErrors HexColor(string field, string? value) => AddIf(value is not null && !HexColorPattern().IsMatch(value), field, "Not a valid color: use #RRGGBB.");

    /// <summary>Every error as one line with its path, for whoever cannot show a form.</summary>
    public IEnumerable<string> Lines() => all.Select(error => $"{string.Join('.', error.Path)}: {error.Message}");

    /// <summary>The nested form of the wire: <c>{"messages": {"0": {"channel": ["…"]}}}</c>.</summary>
    public JsonObject ToJson()
    {
        var root = new JsonObject();
        foreach (var (path, message) in all)
        {
            var at = root;
            foreach (var step in path.AsSpan(0, path.Length - 1))
            {
                if (at[step] is not JsonObject next)
                {
                    // A list of messages that gains an inner error moves under the name that the wire uses for "the object itself".
                    next = at[step] is JsonArray own ? new JsonObject { ["_schema"] = own.DeepClone() } : [];
                    at[step] = next;
                }

                at = next;
            }

            var leaf = path[^1];
            if (at[leaf] is JsonObject inner)
            {
                at = inner;
                leaf = "_schema";
            }

            if (at[leaf] is not JsonArray messages)
            {
                messages = [];
                at[leaf] = messages;
            }

            messages.Add((JsonNode)message);
        }

        return root;
    }

    private static string Place(int index) => index.ToString(System.Globalization.CultureInfo.InvariantCulture);

    [GeneratedRegex("^#[0-9A-Fa-f]{6}$", RegexOptions.NonBacktracking)]
    private static partial Regex HexColorPattern();
}
