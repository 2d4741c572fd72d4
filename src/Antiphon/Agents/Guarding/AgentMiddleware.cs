using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Antiphon.Agents.Approvals;
using Antiphon.Agents.Stopping;
using Antiphon.Contract;
using Antiphon.Http;
using Antiphon.Http.Body;
using Antiphon.Http.Idempotency;
using Antiphon.Identity;

namespace Antiphon.Agents.Guarding;

/// <summary>The guard of HTTP: every request of an agent goes through <see cref="GuardCall"/>, and its answer leaves when what it says has happened.</summary>
internal sealed class AgentMiddleware
{
    private const string ForAgents = $"{ReadCall.DryRunHeader} is for the calls of agents: this one would have happened.";

    private readonly RequestDelegate next;
    private readonly RunningCalls runningCalls;
    private readonly TimeProvider clock;

    public AgentMiddleware(RequestDelegate next, RunningCalls runningCalls, HeldRequests heldRequests, TimeProvider clock)
    {
        this.next = next;
        this.runningCalls = runningCalls;
        this.clock = clock;
        heldRequests.Behind = next;
    }

    public Task InvokeAsync(HttpContext http) => http.Items[typeof(Actor)] switch
    {
        Actor { Kind: ActorKind.Agent } agent => GuardAsync(http, agent),
        // To take no notice of it would do what somebody only wanted to try.
        Actor when http.Request.Headers.ContainsKey(ReadCall.DryRunHeader) => ApiError.WriteAsync(http, StatusCodes.Status400BadRequest, ForAgents, null, http.RequestAborted),
        _ => next(http),
    };

    /// <summary>What an answer says of the call.</summary>
    public static CallOutcome OutcomeOf(AskedCall call, HeldAnswer answer) => new(
        answer.Status,
        answer.IsSuccess && call.Demand is { CreatesTicket: true } && JsonNode.Parse(answer.Body)?["id"] is { } id ? (long)id : null,
        answer.Headers[IdempotencyMiddleware.OutcomeHeader] == IdempotencyMiddleware.Replayed);

    private async Task GuardAsync(HttpContext http, Actor agent)
    {
        var (started, aborted) = (clock.GetTimestamp(), http.RequestAborted);
        using var running = runningCalls.Begin(agent.AccountId, agent.CredentialId!.Value, aborted);
        http.RequestAborted = running.Token;
        AskedCall? call = null;
        GuardedCall? guarded = null;
        HeldAnswer? answer = null;
        var guard = http.RequestServices.GetRequiredService<GuardCall>();
        try
        {
            await DeadlockMiddleware.RepeatAsync(http, async http =>
            {
                call = await ReadCall.RunAsync(http);
                guarded = await guard.RunAsync(
                    call,
                    agent,
                    async acting =>
                    {
                        http.Items[typeof(Actor)] = acting;
                        if (call.IsStream)
                        {
                            await next(http);
                            return new CallOutcome(http.Response.StatusCode);
                        }

                        answer = await HeldAnswer.RunAndDropAsync(http, next);
                        return OutcomeOf(call, answer);
                    },
                    http.RequestAborted);
            });
        }
        catch (OperationCanceledException) when (running.IsStopped && call is { IsStream: true })
        {
            http.Abort();
            return;
        }
        catch (Exception) when (running.IsStopped && guarded is null)
        {
            // Whatever it broke with: PostgreSQL may hear of the end in the statement after the one that was cancelled, and then no token says why. It may have broken
            // while it was read, too.
            call ??= ReadCall.Unread(http);
            guarded = await guard.BreakAsync(call, agent, Verdict.WhenStopped(), StatusCodes.Status403Forbidden, clock.GetElapsedTime(started));
        }
        catch (Exception e) when (call is { IsStream: false } && guarded is null)
        {
            var (reason, status) = e switch
            {
                BadRequestException => ("unreadable", StatusCodes.Status400BadRequest),
                BadHttpRequestException bad => ("unreadable", bad.StatusCode),
                OperationCanceledException => ("agent-gone", StatusCodes.Status499ClientClosedRequest),
                _ => ("failed", StatusCodes.Status500InternalServerError),
            };
            await guard.BreakAsync(call, agent, new(AgentWords.Allowed, reason), status, clock.GetElapsedTime(started));
            throw;
        }
        finally
        {
            http.RequestAborted = aborted;
        }

        if (!http.Response.HasStarted)
        {
            await AnswerAsync(http, guarded!, answer);
        }
    }

    private Task AnswerAsync(HttpContext http, GuardedCall guarded, HeldAnswer? answer)
    {
        if (guarded.Approval is { } approval)
        {
            var waiting = approval.ToResource();
            http.Response.Headers.Location = waiting.Uri;
            return WireAnswer.WriteAsync(http, StatusCodes.Status202Accepted, waiting, http.RequestAborted);
        }

        if (guarded.Verdict.IsRefused && guarded.Verdict.Reason is not Verdict.NoSuchRoute)
        {
            return RefuseAsync(http, guarded);
        }

        if (guarded.Verdict.Decision is AgentWords.DryRun)
        {
            http.Response.Headers[ReadCall.DryRunHeader] = "1";
        }

        // A stream has answered by itself.
        return answer?.SendAsync(http) ?? Task.CompletedTask;
    }

    private Task RefuseAsync(HttpContext http, GuardedCall guarded)
    {
        var verdict = guarded.Verdict;
        if (verdict.FreesAt is { } at)
        {
            http.Response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling((at - clock.GetUtcNow()).TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        var data = new JsonObject { ["reason"] = verdict.Reason, ["policy_version"] = guarded.PolicyVersion };
        foreach (var (name, value) in verdict.Data ?? [])
        {
            data[name] = value?.DeepClone();
        }

        return ApiError.WriteAsync(http, StatusCodes.Status403Forbidden, verdict.Message!, JsonSerializer.SerializeToElement(data), http.RequestAborted);
    }
}
