using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Antiphon.Contract;

namespace Antiphon.Search.Objects;

internal static class FoundItem
{
    /// <summary>One list holds objects of any kind, so each is written by its own record first.</summary>
    public static JsonElement Of<T>(T item) => JsonSerializer.SerializeToElement(item, (JsonTypeInfo<T>)WireJson.Options.GetTypeInfo(typeof(T)));
}
