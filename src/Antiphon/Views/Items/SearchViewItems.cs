using Antiphon.Contract;
using Antiphon.Http;
using Antiphon.Http.Body;
using Antiphon.Http.Query;
using Antiphon.Identity;

namespace Antiphon.Views.Items;

/// <summary>
/// The items of a view that is not saved, or of a saved one with changes for this call only. <c>POST /api/tickets/search</c> is another name of the former;
/// its PUT was given up, so that the method answers 405.
/// </summary>
internal sealed class SearchViewItems(GetView getView, ViewItems viewItems)
{
    private const string Msg = "Failed to search view's items";

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPut("/views/{id:long}/items", HandlePutAsync)
            .RequireScope(Scope.TicketsRead, Right.Read).Takes(ItemsRequest.Query).Produces<ViewItemsResource<TicketCompactResource>>();
        api.MapPost("/tickets/search", HandlePostAsync)
            .RequireScope(Scope.TicketsRead, Right.Read).Takes(ItemsRequest.Query).Produces<ViewItemsResource<TicketCompactResource>>();
    }

    private static async Task<IResult> HandlePutAsync(
        long id, Input<ViewItemsRequest> input, QueryValues query, Actor actor, SearchViewItems search, HttpContext http, CancellationToken cancellationToken) =>
        (await search.RunAsync(id, input, query, actor, cancellationToken)).To(Msg, page => page.ToAnswer(http));

    private static async Task<IResult> HandlePostAsync(
        Input<ViewItemsRequest> input, QueryValues query, Actor actor, SearchViewItems search, HttpContext http, CancellationToken cancellationToken) =>
        (await search.RunAsync(0, input, query, actor, cancellationToken)).To(Msg, page => page.ToAnswer(http));

    public async Task<Result<ItemsPage>> RunAsync(long id, Input<ViewItemsRequest> input, QueryValues query, Actor actor, CancellationToken cancellationToken)
    {
        Result<View> saved = id == 0 ? ViewDraft.Unsaved : await getView.RunAsync(id, actor, cancellationToken);
        if (saved.Failure is { } failure)
        {
            return failure;
        }

        var errors = input.Errors.Under("view");
        var wanted = input.Value.View ?? new();
        ViewDraft.CheckNulls(errors, wanted);
        var view = ViewDraft.Apply(saved.Value, wanted);
        ViewRules.Check(errors, view with { Visibility = View.Public }, wanted.Decoration.Value, [], []);
        ViewFilter.Read(view.Filters, view.Type, errors);
        if (input.Errors.Any)
        {
            return Failure.Invalid(input.Errors);
        }

        return await viewItems.RunAsync(view, id == 0 && !wanted.OrderBy.HasValue, query, actor, cancellationToken);
    }
}
