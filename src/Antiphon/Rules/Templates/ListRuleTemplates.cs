using Antiphon.Contract;
using Antiphon.Http;
using Antiphon.Identity;

namespace Antiphon.Rules.Templates;

/// <summary>The rules that are ready to be installed. An extension.</summary>
internal sealed class ListRuleTemplates
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) =>
        api.MapGet("/rules/templates", Handle).RequireScope(Scope.RulesRead, Right.Read).Extension().Produces<IReadOnlyList<RuleTemplateResource>>();

    private static IResult Handle() => Result.Of<IReadOnlyList<RuleTemplateResource>>([.. RuleTemplate.All.Select(template => template.ToResource())]).ToOk("Failed to list rule templates", all => all);
}
