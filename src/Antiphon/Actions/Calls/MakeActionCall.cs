using System.Globalization;
using Antiphon.Data;
using Antiphon.Identity;
using Antiphon.Integrations.Delivery;
using Antiphon.Integrations.Delivery.Sending;
using Antiphon.Outgoing;
using Antiphon.Sandbox.Clock;

namespace Antiphon.Actions.Calls;

/// <summary>A call that was made: how it ended, or after which pause it is made again.</summary>
internal readonly record struct MadeCall(ActionOutcome Outcome, TimeSpan? Pause = null, bool IsSilent = false);

/// <summary>Makes one call, and says what follows: it is over, or it is tried again.</summary>
internal sealed class MakeActionCall(DeskDb db, OutgoingHttp http, RetrySchedule schedule, TimeProvider clock)
{
    // Of the answer only the status counts.
    private const int MostOfAnswer = 1024;

    public async Task<MadeCall> RunAsync(ClaimedCall call, IReadOnlyDictionary<string, string> headers, CancellationToken cancellationToken)
    {
        var request = CallMessage.Of(call.Method, new Uri(call.Url), call.Body, call.ContentType ?? "application/json", headers)
            .Default("X-Antiphon-Delivery", $"{call.Uid}")
            .Default("X-Antiphon-Attempt", call.Attempt.ToString(CultureInfo.InvariantCulture))
            .Default(OriginTrail.Header, await TrailAsync(call, cancellationToken));
        return await http.SendAsync(request, MostOfAnswer, cancellationToken) switch
        {
            OutgoingOutcome.Answered { IsSuccess: true } => new(ActionOutcome.Done),
            OutgoingOutcome.Answered answer => Failed(call, $"The receiver answered {answer.Status}.", RetrySchedule.MayChange(answer.Status), answer.AskedPause(clock.GetUtcNow())),
            OutgoingOutcome.Failed failed => Failed(call, failed.Message, failed.Fault is not OutgoingFault.Refused, null) with { IsSilent = failed.Fault is OutgoingFault.TimedOut },
            _ => throw new InvalidOperationException("There is no third outcome."),
        };
    }

    private MadeCall Failed(ClaimedCall call, string message, bool mayChange, TimeSpan? asked)
    {
        var outcome = ActionOutcome.Failed("call-failed", call.Attempt == 1 ? message : string.Create(CultureInfo.InvariantCulture, $"{message} It was tried {call.Attempt} times."));
        return new(outcome, mayChange && call.IsPatient ? schedule.PauseAfterAction(call.Attempt, asked, AccountMoment.NextDouble()) : null);
    }

    private async Task<string?> TrailAsync(ClaimedCall call, CancellationToken cancellationToken)
    {
        if (call.RuleId is not { } rule)
        {
            return call.Actor.Origin;
        }

        var domain = await db.SingleAsync($"select domain from accounts where account_id = {call.Actor.AccountId}", row => row.GetString(0), cancellationToken);
        return OriginTrail.Add(call.Actor.Origin, OriginTrail.Rule(domain, rule));
    }
}
