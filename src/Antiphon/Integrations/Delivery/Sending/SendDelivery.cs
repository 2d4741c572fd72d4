using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Antiphon.Customers;
using Antiphon.Data;
using Antiphon.Identity;
using Antiphon.Integrations.Http;
using Antiphon.Outgoing;
using Antiphon.Sandbox.Clock;
using Antiphon.Sandbox.Faults;
using Antiphon.Secrets;
using Microsoft.Extensions.Options;

namespace Antiphon.Integrations.Delivery.Sending;

/// <summary>Sends one delivery, signed at this moment, and says what follows from the answer.</summary>
internal sealed class SendDelivery(FaultySending http, ClientLogin login, RetrySchedule schedule, SecretKeys keys, IOptions<DeliveryOptions> options, TimeProvider clock)
{
    /// <summary>As much of an answer is kept in the log.</summary>
    public const int LoggedBytes = 16 * 1024;

    // One more than what is kept of an answer about a customer: what is longer is seen to be.
    private const int MostOfAnswer = StoreCustomerIntegrationData.MaxBytes + 1;

    public async Task<AttemptResult> RunAsync(ClaimedDelivery delivery, WebhookTarget? target, CancellationToken cancellationToken)
    {
        var startedAt = clock.Now();
        var started = clock.GetTimestamp();
        AttemptResult Ended(DeliveryVerdict verdict, string? error = null) => new(delivery, verdict, startedAt, clock.GetElapsedTime(started)) { Error = error };
        if (target is null || (!target.IsActive && !delivery.IsTest))
        {
            return Ended(DeliveryVerdict.Withdrawn, "The integration is switched off.");
        }

        if (!Uri.TryCreate(delivery.Url, UriKind.Absolute, out var url))
        {
            return Ended(DeliveryVerdict.Never, "The URL is none.");
        }

        Login? token = null;
        if (target.Call.Oauth2 is { } client)
        {
            (token, var refusal, var mayChange) = await login.FindAsync(delivery.AccountId, target.Id, client, cancellationToken);
            if (token is null)
            {
                return WithNext(Ended(mayChange ? DeliveryVerdict.Again : DeliveryVerdict.Never, refusal) with { Request = new(target.Call.Method, LogMask.Url(url), new Dictionary<string, string>()) });
            }
        }

        var rendered = await HeadersAsync(delivery, cancellationToken);
        HttpRequestMessage NewRequest()
        {
            var made = Request(delivery, rendered, target.Call, token?.AddTo(url) ?? url, startedAt);
            token?.AddTo(made);
            return made;
        }

        using var request = NewRequest();
        var sent = new SentRequest(target.Call.Method, LogMask.Url(url), LogMask.Headers(request, token?.Key));
        var outcome = await http.SendAsync(delivery, request, NewRequest, MostOfAnswer, cancellationToken);
        var judged = Judge(Ended, outcome) with { Request = sent };
        if (outcome is OutgoingOutcome.Answered { Status: 401 } && token is not null)
        {
            login.Forget(delivery.AccountId, target.Id);
            // One that was kept may have been revoked meanwhile: the next attempt brings a new one.
            judged = token.IsKept ? judged with { Verdict = DeliveryVerdict.Again } : judged;
        }

        return WithNext(judged);
    }

    /// <summary>An attempt that broke in our own hands.</summary>
    public AttemptResult Broken(ClaimedDelivery delivery) =>
        WithNext(new AttemptResult(delivery, DeliveryVerdict.Again, clock.Now(), TimeSpan.Zero) { Error = "The request could not be made; the server's log tells why." });

    private AttemptResult Judge(Func<DeliveryVerdict, string?, AttemptResult> ended, OutgoingOutcome outcome)
    {
        if (outcome is OutgoingOutcome.Failed failed)
        {
            return ended(failed.Fault is OutgoingFault.Refused ? DeliveryVerdict.Never : DeliveryVerdict.Again, failed.Message) with { IsSilent = failed.Fault is OutgoingFault.TimedOut };
        }

        var answer = (OutgoingOutcome.Answered)outcome;
        var verdict = answer.IsSuccess ? DeliveryVerdict.Delivered
            : answer.Status is 410 ? DeliveryVerdict.Gone
            : RetrySchedule.MayChange(answer.Status) ? DeliveryVerdict.Again
            : DeliveryVerdict.Never;
        return ended(verdict, answer.IsSuccess ? null : $"The receiver answered {answer.Status}.") with
        {
            Status = answer.Status,
            ResponseHeaders = new JsonObject(answer.Headers.DistinctBy(header => header.Key).Select(header => KeyValuePair.Create<string, JsonNode?>(header.Key, LogMask.Header(header.Key, header.Value)))).ToJsonString(),
            ResponseBody = answer.Body.Length > LoggedBytes ? answer.Body[..LoggedBytes] : answer.Body,
            Answer = answer,
            RetryAfter = answer.AskedPause(clock.GetUtcNow()),
        };
    }

    private AttemptResult WithNext(AttemptResult result) => result.Verdict is DeliveryVerdict.Again && !result.Delivery.IsTest
        && schedule.PauseAfter(result.Delivery.Try, result.RetryAfter, AccountMoment.NextDouble()) is { } pause
            ? result with { NextAt = clock.Now() + pause }
            : result;

    /// <summary>Values of the headers in which variables stand.</summary>
    private async Task<Dictionary<string, string>> HeadersAsync(ClaimedDelivery delivery, CancellationToken cancellationToken) => (delivery switch
    {
        { SealedHeaders: { } closed } => JsonSerializer.Deserialize<Dictionary<string, string>>(
            (await keys.BoxAsync(delivery.AccountId, cancellationToken)).Open(closed, DeliveryStore.HeadersOf(delivery.IntegrationId))),
        { Headers: { } open } => open.Deserialize<Dictionary<string, string>>(),
        _ => null,
    }) ?? [];

    private HttpRequestMessage Request(ClaimedDelivery delivery, Dictionary<string, string> rendered, HttpCall call, Uri url, DateTimeOffset now)
    {
        var body = delivery.Body ?? [];
        // Of a header with variables the value is of its event; others are as they are now, so that a replaced key counts for what waits.
        var headers = call.Headers.Select(header =>
            KeyValuePair.Create(header.Key, rendered.GetValueOrDefault(header.Key) ?? (header.Value.Contains("{{", StringComparison.Ordinal) ? "" : header.Value)));
        var request = CallMessage.Of(call.Method, url, delivery.Body, call.RequestContentType, headers)
            .Default("X-Antiphon-Event-Id", delivery.EventId?.ToString(CultureInfo.InvariantCulture) ?? "0")
            .Default("X-Antiphon-Event-Type", delivery.EventType)
            .Default("X-Antiphon-Delivery", $"{delivery.Uid}")
            .Default("X-Antiphon-Attempt", delivery.Attempt.ToString(CultureInfo.InvariantCulture))
            .Default("X-Antiphon-Sequence", delivery.Sequence.ToString(CultureInfo.InvariantCulture))
            .Default(OriginTrail.Header, delivery.Origin)
            .Default("webhook-id", $"{delivery.Uid}")
            .Default("webhook-timestamp", now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        if (call.SigningSecrets(now) is { Count: > 0 } secrets)
        {
            request.Default("webhook-signature", Signature.Standard(secrets, $"{delivery.Uid}", now, body))
                .Default("X-Gorgias-Signature", Signature.Bare(secrets[0], body, options.Value.SignaturePrefix));
        }

        return request;
    }
}
