using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Http.Paging;
using Antiphon.Http.Query;
using Antiphon.Identity;

namespace Antiphon.Widgets;

internal sealed class ListWidgets(DeskDb db)
{
    private static readonly OrderSet<Widget> Orders = new(
        "id",
        widget => widget.Id,
        [
            .. OrderSet<Widget>.Both("created_datetime", descendingFirst: true, SortKey<Widget>.Time("created_at", widget => widget.CreatedAt)),
            .. OrderSet<Widget>.Both("order", descendingFirst: false, SortKey<Widget>.Long("position::bigint", widget => widget.Order)),
        ]);

    private static readonly QuerySpec Query = QuerySpec.None.Paged(Orders.Names)
        .Integer("integration_id", description: "Those that show what this integration answers.").Text("app_id", 255, "Those that show what this app keeps.");

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) =>
        api.MapGet("/widgets", HandleAsync).RequireScope(Scope.IntegrationsRead, Right.Read).Takes(Query).Produces<ListResource<WidgetResource>>();

    private static async Task<IResult> HandleAsync(QueryValues query, Actor actor, ListWidgets listWidgets, HttpContext http, CancellationToken cancellationToken) =>
        (await listWidgets.RunAsync(query, actor, cancellationToken)).ToOk("Failed to list widgets", page => page.ToResource(http, widget => widget.ToResource()));

    public async Task<Result<Page<Widget>>> RunAsync(QueryValues query, Actor actor, CancellationToken cancellationToken)
    {
        var page = PageRequest<Widget>.Read(query, Orders);
        if (page.Failure is { } failure)
        {
            return failure;
        }

        var select = Sql.Of($"select {Widget.Columns:raw} from widgets where account_id = {actor.AccountId}");
        if (query.Integer("integration_id") is { } integration)
        {
            select += Sql.Of($" and integration_id = {integration}");
        }

        if (query.Text("app_id") is { } app)
        {
            select += Sql.Of($" and app_id = {app}");
        }

        return await page.Value.ReadAsync(db, select, Widget.Read, cancellationToken);
    }
}
