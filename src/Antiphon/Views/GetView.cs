using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Identity;

namespace Antiphon.Views;

internal sealed class GetView(DeskDb db)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) =>
        api.MapGet("/views/{id:long}", HandleAsync).RequireScope(Scope.TicketsRead, Right.Read).Produces<ViewResource>();

    private static async Task<IResult> HandleAsync(long id, Actor actor, GetView getView, CancellationToken cancellationToken) =>
        (await getView.RunAsync(id, actor, cancellationToken)).ToOk("Failed to get view", view => view.ToResource());

    public async Task<Result<View>> RunAsync(long id, Actor actor, CancellationToken cancellationToken)
    {
        var view = await db.FirstOrDefaultAsync($"{View.Select(actor)} and v.id = {id}", View.Read, cancellationToken);
        return view is null ? Failure.NotFound() : view;
    }
}
