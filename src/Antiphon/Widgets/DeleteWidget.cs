using Antiphon.Contract;
using Antiphon.Http;
using Antiphon.Identity;

namespace Antiphon.Widgets;

internal sealed class DeleteWidget(RemoveWidgets removeWidgets)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) => api.MapDelete("/widgets/{id:long}", HandleAsync).RequireScope(Scope.IntegrationsWrite, Right.Administer)
        .Writes(EventType.WidgetDeleted).Produces(StatusCodes.Status204NoContent);

    private static async Task<IResult> HandleAsync(long id, Actor actor, DeleteWidget deleteWidget, CancellationToken cancellationToken) =>
        (await deleteWidget.RunAsync(id, actor, cancellationToken)).ToNoContent("Failed to delete widget");

    public async Task<Result<Done>> RunAsync(long id, Actor actor, CancellationToken cancellationToken) =>
        await removeWidgets.OneAsync(id, actor, cancellationToken) ? default(Done) : Failure.NotFound();
}
