using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Identity;

namespace Antiphon.Widgets;

internal sealed class GetWidget(DeskDb db)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) =>
        api.MapGet("/widgets/{id:long}", HandleAsync).RequireScope(Scope.IntegrationsRead, Right.Read).Produces<WidgetResource>();

    private static async Task<IResult> HandleAsync(long id, Actor actor, GetWidget getWidget, CancellationToken cancellationToken) =>
        (await getWidget.RunAsync(id, actor, cancellationToken)).ToOk("Failed to get widget", widget => widget.ToResource());

    public async Task<Result<Widget>> RunAsync(long id, Actor actor, CancellationToken cancellationToken)
    {
        var widget = await db.FirstOrDefaultAsync($"select {Widget.Columns:raw} from widgets where account_id = {actor.AccountId} and id = {id}", Widget.Read, cancellationToken);
        return widget is null ? Failure.NotFound() : widget;
    }
}
