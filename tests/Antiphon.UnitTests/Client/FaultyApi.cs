using System.Net;
using System.Text;
using Antiphon.UnitTests.Furniture;

namespace Antiphon.UnitTests.Client;

/// <summary>A server on a bad day: it refuses, fails, hangs, and loses requests or answers, but keeps idempotency keys.</summary>
internal sealed class FaultyApi(ManualClock clock, int seed) : HttpMessageHandler
{
    private readonly Random random = new(seed);
    private readonly Dictionary<string, string> answers = new(StringComparer.Ordinal);

    /// <summary>Every body that was carried out, as often as it was.</summary>
    public List<string> Done { get; } = [];

    public int Faults { get; private set; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var fault = random.Next(100);
        Faults += fault < 35 ? 1 : 0;
        switch (fault)
        {
            case < 8:
                return Answer(HttpStatusCode.TooManyRequests, "", ("Retry-After", "1"));
            case < 13:
                return Answer(HttpStatusCode.ServiceUnavailable, "<html>busy</html>");
            case < 18:
                throw new HttpRequestException(HttpRequestError.ConnectionError, "refused");
        }

        var key = request.Headers.GetValues("Idempotency-Key").Single();
        if (!answers.TryGetValue(key, out var answer))
        {
            var body = await request.Content!.ReadAsStringAsync(cancellationToken);
            Done.Add(body);
            answers[key] = answer = $$"""{"id": {{Done.Count}}, "name": {{body}}}""";
        }

        switch (fault)
        {
            case < 23:
                throw new HttpRequestException(HttpRequestError.ResponseEnded, "cut");
            case < 28:
                return Answer(HttpStatusCode.BadGateway, "");
            case < 31:
                await Task.Delay(Timeout.InfiniteTimeSpan, clock, cancellationToken);
                break;
            case < 35:
                return new(HttpStatusCode.Created) { Content = new StreamContent(new CutStream()) };
        }

        return Answer(HttpStatusCode.Created, answer);
    }

    private static HttpResponseMessage Answer(HttpStatusCode status, string body, params (string Name, string Value)[] headers)
    {
        var response = new HttpResponseMessage(status) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        foreach (var (name, value) in headers)
        {
            response.Headers.Add(name, value);
        }

        return response;
    }

    private sealed class CutStream : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            ValueTask.FromException<int>(new IOException("cut"));
    }
}
