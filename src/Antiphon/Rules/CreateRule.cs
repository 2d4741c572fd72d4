using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events;
using Antiphon.Http;
using Antiphon.Http.Body;
using Antiphon.Identity;
using Antiphon.Users;

namespace Antiphon.Rules;

/// <summary>Makes a rule. It runs from the next event on, unless it is made switched off.</summary>
internal sealed class CreateRule(DeskDb db, TimeProvider clock, RuleSubscriptions subscriptions, EnsureBot ensureBot)
{
    // Room below for those that come, and above for those that are to run before.
    private const int FirstPriority = 100;

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) =>
        api.MapPost("/rules", HandleAsync).RequireScope(Scope.RulesWrite, Right.LeadDesk).Classed(CallClass.Outward | CallClass.Destructive).Writes(EventType.RuleCreated, EventType.UserCreated).Produces<RuleResource>(StatusCodes.Status201Created);

    private static async Task<IResult> HandleAsync(Input<CreateRuleRequest> input, Actor actor, CreateRule createRule, HttpContext http, CancellationToken cancellationToken)
    {
        var result = await createRule.RunAsync(input, actor, cancellationToken);
        if (result.Failure is null)
        {
            RuleWarnings.Tell(http, result.Value);
        }

        return result.ToCreated("Failed to create rule", rule => rule.ToResource());
    }

    public async Task<Result<Rule>> RunAsync(Input<CreateRuleRequest> input, Actor actor, CancellationToken cancellationToken)
    {
        var request = input.Value;
        input.Errors.RequiredText("name", request.Name).Required("code", request.Code);
        RuleFields.Check(input.Errors, request.Name, request.Description, request.Code);
        var eventTypes = RuleFields.EventTypes(input.Errors, request.EventTypes);
        if (input.Errors.Any)
        {
            return Failure.Invalid(input.Errors);
        }

        var now = clock.Now();
        await using var transaction = await db.BeginAsync(cancellationToken);
        await subscriptions.LockAsync(actor.AccountId, cancellationToken);
        if (request.DeactivatedDatetime is null && await subscriptions.IsFullAsync(actor.AccountId, cancellationToken) is { } most)
        {
            return Failure.Invalid("_schema", $"The account may have {most} active rules at most.");
        }

        await ensureBot.RunAsync(actor, cancellationToken);
        var rule = await db.SingleAsync(
            $"""
            with created as (
              insert into rules (account_id, name, description, code, event_types, priority, deactivated_at, created_at, updated_at)
              values ({actor.AccountId}, {request.Name!.Trim()}, {request.Description}, {request.Code}, {RuleSubscriptions.Column(eventTypes)},
                coalesce({request.Priority}, (select greatest(priority::bigint - 1, 0)::int from rules where account_id = {actor.AccountId} order by priority limit 1), {FirstPriority}),
                {request.DeactivatedDatetime}, {now}, {now})
              returning {Rule.Columns:raw}),
            logged as ({EventLog.Of(actor, EventType.RuleCreated, EventObject.Rule, now, Sql.Of($"select id, null::jsonb from created"))})
            select {Rule.Columns:raw} from created
            """,
            Rule.Read,
            cancellationToken);
        await subscriptions.FollowAsync(actor.AccountId, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return rule;
    }
}
