using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Http.Paging;
using Antiphon.Http.Query;
using Antiphon.Identity;

namespace Antiphon.Views;

internal sealed class ListViews(DeskDb db)
{
    private static readonly OrderSet<View> Orders = new(
        "v.id",
        view => view.Id,
        [.. OrderSet<View>.Both("created_datetime", descendingFirst: true, SortKey<View>.Time("v.created_at", view => view.CreatedAt))]);

    private static readonly QuerySpec Query = QuerySpec.None.Paged(Orders.Names).Choice("category", ViewWords.Categories, "Views that every account has, or views that people made.");

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) =>
        api.MapGet("/views", HandleAsync).RequireScope(Scope.TicketsRead, Right.Read).Takes(Query).Produces<ListResource<ViewResource>>();

    private static async Task<IResult> HandleAsync(QueryValues query, Actor actor, ListViews listViews, HttpContext http, CancellationToken cancellationToken) =>
        (await listViews.RunAsync(query, actor, cancellationToken)).ToOk("Failed to list views", page => page.ToResource(http, view => view.ToResource()));

    public async Task<Result<Page<View>>> RunAsync(QueryValues query, Actor actor, CancellationToken cancellationToken)
    {
        var page = PageRequest<View>.Read(query, Orders);
        if (page.Failure is { } failure)
        {
            return failure;
        }

        var category = query.Text("category") is { } wanted ? Sql.Of($" and v.category = {wanted}") : Sql.Empty;
        return await page.Value.ReadAsync(db, View.Select(actor) + category, View.Read, cancellationToken);
    }
}
