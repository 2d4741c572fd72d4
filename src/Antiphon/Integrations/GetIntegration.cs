using Antiphon.Contract;
using Antiphon.Http;
using Antiphon.Identity;

namespace Antiphon.Integrations;

internal sealed class GetIntegration(ReadIntegrations reading)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) =>
        api.MapGet("/integrations/{id:long}", HandleAsync).RequireScope(Scope.IntegrationsRead, Right.Read).Produces<IntegrationResource>();

    private static async Task<IResult> HandleAsync(long id, Actor actor, GetIntegration getIntegration, CancellationToken cancellationToken) =>
        (await getIntegration.RunAsync(id, actor, cancellationToken)).ToOk("Failed to get integration", integration => integration.ToResource(actor.Can(Right.Administer)));

    public async Task<Result<Integration>> RunAsync(long id, Actor actor, CancellationToken cancellationToken) =>
        await reading.FindAsync(actor.AccountId, id, cancellationToken) is { } integration ? integration : Failure.NotFound();
}
