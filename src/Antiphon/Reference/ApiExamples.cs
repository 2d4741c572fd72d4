using System.Text.Json.Nodes;

namespace Antiphon.Reference;

/// <summary>A request that succeeds. A text such as <c>{ticket_id}</c> stands for the id of an object that must exist; two braces are a template's.</summary>
internal sealed record ApiExample(JsonObject? Query, JsonNode? Body)
{
    /// <summary>The example with ids in place of the names.</summary>
    public ApiExample Fill(IReadOnlyDictionary<string, long> ids) => new(Fill(Query, ids)?.AsObject(), Fill(Body, ids));

    /// <summary>The names of the objects that the example needs.</summary>
    public IEnumerable<string> Needs => Names(Query).Concat(Names(Body)).Distinct(StringComparer.Ordinal);

    private static IEnumerable<string> Names(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(member => Names(member.Value)),
        JsonArray items => items.SelectMany(Names),
        _ => NameOf(node) is { } name ? [name] : [],
    };

    private static JsonNode? Fill(JsonNode? node, IReadOnlyDictionary<string, long> ids) => node switch
    {
        JsonObject members => new JsonObject(members.Select(member => KeyValuePair.Create(member.Key, Fill(member.Value, ids)))),
        JsonArray items => new JsonArray([.. items.Select(item => Fill(item, ids))]),
        _ => NameOf(node) is { } name ? ids[name] : node?.DeepClone(),
    };

    private static string? NameOf(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<string>(out var text) && text is ['{', not '{', ..] and ['{', .. var name, '}'] ? name : null;
}

/// <summary>The examples of the reference, kept as data: one file per feature, by the id of the operation.</summary>
internal static class ApiExamples
{
    private const string Folder = "Reference/Examples/";

    public static IReadOnlyDictionary<string, ApiExample> All { get; } = Read();

    private static Dictionary<string, ApiExample> Read()
    {
        var examples = new Dictionary<string, ApiExample>(StringComparer.Ordinal);
        var assembly = typeof(ApiExamples).Assembly;
        foreach (var file in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Folder, StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(file)!;
            foreach (var (id, example) in JsonNode.Parse(stream)!.AsObject())
            {
                examples.Add(id, new ApiExample(example!["query"]?.AsObject(), example["body"]));
            }
        }

        return examples;
    }
}
