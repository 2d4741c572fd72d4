using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Identity;
using Antiphon.Views;

namespace Antiphon.Agents.Policies;

/// <summary>The rules of a policy's fields.</summary>
internal sealed class PolicyFields(DeskDb db)
{
    private const int MostGrants = 100;
    private const int MostBudgets = 50;
    private const int MostCalls = 100_000;
    private const int MostIds = 100;
    private const decimal MostMoney = 1_000_000;

    /// <summary>Every kind of budget: replies, the classes, and the classes of each resource.</summary>
    private static readonly string[] Kinds =
        [AgentWords.PublicReply, .. AgentWords.Classes, .. AgentWords.Resources.SelectMany(resource => AgentWords.Classes.Select(one => $"{resource}:{one}"))];

    public async Task CheckAsync(AgentPolicyRequest policy, FieldErrors errors, Actor actor, CancellationToken cancellationToken)
    {
        errors.Required("grants", policy.Grants).MaxCount("grants", policy.Grants?.Count, MostGrants);
        for (var i = 0; i < policy.Grants?.Count && i < MostGrants; i++)
        {
            await CheckAsync(policy.Grants[i], errors.Under("grants").Under(i), actor, cancellationToken);
        }

        Check(policy.Budgets ?? [], errors);
        if (policy.QuietHours is { } quiet)
        {
            var under = errors.Under("quiet_hours");
            Clock(under, "from", quiet.From);
            Clock(under, "to", quiet.To);
            under.AddIf(quiet.From is not null && quiet.From == quiet.To, "to", "Must differ from from.");
            Classes(under, quiet.Classes ?? []);
            under.OneOf("then", quiet.Then, AgentWords.Thens);
        }

        if (policy.RefundCeiling is { } ceiling)
        {
            errors.Under("refund_ceiling").Required("amount", ceiling.Amount)
                .AddIf(ceiling.Amount is < 0 or > MostMoney, "amount", $"Must be between 0 and {MostMoney}.").OneOf("then", ceiling.Then, AgentWords.Thens);
        }
    }

    private async Task CheckAsync(AgentGrant grant, FieldErrors errors, Actor actor, CancellationToken cancellationToken)
    {
        errors.Required("resource", grant.Resource).OneOf("resource", grant.Resource, AgentWords.Resources);
        errors.Required("classes", grant.Classes).NotEmpty("classes", grant.Classes?.Count);
        Classes(errors, grant.Classes ?? []);
        errors.OneOf("mode", grant.Mode, AgentWords.Modes);
        if (grant.Limits is not { } limits || TicketLimits.Of(limits) is null)
        {
            return;
        }

        if (grant.Resource is not (null or "tickets"))
        {
            errors.AddIf(true, "limits", "Only grants on tickets have limits.");
            return;
        }

        var under = errors.Under("limits");
        await ExistAsync(under, "tags", limits.Tags, ids => Sql.Of($"select id from tags where account_id = {actor.AccountId} and id = any({ids})"), cancellationToken);
        await ExistAsync(under, "teams", limits.Teams, ids => Sql.Of($"select id from teams where account_id = {actor.AccountId} and id = any({ids})"), cancellationToken);
        await ExistAsync(
            under,
            "views",
            limits.Views,
            ids => Sql.Of($"select id from views where account_id = {actor.AccountId} and id = any({ids}) and type = {View.Tickets} and visibility <> {View.Private}"),
            cancellationToken);
    }

    private async Task ExistAsync(FieldErrors errors, string field, IReadOnlyList<long>? ids, Func<long[], Sql> select, CancellationToken cancellationToken)
    {
        if (ids is not { Count: > 0 })
        {
            return;
        }

        if (ids.Count > MostIds)
        {
            errors.Add(field, $"Longer than maximum length {MostIds}.");
            return;
        }

        var there = await db.ListAsync(select([.. ids]), row => row.GetInt64(0), cancellationToken);
        var missing = ids.Except(there).ToList();
        errors.AddIf(missing.Count > 0, field, $"None of these exists: {string.Join(", ", missing)}.");
    }

    private static void Check(IReadOnlyList<AgentBudget> budgets, FieldErrors errors)
    {
        errors.MaxCount("budgets", budgets.Count, MostBudgets);
        for (var i = 0; i < Math.Min(budgets.Count, MostBudgets); i++)
        {
            var (budget, under) = (budgets[i], errors.Under("budgets").Under(i));
            under.Required("kind", budget.Kind).AddIf(budget.Kind is not null && !Kinds.Contains(budget.Kind), "kind", "Must be public-reply, a class such as outward, or a class of a resource such as tickets:write.");
            under.Required("most", budget.Most).AddIf(budget.Most is < 0 or > MostCalls, "most", $"Must be between 0 and {MostCalls}.");
            under.Required("per", budget.Per).OneOf("per", budget.Per, AgentWords.Periods).OneOf("then", budget.Then, AgentWords.Thens);
            under.AddIf(budgets.Take(i).Any(other => other.Kind == budget.Kind && other.Per == budget.Per), "kind", "There is a budget of this kind and period already.");
        }
    }

    private static void Classes(FieldErrors errors, IReadOnlyList<string> classes)
    {
        for (var i = 0; i < classes.Count; i++)
        {
            errors.Under("classes").OneOf($"{i}", classes[i], AgentWords.Classes);
        }
    }

    private static void Clock(FieldErrors errors, string field, string? time) =>
        errors.Required(field, time).AddIf(time is not null && QuietHours.TryRead(time) is null, field, "Not a time such as 20:00.");
}
