using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Http.Paging;
using Antiphon.Http.Query;
using Antiphon.Identity;

namespace Antiphon.Teams;

internal sealed class ListTeams(DeskDb db)
{
    private static readonly OrderSet<Team> Orders = new(
        "t.id",
        team => team.Id,
        [
            .. OrderSet<Team>.Both("created_datetime", descendingFirst: true, SortKey<Team>.Time("t.created_at", team => team.CreatedAt)),
            .. OrderSet<Team>.Both("name", descendingFirst: false, SortKey<Team>.Text("t.name", team => team.Name)),
        ]);

    private static readonly QuerySpec Query = QuerySpec.None.Paged(Orders.Names);

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) =>
        api.MapGet("/teams", HandleAsync).RequireScope(Scope.UsersRead, Right.Read).Takes(Query).Produces<ListResource<TeamResource>>();

    private static async Task<IResult> HandleAsync(QueryValues query, Actor actor, ListTeams listTeams, HttpContext http, CancellationToken cancellationToken) =>
        (await listTeams.RunAsync(query, actor, cancellationToken)).ToOk("Failed to list teams", page => page.ToResource(http, team => team.ToResource()));

    public async Task<Result<Page<Team>>> RunAsync(QueryValues query, Actor actor, CancellationToken cancellationToken)
    {
        var page = PageRequest<Team>.Read(query, Orders);
        return page.Failure is { } failure ? failure : await page.Value.ReadAsync(db, Team.Select(actor.AccountId), Team.Read, cancellationToken);
    }
}
