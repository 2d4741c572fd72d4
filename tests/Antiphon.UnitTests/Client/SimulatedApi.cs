using System.Net;
using Antiphon.UnitTests.Furniture;

namespace Antiphon.UnitTests.Client;

/// <summary>
/// An API with the documented leaky bucket, in the time of a manual clock. Written without the server's own bucket, so that an error in one does not
/// hide in the other.
/// </summary>
internal sealed class SimulatedApi(ManualClock clock, int size, double windowSeconds, int latencyMilliseconds = 80, int seed = 7) : HttpMessageHandler
{
    private readonly Random random = new(seed);
    private double level;
    private DateTimeOffset levelAt = clock.GetUtcNow();

    public double DrainPerSecond { get; set; } = size / windowSeconds;

    public int Accepted { get; private set; }

    public int Refused { get; private set; }

    /// <summary>Another program of the same account uses the limit.</summary>
    public bool TryTake()
    {
        var now = clock.GetUtcNow();
        level = Math.Max(0, level - (DrainPerSecond * (now - levelAt).TotalSeconds));
        levelAt = now;
        // Tolerates the rounding of doubles, not a request.
        if (level + 1 > size + 1e-9)
        {
            return false;
        }

        level++;
        return true;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        await LatencyAsync(cancellationToken);
        var isAccepted = TryTake();
        var response = new HttpResponseMessage(isAccepted ? HttpStatusCode.OK : HttpStatusCode.TooManyRequests) { Content = new ByteArrayContent("{}"u8.ToArray()) };
        response.Headers.Add("X-Gorgias-Account-Api-Call-Limit", $"{Math.Min(size, Math.Ceiling(level - 1e-9))}/{size}");
        if (isAccepted)
        {
            Accepted++;
        }
        else
        {
            Refused++;
            response.Headers.Add("Retry-After", $"{Math.Max(1, Math.Ceiling((level + 1 - size) / DrainPerSecond))}");
        }

        await LatencyAsync(cancellationToken);
        return response;
    }

    private Task LatencyAsync(CancellationToken cancellationToken) => latencyMilliseconds == 0
        ? Task.CompletedTask
        : Task.Delay(TimeSpan.FromMilliseconds(random.Next(1 + (latencyMilliseconds / 4), latencyMilliseconds)), clock, cancellationToken);
}
