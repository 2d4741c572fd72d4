using System.Text.Json;
using System.Text.Json.Nodes;
using System.Web;
using Antiphon.Contract;
using Antiphon.Integrations.Http;

namespace Antiphon.Actions.Calls;

/// <summary>Takes what lets somebody in out of the arguments of calls, wherever they are shown beside what became of them.</summary>
internal static class CallSecrets
{
    /// <summary>The actions of a message as people and receivers may read them.</summary>
    public static JsonElement? InActions(JsonElement? actions)
    {
        if (actions is not { ValueKind: JsonValueKind.Array } list || !list.EnumerateArray().Any(IsCall))
        {
            return actions;
        }

        var shown = new JsonArray();
        foreach (var action in list.EnumerateArray())
        {
            var copy = JsonNode.Parse(action.GetRawText());
            if (IsCall(action) && copy!["arguments"] is JsonObject arguments)
            {
                Mask(arguments);
            }

            shown.Add(copy);
        }

        return JsonSerializer.SerializeToElement(shown);
    }

    /// <summary>The arguments of one action.</summary>
    public static JsonElement InArguments(string name, JsonElement arguments)
    {
        if (name != HttpAction.Name || JsonNode.Parse(arguments.GetRawText()) is not JsonObject copy)
        {
            return arguments;
        }

        Mask(copy);
        return JsonSerializer.SerializeToElement(copy);
    }

    private static bool IsCall(JsonElement action) =>
        action.ValueKind is JsonValueKind.Object && action.TryGetProperty("name", out var name) && name.ValueKind is JsonValueKind.String && name.ValueEquals(HttpAction.Name);

    private static void Mask(JsonObject arguments)
    {
        MaskMembers(arguments["headers"]);
        MaskMembers(arguments["params"]);
        if (Text(arguments["url"]) is { } url && url.IndexOf('?', StringComparison.Ordinal) is >= 0 and var query)
        {
            arguments["url"] = $"{url[..query]}?{string.Join('&', url[(query + 1)..].Split('&').Select(MaskPair))}";
        }
    }

    private static string MaskPair(string pair) =>
        pair.Split('=', 2) is [var name, var value] && Credentials.LooksLikeOne(name, HttpUtility.UrlDecode(value)) ? $"{name}={HttpIntegrationResource.Masked}" : pair;

    private static void MaskMembers(JsonNode? members)
    {
        switch (members)
        {
            case JsonObject named:
                foreach (var name in named.Where(member => IsSecret(member.Key, member.Value)).Select(member => member.Key).ToList())
                {
                    named[name] = HttpIntegrationResource.Masked;
                }

                break;
            case JsonArray list:
                foreach (var item in list.OfType<JsonObject>().Where(item => IsSecret(Text(item["key"]) ?? Text(item["name"]) ?? "", item["value"])))
                {
                    item["value"] = HttpIntegrationResource.Masked;
                }

                break;
            default:
                break;
        }
    }

    private static bool IsSecret(string name, JsonNode? value) => Text(value) is { } text && Credentials.LooksLikeOne(name, text);

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
