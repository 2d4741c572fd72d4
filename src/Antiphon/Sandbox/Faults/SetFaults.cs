using Antiphon.Contract;
using Antiphon.Http;
using Antiphon.Http.Body;
using Antiphon.Identity;
using Antiphon.Sandbox.Clock;

namespace Antiphon.Sandbox.Faults;

/// <summary>Lets a sandbox make faults, in place of those that it made before. The counts begin anew, and so do the faults.</summary>
internal sealed class SetFaults(SandboxStore store)
{
    private const int LongestPause = 60;
    private const int SlowestMilliseconds = 60_000;

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder sandbox) =>
        sandbox.MapPost("/faults", HandleAsync).RequireScope(Scope.AccountWrite, Right.Administer).Classed(CallClass.Never).Extension().WithName("SetSandboxFaults").Produces<SandboxFaultsResource>();

    private static async Task<IResult> HandleAsync(Input<SetSandboxFaultsRequest> input, Actor actor, SetFaults setFaults, CancellationToken cancellationToken) =>
        (await setFaults.RunAsync(input, actor, cancellationToken)).ToOk("Failed to set faults", faults => faults.Plan.ToResource(faults.Made));

    public async Task<Result<FaultMaker>> RunAsync(Input<SetSandboxFaultsRequest> input, Actor actor, CancellationToken cancellationToken)
    {
        var plan = Check(input.Value, input.Errors);
        if (input.Errors.Any)
        {
            return Failure.Invalid(input.Errors);
        }

        return (await store.SetFaultsAsync(actor.AccountId, plan.ToJson(), cancellationToken)).Faults!;
    }

    private static FaultPlan Check(SetSandboxFaultsRequest request, FieldErrors errors)
    {
        errors.OneOf("profile", request.Profile, SandboxProfile.All);
        var profile = FaultPlan.Of(request.Profile);
        var plan = profile with
        {
            Seed = request.Seed ?? profile.Seed,
            TooManyRequests = Share(errors, "too_many_requests", request.TooManyRequests) ?? profile.TooManyRequests,
            RetryAfter = request.RetryAfter ?? profile.RetryAfter,
            ServerErrors = Share(errors, "server_errors", request.ServerErrors) ?? profile.ServerErrors,
            CutBefore = Share(errors, "cut_before", request.CutBefore) ?? profile.CutBefore,
            CutAfter = Share(errors, "cut_after", request.CutAfter) ?? profile.CutAfter,
            Slow = Share(errors, "slow", request.Slow) ?? profile.Slow,
            SlowBy = request.SlowBy ?? profile.SlowBy,
            RenamedFields = Share(errors, "renamed_fields", request.RenamedFields) ?? profile.RenamedFields,
            ExpiredCursors = Share(errors, "expired_cursors", request.ExpiredCursors) ?? profile.ExpiredCursors,
            WebhooksTwice = Share(errors, "webhooks_twice", request.WebhooksTwice) ?? profile.WebhooksTwice,
            WebhooksOutOfOrder = Share(errors, "webhooks_out_of_order", request.WebhooksOutOfOrder) ?? profile.WebhooksOutOfOrder,
            WebhooksLost = Share(errors, "webhooks_lost", request.WebhooksLost) ?? profile.WebhooksLost,
        };
        errors.AddIf(plan.RetryAfter is < 0 or > LongestPause, "retry_after", $"Must be from 0 to {LongestPause} seconds.")
            .AddIf(plan.SlowBy is < 1 or > SlowestMilliseconds, "slow_by", $"Must be from 1 to {SlowestMilliseconds} milliseconds.")
            .AddIf(!errors.Any && plan.ServerErrors + plan.CutBefore + plan.CutAfter + plan.Slow + plan.RenamedFields + plan.ExpiredCursors > 1, "_schema", "server_errors, cut_before, cut_after, slow, renamed_fields and expired_cursors are more than 1 together.")
            .AddIf(!errors.Any && plan.WebhooksTwice + plan.WebhooksOutOfOrder + plan.WebhooksLost > 1, "_schema", "webhooks_twice, webhooks_out_of_order and webhooks_lost are more than 1 together.");
        return plan;
    }

    private static decimal? Share(FieldErrors errors, string field, decimal? share)
    {
        errors.AddIf(share is < 0 or > 1, field, "Must be from 0 to 1.");
        return share;
    }
}
