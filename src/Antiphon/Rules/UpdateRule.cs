using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events;
using Antiphon.Http;
using Antiphon.Http.Body;
using Antiphon.Identity;

namespace Antiphon.Rules;

/// <summary>Changes the sent members of a rule, on and off included. The next event finds it changed.</summary>
internal sealed class UpdateRule(DeskDb db, TimeProvider clock, RuleSubscriptions subscriptions)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) => api.MapPut("/rules/{id:long}", HandleAsync).RequireScope(Scope.RulesWrite, Right.LeadDesk).Classed(CallClass.Outward | CallClass.Destructive)
        .Writes(EventType.RuleUpdated).Produces<RuleResource>(StatusCodes.Status202Accepted);

    private static async Task<IResult> HandleAsync(long id, Input<UpdateRuleRequest> input, Actor actor, UpdateRule updateRule, HttpContext http, CancellationToken cancellationToken)
    {
        var result = await updateRule.RunAsync(id, input, actor, cancellationToken);
        if (result.Failure is null)
        {
            RuleWarnings.Tell(http, result.Value);
        }

        return result.ToAccepted("Failed to update rule", rule => rule.ToResource());
    }

    public async Task<Result<Rule>> RunAsync(long id, Input<UpdateRuleRequest> input, Actor actor, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginAsync(cancellationToken);
        await subscriptions.LockAsync(actor.AccountId, cancellationToken);
        var before = await db.FirstOrDefaultAsync(
            $"select {Rule.Columns:raw} from rules where account_id = {actor.AccountId} and id = {id} for update", Rule.Read, cancellationToken);
        if (before is null)
        {
            return Failure.NotFound();
        }

        var (request, errors) = (input.Value, input.Errors);
        errors.AddIf(request.Name is { HasValue: true, Value: null }, "name", FieldErrors.Null)
            .NotBlank("name", request.Name.Value)
            .AddIf(request.Code is { HasValue: true, Value: null }, "code", FieldErrors.Null)
            .AddIf(request.Priority is { HasValue: true, Value: null }, "priority", FieldErrors.Null);
        RuleFields.Check(errors, request.Name.Value, request.Description.Value, request.Code.Value);
        var eventTypes = RuleFields.EventTypes(errors, request.EventTypes.Value);
        if (errors.Any)
        {
            return Failure.Invalid(errors);
        }

        var after = before with
        {
            Name = request.Name.Or(before.Name)!.Trim(),
            Description = request.Description.Or(before.Description),
            Code = request.Code.Or(before.Code)!,
            EventTypes = request.EventTypes.HasValue ? eventTypes : before.EventTypes,
            Priority = request.Priority.Or(before.Priority) ?? before.Priority,
            DeactivatedAt = request.DeactivatedDatetime.Or(before.DeactivatedAt),
        };
        if (IsSame(before, after))
        {
            return before;
        }

        if (before.DeactivatedAt is not null && after.DeactivatedAt is null && await subscriptions.IsFullAsync(actor.AccountId, cancellationToken) is { } most)
        {
            return Failure.Invalid("deactivated_datetime", $"The account may have {most} active rules at most.");
        }

        after = after with { UpdatedAt = clock.Now() };
        await db.ExecuteAsync(
            $"""
            update rules set name = {after.Name}, description = {after.Description}, code = {after.Code}, event_types = {RuleSubscriptions.Column(after.EventTypes)},
              priority = {after.Priority}, deactivated_at = {after.DeactivatedAt}, updated_at = {after.UpdatedAt}
            where account_id = {actor.AccountId} and id = {id}
            """,
            cancellationToken);
        await db.ExecuteAsync(EventLog.Of(actor, after.UpdatedAt, [new(EventType.RuleUpdated, EventObject.Rule, id)]), cancellationToken);
        await subscriptions.FollowAsync(actor.AccountId, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return after;
    }

    private static bool IsSame(Rule before, Rule after) =>
        before with { EventTypes = null } == after with { EventTypes = null } && (before.EventTypes ?? []).SequenceEqual(after.EventTypes ?? []);
}
