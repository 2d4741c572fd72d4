using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Http.Body;
using Antiphon.Identity;

namespace Antiphon.Slas.Policies;

/// <summary>Changes the sent members of a policy. Clocks that run are set anew by it; what is breached or achieved stays so.</summary>
internal sealed class UpdateSlaPolicy(DeskDb db, TimeProvider clock, SlaPolicyFields fields, SlaPolicyChanges changes, GetSlaPolicy getPolicy)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) => api.MapPut("/sla-policies/{id:long}", HandleAsync).RequireScope(Scope.AccountWrite, Right.LeadDesk).Extension()
        .Writes(EventType.AccountUpdated).Produces<SlaPolicyResource>(StatusCodes.Status202Accepted);

    private static async Task<IResult> HandleAsync(long id, Input<UpdateSlaPolicyRequest> input, Actor actor, UpdateSlaPolicy updatePolicy, CancellationToken cancellationToken) =>
        (await updatePolicy.RunAsync(id, input, actor, cancellationToken)).ToAccepted("Failed to update SLA policy", policy => policy.ToResource());

    public async Task<Result<SlaPolicy>> RunAsync(long id, Input<UpdateSlaPolicyRequest> input, Actor actor, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginAsync(cancellationToken);
        await changes.LockAsync(actor.AccountId, cancellationToken);
        var found = await getPolicy.RunAsync(id, actor, cancellationToken);
        if (found.Failure is { } missing)
        {
            return missing;
        }

        var (before, request, errors) = (found.Value, input.Value, input.Errors);
        errors.AddIf(request.Name is { HasValue: true, Value: null }, "name", FieldErrors.Null)
            .AddIf(request.BusinessHoursOnly is { HasValue: true, Value: null }, "business_hours_only", FieldErrors.Null)
            .AddIf(request.NearBreachPercent is { HasValue: true, Value: null }, "near_breach_percent", FieldErrors.Null);
        var terms = Changed(before.Terms, request);
        await fields.CheckAsync(errors, terms, before.Terms, actor.AccountId, cancellationToken);
        if (errors.Any)
        {
            return Failure.Invalid(errors);
        }

        var deactivatedAt = request.DeactivatedDatetime.Or(before.DeactivatedAt);
        if (terms.IsSame(before.Terms) && deactivatedAt == before.DeactivatedAt)
        {
            return before;
        }

        var now = clock.Now();
        var activeSince = before.DeactivatedAt is not null && deactivatedAt is null ? now : before.ActiveSince;
        await db.ExecuteAsync(
            $"update sla_policies set deactivated_at = {deactivatedAt}, active_since = {activeSince}, updated_at = {now} where account_id = {actor.AccountId} and id = {id}", cancellationToken);
        if (!terms.IsSame(before.Terms))
        {
            await db.ExecuteAsync(terms.Insert(actor.AccountId, id, now), cancellationToken);
        }

        await changes.FollowAsync(actor, "sla-policy-updated", (id, terms.Name), now, cancellationToken);
        var after = await getPolicy.RunAsync(id, actor, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return after;
    }

    private static SlaTerms Changed(SlaTerms before, UpdateSlaPolicyRequest request) => before with
    {
        Name = request.Name.Or(before.Name)?.Trim() ?? before.Name,
        Channels = request.Channels.Or(before.Channels) ?? [],
        TagIds = request.TagIds.Or(before.TagIds) ?? [],
        IntegrationIds = request.IntegrationIds.Or(before.IntegrationIds) ?? [],
        Priorities = request.Priorities.Or(before.Priorities) ?? [],
        CustomFields = request.CustomFields.Or(before.CustomFields) ?? [],
        FirstResponseMinutes = request.FirstResponseMinutes.Or(before.FirstResponseMinutes),
        ResolutionMinutes = request.ResolutionMinutes.Or(before.ResolutionMinutes),
        BusinessHoursOnly = request.BusinessHoursOnly.Or(before.BusinessHoursOnly) ?? before.BusinessHoursOnly,
        NearBreachPercent = request.NearBreachPercent.Or(before.NearBreachPercent) ?? before.NearBreachPercent,
    };
}
