using System.Buffers;
using System.Text;
using Antiphon.Http;

namespace Antiphon.Live;

/// <summary>Server-sent events (HTML, "Server-sent events"): the ones that are not changes.</summary>
internal static class LiveText
{
    /// <summary>A comment, which readers skip; that it comes at all is the news.</summary>
    public static readonly ReadOnlyMemory<byte> HeartBeat = ": still here\n\n"u8.ToArray();

    public static ReadOnlyMemory<byte> Of<T>(string name, T data, long? id = null)
    {
        var text = new ArrayBufferWriter<byte>(256);
        if (id is not null)
        {
            Encoding.UTF8.GetBytes($"id: {id}\n", text);
        }

        Encoding.UTF8.GetBytes($"event: {name}\ndata: ", text);
        text.Write(WireAnswer.Serialize(data).WrittenSpan);
        text.Write("\n\n"u8);
        return text.WrittenMemory;
    }
}
