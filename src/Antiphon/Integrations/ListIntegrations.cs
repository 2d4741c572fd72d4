using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Http.Paging;
using Antiphon.Http.Query;
using Antiphon.Identity;

namespace Antiphon.Integrations;

internal sealed class ListIntegrations(DeskDb db, ReadIntegrations reading)
{
    private static readonly OrderSet<StoredIntegration> Orders = new(
        "i.id",
        row => row.Integration.Id,
        [.. OrderSet<StoredIntegration>.Both("created_datetime", descendingFirst: true, SortKey<StoredIntegration>.Time("i.created_at", row => row.Integration.CreatedAt))]);

    private static readonly QuerySpec Query = QuerySpec.None.Paged(Orders.Names).Choice("type", IntegrationType.All, "Only integrations of this type.");

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) =>
        api.MapGet("/integrations", HandleAsync).RequireScope(Scope.IntegrationsRead, Right.Read).Takes(Query).Produces<ListResource<IntegrationResource>>();

    private static async Task<IResult> HandleAsync(QueryValues query, Actor actor, ListIntegrations listIntegrations, HttpContext http, CancellationToken cancellationToken) =>
        (await listIntegrations.RunAsync(query, actor, cancellationToken))
            .ToOk("Failed to list integrations", page => page.ToResource(http, integration => integration.ToResource(actor.Can(Right.Administer))));

    public async Task<Result<Page<Integration>>> RunAsync(QueryValues query, Actor actor, CancellationToken cancellationToken)
    {
        var page = PageRequest<StoredIntegration>.Read(query, Orders);
        if (page.Failure is { } failure)
        {
            return failure;
        }

        var ofType = query.Text("type") is { } type ? Sql.Of($" and i.type = {type}") : Sql.Empty;
        var stored = await page.Value.ReadAsync(db, StoredIntegration.Select(actor.AccountId) + ofType, StoredIntegration.Read, cancellationToken);
        return new Page<Integration>(await reading.OpenAsync(actor.AccountId, stored.Rows, cancellationToken), stored.Prev, stored.Next);
    }
}
