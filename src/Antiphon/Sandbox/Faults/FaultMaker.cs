using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Antiphon.Http;
using Antiphon.Sandbox.Clock;
using Microsoft.AspNetCore.Http.Features;

namespace Antiphon.Sandbox.Faults;

/// <summary>What becomes of a webhook.</summary>
internal enum WebhookFault
{
    None,
    Twice,
    OutOfOrder,
    Lost,
}

/// <summary>
/// Makes the faults of one plan on this node. What happens to a request follows from the seed and from how many came before it; what happens to a webhook from the
/// seed and from which one it is: so the same script meets the same faults again.
/// </summary>
internal sealed class FaultMaker(FaultPlan plan)
{
    // Requests that are refused in a row.
    private const int Storm = 5;

    private static readonly int[] ServerErrors = [StatusCodes.Status502BadGateway, StatusCodes.Status503ServiceUnavailable, StatusCodes.Status504GatewayTimeout];

    private readonly ConcurrentDictionary<string, long> made = new(StringComparer.Ordinal);
    private long requests = -1;

    public FaultPlan Plan => plan;

    /// <summary>How many faults were made, by the names of the shares.</summary>
    public IReadOnlyDictionary<string, long> Made => made.OrderBy(one => one.Key, StringComparer.Ordinal).ToDictionary();

    public static FaultMaker? Of(SandboxRow row) => FaultPlan.Parse(row.Faults) is { } plan ? new FaultMaker(plan) : null;

    /// <summary>Handles a request, or what the plan makes of it.</summary>
    public async Task HandleAsync(HttpContext http, RequestDelegate next, TimeProvider real)
    {
        var number = Interlocked.Increment(ref requests);
        switch (FaultOf(number, http))
        {
            case "too_many_requests":
                http.Response.Headers["Retry-after"] = plan.RetryAfter.ToString(CultureInfo.InvariantCulture);
                await ApiError.WriteAsync(http, StatusCodes.Status429TooManyRequests, ApiError.TooManyRequests, null, http.RequestAborted);
                return;
            case "server_errors":
                var status = ServerErrors[(int)(Number($"status {number}") * ServerErrors.Length)];
                await ApiError.WriteAsync(http, status, "The sandbox makes faults.", null, http.RequestAborted);
                return;
            case "cut_before":
                http.Abort();
                return;
            case "cut_after":
                // The work is done as ever, only that nobody hears of it.
                http.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(Stream.Null));
                await next(http);
                http.Abort();
                return;
            case "slow":
                await Task.Delay(TimeSpan.FromMilliseconds(plan.SlowBy), real, http.RequestAborted);
                await next(http);
                return;
            case "renamed_fields":
                await RenamedField.In(await HeldAnswer.RunAndDropAsync(http, next), Number($"field {number}")).SendAsync(http);
                return;
            case "expired_cursors":
                await ApiError.WriteAsync(http, Failure.Invalid("cursor", "Not a valid cursor."), "Failed to list", http.RequestAborted);
                return;
            default:
                await next(http);
                return;
        }
    }

    /// <summary>What becomes of an attempt to deliver a webhook.</summary>
    public WebhookFault OfWebhook(Guid uid, int attempt)
    {
        var at = (decimal)Number($"webhook {uid} {attempt}");
        var (lost, swapped) = (plan.WebhooksLost, plan.WebhooksLost + plan.WebhooksOutOfOrder);
        return at < lost ? Note("webhooks_lost", WebhookFault.Lost)
            : at < swapped ? Note("webhooks_out_of_order", WebhookFault.OutOfOrder)
            : at < swapped + plan.WebhooksTwice ? Note("webhooks_twice", WebhookFault.Twice)
            : WebhookFault.None;
    }

    private string? FaultOf(long number, HttpContext http)
    {
        if ((decimal)Number($"storm {number / Storm}") < plan.TooManyRequests)
        {
            return Note("too_many_requests", "too_many_requests");
        }

        var at = (decimal)Number($"request {number}");
        var isStream = http.GetEndpoint()?.Metadata.GetMetadata<ApiRoute>() is { IsStream: true };
        foreach (var (name, share, applies) in new[]
        {
            ("server_errors", plan.ServerErrors, true),
            ("cut_before", plan.CutBefore, true),
            ("cut_after", plan.CutAfter, true),
            ("slow", plan.Slow, true),
            ("renamed_fields", plan.RenamedFields, !isStream),
            ("expired_cursors", plan.ExpiredCursors, http.Request.Query.ContainsKey("cursor")),
        })
        {
            if (at < share)
            {
                return applies ? Note(name, name) : null;
            }

            at -= share;
        }

        return null;
    }

    private T Note<T>(string name, T fault)
    {
        made.AddOrUpdate(name, 1, static (_, count) => count + 1);
        return fault;
    }

    private double Number(string words)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{plan.Seed}|{words}")), hash);
        return Chance.Number(hash);
    }
}
