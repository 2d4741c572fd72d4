using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Antiphon.Contract;

namespace Antiphon.Client.Transport;

/// <summary>Reads server-sent events until the stream ends, breaks off or has been silent for longer than three heart-beats.</summary>
internal static class EventStream
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(45);

    public static async IAsyncEnumerable<LiveEvent> ReadAsync(Stream content, TimeProvider clock, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(content, Encoding.UTF8);
        var name = "";
        var data = new StringBuilder();
        while (await NextLineAsync(reader, clock, cancellationToken) is { } line)
        {
            if (line.Length == 0)
            {
                if (data.Length > 0 && Parse(name, data.ToString()) is { } next)
                {
                    yield return next;
                }

                name = "";
                data.Clear();
            }
            else if (line.StartsWith("event: ", StringComparison.Ordinal))
            {
                name = line["event: ".Length..];
            }
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                data.Append(line, "data: ".Length, line.Length - "data: ".Length);
            }
        }
    }

    private static async Task<string?> NextLineAsync(StreamReader reader, TimeProvider clock, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Silence, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            return await reader.ReadLineAsync(either.Token);
        }
        catch (Exception e) when (e is IOException or HttpRequestException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }

    private static LiveEvent? Parse(string name, string data) => name switch
    {
        "ready" => new LiveReady(Read<LivePositionResource>(data).Sequence),
        "reset" => new LiveReset(Read<LivePositionResource>(data).Sequence),
        "change" => new LiveChange(Read<ChangeResource>(data)),
        "notification" => new LiveNotification(Read<NotificationResource>(data)),
        "presence" => new LivePresence(Read<PresenceResource>(data)),
        // the end of the stream follows, and whatever a newer server tells
        _ => null,
    };

    private static T Read<T>(string data) => JsonSerializer.Deserialize(data, ReadJson.TypeOf<T>()) ?? throw new AntiphonException("An event of the live stream is null.");
}
