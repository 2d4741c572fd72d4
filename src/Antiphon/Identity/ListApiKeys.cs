using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Http.Paging;
using Antiphon.Http.Query;

namespace Antiphon.Identity;

/// <summary>The API keys of an account, the revoked ones too.</summary>
internal sealed class ListApiKeys(DeskDb db)
{
    private const int Most = 10_000;

    private static readonly OrderSet<ApiKeyLine> Orders = new(
        "id", key => key.Id, [.. OrderSet<ApiKeyLine>.Both("created_datetime", descendingFirst: true, SortKey<ApiKeyLine>.Time("created_at", key => key.CreatedAt))]);

    private static readonly QuerySpec Query = QuerySpec.None.Paged(Orders.Names);

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) =>
        api.MapGet("/keys", HandleAsync).RequireScope(Scope.AccountRead, Right.Administer).Extension().Takes(Query).Produces<ListResource<ApiKeyResource>>();

    private static async Task<IResult> HandleAsync(QueryValues query, Actor actor, ListApiKeys listApiKeys, HttpContext http, CancellationToken cancellationToken) =>
        (await listApiKeys.RunAsync(query, actor, cancellationToken)).ToOk("Failed to list keys", page => page.ToResource(http, key => key.ToResource()));

    public async Task<Result<Page<ApiKeyLine>>> RunAsync(QueryValues query, Actor actor, CancellationToken cancellationToken)
    {
        var page = PageRequest<ApiKeyLine>.Read(query, Orders);
        return page.Failure is { } failure ? failure : await page.Value.ReadAsync(db, ApiKeyLine.Select(actor.AccountId), ApiKeyLine.Read, cancellationToken);
    }

    public async Task<IReadOnlyList<ApiKeyLine>> RunAsync(long accountId, CancellationToken cancellationToken) =>
        await db.ListAsync(ApiKeyLine.Select(accountId) + Sql.Of($" order by id limit {Most}"), ApiKeyLine.Read, cancellationToken);
}
