using System.Text.Json;
using Antiphon.Data;

namespace Antiphon.Actions;

/// <summary>An action that is to run, as a macro or a rule names it.</summary>
internal sealed record ActionCall(string Name, JsonElement Arguments)
{
    /// <summary>The stored actions of a macro. What cannot be read, as from an import, is an action without a name, which fails.</summary>
    public static IReadOnlyList<ActionCall> Read(JsonElement actions) =>
        actions.ValueKind is JsonValueKind.Array ? [.. actions.EnumerateArray().Where(action => action.ValueKind is JsonValueKind.Object).Select(Of)] : [];

    /// <summary>One of them.</summary>
    public static ActionCall Of(JsonElement action) => new(
        action.TryGetProperty("name", out var name) && name.ValueKind is JsonValueKind.String ? name.GetString()! : "",
        action.TryGetProperty("arguments", out var arguments) && arguments.ValueKind is JsonValueKind.Object ? arguments : EmptyJson.Object);
}
