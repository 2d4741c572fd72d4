using Antiphon.Accounts;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Http.Paging;
using Antiphon.Http.Query;
using Antiphon.Identity;

namespace Antiphon.OAuth.Apps;

internal sealed class ListApps(DeskDb db, TimeProvider clock)
{
    private static readonly OrderSet<App> Orders = new(
        "a.id",
        app => app.Id,
        [
            .. OrderSet<App>.Both("created_datetime", descendingFirst: true, SortKey<App>.Time("a.created_at", app => app.CreatedAt)),
            .. OrderSet<App>.Both("name", descendingFirst: false, SortKey<App>.Text("a.name", app => app.Name)),
        ]);

    private static readonly QuerySpec Query = QuerySpec.None.Paged(Orders.Names);

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder admin) =>
        admin.MapGet("/oauth/apps", HandleAsync).RequireScope(Scope.AppsRead, Right.Administer).Extension().Takes(Query).Produces<ListResource<AppResource>>();

    private static async Task<IResult> HandleAsync(QueryValues query, Actor actor, ListApps listApps, HttpContext http, CancellationToken cancellationToken) =>
        (await listApps.RunAsync(query, actor, cancellationToken)).ToOk("Failed to list apps", page => page.ToResource(http, app => app.ToResource(http.Account().Domain)));

    public async Task<Result<Page<App>>> RunAsync(QueryValues query, Actor actor, CancellationToken cancellationToken)
    {
        var page = PageRequest<App>.Read(query, Orders);
        return page.Failure is { } failure ? failure : await page.Value.ReadAsync(db, App.Select(actor.AccountId, clock.Now()), App.ReadWhole, cancellationToken);
    }
}
