using System.Text.Json;

namespace Antiphon.Data;

/// <summary>Empty JSON values that are answered often.</summary>
internal static class EmptyJson
{
    public static JsonElement List { get; } = JsonElement.Parse("[]"u8);

    public static JsonElement Object { get; } = JsonElement.Parse("{}"u8);
}
