using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Http.Paging;
using Antiphon.Http.Query;

namespace Antiphon.Identity.SignIn.Providers;

internal sealed class ListSignInProviders(DeskDb db)
{
    private static readonly OrderSet<SignInProvider> Orders = new(
        "id", provider => provider.Id, [.. OrderSet<SignInProvider>.Both("created_datetime", descendingFirst: true, SortKey<SignInProvider>.Time("created_at", provider => provider.CreatedAt))]);

    private static readonly QuerySpec Query = QuerySpec.None.Paged(Orders.Names);

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) => api.MapGet("/sign-in-providers", HandleAsync)
        .RequireScope(Scope.AccountRead, Right.Administer).Classed(CallClass.Never).Extension().Takes(Query).Produces<ListResource<SignInProviderResource>>();

    private static async Task<IResult> HandleAsync(QueryValues query, Actor actor, Origin origin, ListSignInProviders listProviders, HttpContext http, CancellationToken cancellationToken) =>
        (await listProviders.RunAsync(query, actor, cancellationToken)).ToOk("Failed to list sign-in providers", page => page.ToResource(http, provider => provider.ToResource(origin)));

    public async Task<Result<Page<SignInProvider>>> RunAsync(QueryValues query, Actor actor, CancellationToken cancellationToken)
    {
        var page = PageRequest<SignInProvider>.Read(query, Orders);
        return page.Failure is { } failure ? failure : await page.Value.ReadAsync(db, SignInProvider.Select(actor.AccountId), SignInProvider.Read, cancellationToken);
    }

    /// <summary>All of an account, in the order in which its sign-in page shows those that are on.</summary>
    public async Task<IReadOnlyList<SignInProvider>> RunAsync(long accountId, CancellationToken cancellationToken) =>
        await db.ListAsync(SignInProvider.Select(accountId) + Sql.Of($" order by id limit {SignInProvider.Most}"), SignInProvider.Read, cancellationToken);
}
