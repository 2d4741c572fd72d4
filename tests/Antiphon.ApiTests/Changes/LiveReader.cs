using System.Net;
using System.Text.Json.Nodes;

namespace Antiphon.ApiTests.Changes;

/// <summary>One event of a stream, as it stands on the wire.</summary>
internal sealed record LiveLine(string Name, long? Id, JsonNode Data);

/// <summary>A reader of the live stream that hides nothing.</summary>
internal sealed class LiveReader : IDisposable
{
    // Whatever is waited for comes at once or never.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HttpResponseMessage answer;
    private readonly StreamReader reader;

    private LiveReader(HttpResponseMessage answer, Stream content)
    {
        this.answer = answer;
        reader = new StreamReader(content);
    }

    public HttpResponseMessage Answer => answer;

    /// <summary>Opens a stream and reads its first event.</summary>
    public static async Task<LiveReader> OpenAsync(HttpClient caller, long? lastEventId = null, string query = "")
    {
        var opened = await SendAsync(caller, lastEventId, query);
        Assert.Equal((HttpStatusCode.OK, "text/event-stream"), (opened.StatusCode, opened.Content.Headers.ContentType?.MediaType));
        var live = new LiveReader(opened, await opened.Content.ReadAsStreamAsync());
        Assert.Equal("ready", (await live.NextAsync())!.Name);
        return live;
    }

    public static async Task<HttpResponseMessage> SendAsync(HttpClient caller, long? lastEventId = null, string query = "")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/live{query}");
        if (lastEventId is { } last)
        {
            request.Headers.TryAddWithoutValidation("Last-Event-ID", $"{last}");
        }

        return await caller.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    /// <summary>The next event; null when the stream has ended.</summary>
    public async Task<LiveLine?> NextAsync()
    {
        var (name, id, data) = ("", (long?)null, (JsonNode?)null);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        while (await reader.ReadLineAsync(patience.Token) is { } line)
        {
            if (line.StartsWith(':'))
            {
                // somebody is there
            }
            else if (line.Length == 0)
            {
                if (data is not null)
                {
                    return new(name, id, data);
                }
            }
            else
            {
                var (field, value) = (line[..line.IndexOf(": ", StringComparison.Ordinal)], line[(line.IndexOf(": ", StringComparison.Ordinal) + 2)..]);
                switch (field)
                {
                    case "event":
                        name = value;
                        break;
                    case "id":
                        id = long.Parse(value);
                        break;
                    case "data":
                        data = JsonNode.Parse(value);
                        break;
                }
            }
        }

        return null;
    }

    /// <summary>The next comment, before which no event may come.</summary>
    public async Task<string> CommentAsync()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        string? line;
        do
        {
            line = await reader.ReadLineAsync(patience.Token);
        }
        while (line is "");
        Assert.StartsWith(":", line, StringComparison.Ordinal);
        return line!;
    }

    /// <summary>The next event of a name, whatever comes before it.</summary>
    public async Task<JsonNode> NextAsync(string name)
    {
        while (true)
        {
            var next = await NextAsync();
            Assert.True(next is not null, $"The stream ended before {name} came.");
            if (next.Name == name)
            {
                return next.Data;
            }
        }
    }

    public void Dispose()
    {
        reader.Dispose();
        answer.Dispose();
    }
}
