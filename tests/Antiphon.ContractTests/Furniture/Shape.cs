using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Antiphon.ContractTests.Furniture;

/// <summary>
/// A recorded example of the wire, kept as a file under <c>Shapes/</c>, with which answers are compared by field set, JSON type and nullability, all the
/// way down. Shared records would hide a drift on both sides; a file does not.
/// <code>
/// { "request": {…},                       what to send, where the example is about a call
///   "example": {…},                       the answer
///   "nullable": ["note", "channels[].x"], members that may also be null
///   "optional": ["summary"],              members that may be absent
///   "empty": ["channels"],                lists and maps that may be empty although the example is not
///   "maps": ["custom_fields"],            objects whose keys are data; every entry is like the example's first
///   "free": ["meta", "data"] }            any JSON, null included
/// </code>
/// A member that is null in the example must be null in the answer unless it is free. Datetimes must be spelled like datetimes.
/// </summary>
public sealed partial class Shape
{
    private readonly JsonNode? example;
    private readonly HashSet<string> nullable;
    private readonly HashSet<string> optional;
    private readonly HashSet<string> empty;
    private readonly HashSet<string> maps;
    private readonly HashSet<string> free;

    private Shape(JsonNode file)
    {
        Request = file["request"];
        example = file["example"];
        nullable = Paths(file, "nullable");
        optional = Paths(file, "optional");
        empty = Paths(file, "empty");
        maps = Paths(file, "maps");
        free = Paths(file, "free");
    }

    /// <summary>The body of the call that the example is about.</summary>
    public JsonNode? Request { get; }

    /// <summary>Reads <c>Shapes/{name}.json</c>.</summary>
    public static Shape Read(string name) => Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Shapes", name + ".json")));

    public static Shape Parse(string json) => new(JsonNode.Parse(json)!);

    /// <summary>Fails with every difference at once.</summary>
    public void Matches(JsonNode? answer)
    {
        var differences = Differences(answer);
        Assert.True(differences.Count == 0, string.Join('\n', differences) + "\n" + answer?.ToJsonString());
    }

    /// <summary>What is different, one line each.</summary>
    public IReadOnlyList<string> Differences(JsonNode? answer)
    {
        var found = new List<string>();
        Compare("", example, answer, found);
        return found;
    }

    private void Compare(string path, JsonNode? expected, JsonNode? actual, List<string> found)
    {
        if (free.Contains(path) || (actual is null && nullable.Contains(path)))
        {
            return;
        }

        var (wanted, given) = (TypeOf(expected), TypeOf(actual));
        if (wanted != given && !(wanted is "number" && given is "integer"))
        {
            found.Add($"{Show(path)}: {given} instead of {wanted}");
            return;
        }

        switch (expected)
        {
            case JsonArray list:
                CompareItems(path, list, actual!.AsArray(), found);
                break;
            case JsonObject map when maps.Contains(path):
                CompareEntries(path, map, actual!.AsObject(), found);
                break;
            case JsonObject members:
                CompareMembers(path, members, actual!.AsObject(), found);
                break;
            case JsonValue value when wanted is "string" && DatetimePattern().IsMatch((string)value!) && !DatetimePattern().IsMatch((string)actual!):
                found.Add($"{Show(path)}: \"{actual}\" is not a datetime of six digits and +00:00");
                break;
        }
    }

    private void CompareItems(string path, JsonArray expected, JsonArray actual, List<string> found)
    {
        if (expected.Count == 0)
        {
            return;
        }

        if (actual.Count == 0 && !empty.Contains(path))
        {
            found.Add($"{Show(path)}: empty");
        }

        foreach (var item in actual)
        {
            Compare(path + "[]", expected[0], item, found);
        }
    }

    private void CompareEntries(string path, JsonObject expected, JsonObject actual, List<string> found)
    {
        if (actual.Count == 0 && expected.Count > 0 && !empty.Contains(path))
        {
            found.Add($"{Show(path)}: empty");
        }

        foreach (var (_, value) in actual)
        {
            Compare(Join(path, "*"), expected.FirstOrDefault().Value, value, found);
        }
    }

    private void CompareMembers(string path, JsonObject expected, JsonObject actual, List<string> found)
    {
        foreach (var (name, value) in expected)
        {
            var at = Join(path, name);
            if (actual.ContainsKey(name))
            {
                Compare(at, value, actual[name], found);
            }
            else if (!optional.Contains(at))
            {
                found.Add($"{at}: missing");
            }
        }

        found.AddRange(actual.Where(member => !expected.ContainsKey(member.Key)).Select(member => $"{Join(path, member.Key)}: not in the example"));
    }

    private static string TypeOf(JsonNode? node) => node?.GetValueKind() switch
    {
        null or JsonValueKind.Null => "null",
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        _ => node.ToJsonString().AsSpan().ContainsAny('.', 'e', 'E') ? "number" : "integer",
    };

    private static HashSet<string> Paths(JsonNode file, string member) => [.. file[member]?.AsArray().Select(path => (string)path!) ?? []];

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private static string Show(string path) => path.Length == 0 ? "the whole" : path;

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$", RegexOptions.NonBacktracking)]
    private static partial Regex DatetimePattern();
}
