using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Antiphon.Contract;

namespace Antiphon.Client.Transport;

/// <summary>
/// The wire's settings for reading answers. Antiphon always sends every documented member; other servers of the same API leave some out, and an answer
/// that lacks a note should not make a ticket unreadable.
/// </summary>
internal static class ReadJson
{
    private static readonly JsonSerializerOptions Options = new(WireJson.Options)
    {
        TypeInfoResolver = WireJson.Options.TypeInfoResolver!.WithAddedModifier(static type =>
        {
            foreach (var property in type.Properties)
            {
                property.IsRequired = false;
            }
        }),
    };

    public static JsonTypeInfo<T> TypeOf<T>() => (JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T));
}
