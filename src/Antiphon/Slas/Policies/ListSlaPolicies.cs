using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Http.Paging;
using Antiphon.Http.Query;
using Antiphon.Identity;

namespace Antiphon.Slas.Policies;

internal sealed class ListSlaPolicies(DeskDb db)
{
    private static readonly OrderSet<SlaPolicy> Orders = new(
        "p.id",
        policy => policy.Id,
        [
            .. OrderSet<SlaPolicy>.Both("position", descendingFirst: false, SortKey<SlaPolicy>.Long("p.position::bigint", policy => policy.Position)),
            .. OrderSet<SlaPolicy>.Both("created_datetime", descendingFirst: true, SortKey<SlaPolicy>.Time("p.created_at", policy => policy.CreatedAt)),
        ]);

    private static readonly QuerySpec Query = QuerySpec.None.Paged(Orders.Names);

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) =>
        api.MapGet("/sla-policies", HandleAsync).RequireScope(Scope.AccountRead, Right.Read).Extension().Takes(Query).Produces<ListResource<SlaPolicyResource>>();

    private static async Task<IResult> HandleAsync(QueryValues query, Actor actor, ListSlaPolicies listPolicies, HttpContext http, CancellationToken cancellationToken) =>
        (await listPolicies.RunAsync(query, actor, cancellationToken)).ToOk("Failed to list SLA policies", page => page.ToResource(http, policy => policy.ToResource()));

    public async Task<Result<Page<SlaPolicy>>> RunAsync(QueryValues query, Actor actor, CancellationToken cancellationToken)
    {
        var page = PageRequest<SlaPolicy>.Read(query, Orders);
        return page.Failure is { } failure ? failure : await page.Value.ReadAsync(db, SlaPolicy.Select(actor.AccountId), SlaPolicy.Read, cancellationToken);
    }
}
