using System.Text.Json.Nodes;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events;
using Antiphon.Http;
using Antiphon.Http.Body;
using Antiphon.Identity;

namespace Antiphon.Rules;

/// <summary>Puts rules into another order, and answers all rules in the order in which they run.</summary>
internal sealed class SetRulePriorities(DeskDb db, TimeProvider clock, RuleSubscriptions subscriptions)
{
    public const int Most = 1000;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/rules/priorities", HandlePostAsync).RequireScope(Scope.RulesWrite, Right.LeadDesk)
            .Writes(EventType.RulePriorityUpdated).Produces<IReadOnlyList<RuleResource>>(StatusCodes.Status202Accepted);
        api.MapPut("/rules/priorities", HandlePutAsync).RequireScope(Scope.RulesWrite, Right.LeadDesk).Extension()
            .Writes(EventType.RulePriorityUpdated).Produces<IReadOnlyList<RuleResource>>(StatusCodes.Status202Accepted);
    }

    private static Task<IResult> HandlePostAsync(Input<RulePrioritiesRequest> input, Actor actor, SetRulePriorities setPriorities, CancellationToken cancellationToken) =>
        AnswerAsync(input, actor, setPriorities, cancellationToken);

    private static Task<IResult> HandlePutAsync(Input<RulePrioritiesRequest> input, Actor actor, SetRulePriorities setPriorities, CancellationToken cancellationToken) =>
        AnswerAsync(input, actor, setPriorities, cancellationToken);

    public async Task<Result<List<Rule>>> RunAsync(Input<RulePrioritiesRequest> input, Actor actor, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginAsync(cancellationToken);
        await subscriptions.LockAsync(actor.AccountId, cancellationToken);
        var before = await db.ListAsync(
            $"select id, priority from rules where account_id = {actor.AccountId} order by id for update", row => (Id: row.GetInt64(0), Priority: row.GetInt32(1)), cancellationToken);
        var known = before.ToDictionary(rule => rule.Id, rule => rule.Priority);
        Check(input, known);
        if (input.Errors.Any)
        {
            return Failure.Invalid(input.Errors);
        }

        // Of a rule that is named twice the last word counts.
        var wanted = input.Value.Priorities!.GroupBy(item => item.Id!.Value).ToDictionary(item => item.Key, item => item.Last().Priority!.Value);
        var changed = wanted.Where(item => known[item.Key] != item.Value).OrderBy(item => item.Key).ToList();
        if (changed.Count > 0)
        {
            var now = clock.Now();
            await db.ExecuteAsync(
                $"""
                update rules set priority = wanted.priority, updated_at = {now}
                from unnest({changed.Select(item => item.Key).ToArray()}, {changed.Select(item => item.Value).ToArray()}) wanted (id, priority)
                where rules.account_id = {actor.AccountId} and rules.id = wanted.id
                """,
                cancellationToken);
            await db.ExecuteAsync(
                EventLog.Of(
                    actor,
                    now,
                    [
                        .. changed.Select(item => new NewEvent(
                            EventType.RulePriorityUpdated, EventObject.Rule, item.Key, new JsonObject { ["old_priority"] = known[item.Key], ["new_priority"] = item.Value })),
                    ]),
                cancellationToken);
        }

        var rules = await db.ListAsync($"select {Rule.Columns:raw} from rules where account_id = {actor.AccountId} {Rule.RunningOrder:raw}", Rule.Read, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return rules;
    }

    private static async Task<IResult> AnswerAsync(Input<RulePrioritiesRequest> input, Actor actor, SetRulePriorities setPriorities, CancellationToken cancellationToken) =>
        (await setPriorities.RunAsync(input, actor, cancellationToken)).ToAccepted("Failed to update rule priorities", rules => (IReadOnlyList<RuleResource>)[.. rules.Select(rule => rule.ToResource())]);

    private static void Check(Input<RulePrioritiesRequest> input, Dictionary<long, int> known)
    {
        var priorities = input.Value.Priorities;
        input.Errors.Required("priorities", priorities)
            .NotEmpty("priorities", priorities?.Count)
            .MaxCount("priorities", priorities?.Count, Most);
        for (var i = 0; i < (priorities?.Count ?? 0); i++)
        {
            var (id, priority) = (priorities![i].Id, priorities[i].Priority);
            input.Errors.Under("priorities").Under(i)
                .Required("id", id)
                .Required("priority", priority)
                .AddIf(id is { } named && !known.ContainsKey(named), "id", $"Rule {id} does not exist.");
        }
    }
}
