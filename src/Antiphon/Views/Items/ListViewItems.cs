using Antiphon.Contract;
using Antiphon.Http;
using Antiphon.Http.Query;
using Antiphon.Identity;

namespace Antiphon.Views.Items;

/// <summary>The items of a saved view.</summary>
internal sealed class ListViewItems(GetView getView, ViewItems viewItems)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) => api.MapGet("/views/{id:long}/items", HandleAsync)
        .RequireScope(Scope.TicketsRead, Right.Read).Takes(ItemsRequest.Query).Produces<ViewItemsResource<TicketCompactResource>>();

    private static async Task<IResult> HandleAsync(long id, QueryValues query, Actor actor, ListViewItems listViewItems, HttpContext http, CancellationToken cancellationToken) =>
        (await listViewItems.RunAsync(id, query, actor, cancellationToken)).To("Failed to list view's items", page => page.ToAnswer(http));

    public async Task<Result<ItemsPage>> RunAsync(long id, QueryValues query, Actor actor, CancellationToken cancellationToken) =>
        await (await getView.RunAsync(id, actor, cancellationToken)).ThenAsync(view => viewItems.RunAsync(view, isRanked: false, query, actor, cancellationToken));
}
