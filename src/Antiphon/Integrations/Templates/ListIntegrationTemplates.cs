using Antiphon.Contract;
using Antiphon.Http;
using Antiphon.Identity;

namespace Antiphon.Integrations.Templates;

/// <summary>The recipes for connecting other services. An extension.</summary>
internal sealed class ListIntegrationTemplates
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) =>
        api.MapGet("/integrations/templates", Handle).RequireScope(Scope.IntegrationsRead, Right.Read).Extension().Produces<IReadOnlyList<IntegrationTemplateResource>>();

    private static IResult Handle() =>
        Result.Of<IReadOnlyList<IntegrationTemplateResource>>([.. IntegrationTemplate.All.Select(template => template.ToResource())]).ToOk("Failed to list integration templates", all => all);
}
