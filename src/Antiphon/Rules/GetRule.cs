using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Identity;

namespace Antiphon.Rules;

internal sealed class GetRule(DeskDb db)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) =>
        api.MapGet("/rules/{id:long}", HandleAsync).RequireScope(Scope.RulesRead, Right.Read).Produces<RuleResource>();

    private static async Task<IResult> HandleAsync(long id, Actor actor, GetRule getRule, CancellationToken cancellationToken) =>
        (await getRule.RunAsync(id, actor, cancellationToken)).ToOk("Failed to get rule", rule => rule.ToResource());

    public async Task<Result<Rule>> RunAsync(long id, Actor actor, CancellationToken cancellationToken)
    {
        var rule = await db.FirstOrDefaultAsync($"select {Rule.Columns:raw} from rules where account_id = {actor.AccountId} and id = {id}", Rule.Read, cancellationToken);
        return rule is null ? Failure.NotFound() : rule;
    }
}
