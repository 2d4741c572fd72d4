using System.Text.Json;
using System.Text.Json.Nodes;
using Antiphon.Contract;
using Antiphon.Http;

namespace Antiphon.Sandbox.Faults;

/// <summary>An answer in which a member has another name than yesterday, as when a service was changed without a word.</summary>
internal static class RenamedField
{
    private const string Suffix = "_v2";

    private static readonly JsonSerializerOptions Written = new() { Encoder = WireJson.Options.Encoder };

    /// <summary>Renames one member of the object, or of all objects of a list, that is answered.</summary>
    /// <param name="answer">The answer; what is no JSON object stays as it is.</param>
    /// <param name="chance">A number from 0 up to 1, which is which member.</param>
    public static HeldAnswer In(HeldAnswer answer, double chance)
    {
        if (!answer.IsSuccess || answer.Body.Length == 0 || !answer.Headers.ContentType.ToString().Contains("json", StringComparison.Ordinal) || JsonNode.Parse(answer.Body) is not JsonObject body)
        {
            return answer;
        }

        List<JsonObject> objects = body["data"] is JsonArray list ? [.. list.OfType<JsonObject>()] : [body];
        if (objects is not [{ Count: > 0 } first, ..])
        {
            return answer;
        }

        var name = first.ElementAt((int)(chance * first.Count)).Key;
        foreach (var each in objects.Where(each => each.ContainsKey(name)))
        {
            var place = each.IndexOf(name);
            var value = each[name];
            each.RemoveAt(place);
            each.Insert(place, name + Suffix, value);
        }

        var changed = JsonSerializer.SerializeToUtf8Bytes(body, Written);
        answer.Headers.ContentLength = changed.Length;
        return answer with { Body = changed };
    }
}
