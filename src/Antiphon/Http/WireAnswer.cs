using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Antiphon.Contract;

namespace Antiphon.Http;

/// <summary>Writes one JSON body with its length.</summary>
internal static class WireAnswer
{
    public static Task WriteAsync<T>(HttpContext http, int status, T value, CancellationToken cancellationToken) => WriteAsync(http, status, Serialize(value), cancellationToken);

    public static async Task WriteAsync(HttpContext http, int status, ArrayBufferWriter<byte> body, CancellationToken cancellationToken)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = body.WrittenCount;
        if (!HttpMethods.IsHead(http.Request.Method))
        {
            await http.Response.Body.WriteAsync(body.WrittenMemory, cancellationToken);
        }
    }

    public static ArrayBufferWriter<byte> Serialize<T>(T value)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = WireJson.Options.Encoder, SkipValidation = true });
        JsonSerializer.Serialize(writer, value, (JsonTypeInfo<T>)WireJson.Options.GetTypeInfo(typeof(T)));
        return buffer;
    }
}
