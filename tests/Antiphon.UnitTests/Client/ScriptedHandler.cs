using System.Net;
using System.Text;
using System.Threading.Channels;
using Antiphon.Client;

namespace Antiphon.UnitTests.Client;

/// <summary>Answers each request with the next line of a script, and keeps what it saw.</summary>
internal sealed class ScriptedHandler(TimeProvider? clock = null) : HttpMessageHandler
{
    private readonly Queue<Func<CancellationToken, Task<HttpResponseMessage>>> script = new();
    private readonly Channel<bool> arrivals = Channel.CreateUnbounded<bool>();

    public List<SeenRequest> Seen { get; } = [];

    /// <summary>Waits until so many requests have come.</summary>
    public async Task SeenAsync(int count, CancellationToken cancellationToken)
    {
        while (Seen.Count < count)
        {
            await arrivals.Reader.ReadAsync(cancellationToken);
        }
    }

    public ScriptedHandler Answer(HttpStatusCode status, string body = "", params (string Name, string Value)[] headers)
    {
        script.Enqueue(_ =>
        {
            var response = new HttpResponseMessage(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
            foreach (var (name, value) in headers)
            {
                response.Headers.TryAddWithoutValidation(name, value);
            }

            return Task.FromResult(response);
        });
        return this;
    }

    public ScriptedHandler Answer(int status, string body = "", params (string Name, string Value)[] headers) => Answer((HttpStatusCode)status, body, headers);

    public ScriptedHandler Throw(Exception exception)
    {
        script.Enqueue(_ => Task.FromException<HttpResponseMessage>(exception));
        return this;
    }

    public ScriptedHandler Hang()
    {
        script.Enqueue(async cancellationToken =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            return new();
        });
        return this;
    }

    public AntiphonClient Client(AntiphonClientOptions? options = null, string address = "https://acme.example", AntiphonCredentials? credentials = null) => new(
        new(address),
        credentials ?? AntiphonCredentials.ApiKey("sam@store.example", "0123"),
        (options ?? new() { RetryDelay = TimeSpan.Zero }) with { Handler = this });

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Seen.Add(new(
            request.Method,
            request.RequestUri!,
            request.Headers.ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase),
            request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken),
            request.Content?.Headers.ContentType?.ToString(),
            (clock ?? TimeProvider.System).GetUtcNow()));
        arrivals.Writer.TryWrite(true);
        Assert.True(script.Count > 0, "The client sent a request that the script does not foresee.");
        return await script.Dequeue()(cancellationToken);
    }
}

internal sealed record SeenRequest(HttpMethod Method, Uri Uri, IReadOnlyDictionary<string, string> Headers, string Body, string? ContentType, DateTimeOffset At);
