using System.Globalization;
using System.Text.Json;

namespace Antiphon.Actions;

/// <summary>The macro that <c>applyMacro</c> names: <c>macro</c> or <c>macro_id</c>, as a number, a text of digits or an object with an id.</summary>
internal static class MacroArgument
{
    public static long? Read(JsonElement arguments) => Member(arguments, "macro") ?? Member(arguments, "macro_id");

    private static long? Member(JsonElement arguments, string name) => arguments.TryGetProperty(name, out var value) ? Id(value) : null;

    private static long? Id(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.TryGetInt64(out var number) ? number : null,
        JsonValueKind.String => long.TryParse(value.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null,
        JsonValueKind.Object => value.TryGetProperty("id", out var id) && id.ValueKind is not JsonValueKind.Object ? Id(id) : null,
        _ => null,
    };
}
