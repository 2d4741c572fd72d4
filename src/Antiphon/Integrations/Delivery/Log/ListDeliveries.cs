using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Http.Paging;
using Antiphon.Http.Query;
using Antiphon.Identity;

namespace Antiphon.Integrations.Delivery.Log;

/// <summary>What was sent to an integration and what became of it; with the status <c>failed</c> its dead letters. An extension.</summary>
internal sealed class ListDeliveries(DeskDb db)
{
    private const string Created = "created_datetime";

    // Ids rise with time, so they are the order by time, and the key that serves it.
    private static readonly OrderSet<DeliveryResource> Orders = new(
        "id", delivery => delivery.Id, [new("created_datetime:desc", Descending: true), new("created_datetime:asc", Descending: false)]);

    private static readonly QuerySpec Query = QuerySpec.None.Paged(Orders.Names)
        .Choice("status", DeliveryStatus.All, "Only those; failed are the dead letters.")
        .Texts("event_types", [.. HttpIntegrationTrigger.Official, .. HttpIntegrationTrigger.Extensions])
        .Integer("subject_id", description: "Only about this ticket, customer, …")
        .TimeRange(Created);

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) => api.MapGet("/integrations/{id:long}/deliveries", HandleAsync)
        .RequireScope(Scope.IntegrationsRead, Right.Administer).Takes(Query).Extension().Produces<ListResource<DeliveryResource>>();

    private static async Task<IResult> HandleAsync(long id, QueryValues query, Actor actor, ListDeliveries listDeliveries, HttpContext http, CancellationToken cancellationToken) =>
        (await listDeliveries.RunAsync(id, query, actor, cancellationToken)).ToOk("Failed to list deliveries", page => page.ToResource(http, delivery => delivery));

    public async Task<Result<Page<DeliveryResource>>> RunAsync(long id, QueryValues query, Actor actor, CancellationToken cancellationToken)
    {
        var page = PageRequest<DeliveryResource>.Read(query, Orders);
        if (page.Failure is { } failure)
        {
            return failure;
        }

        var filter = Sql.Empty;
        if (query.Text("status") is { } status)
        {
            // Written out where an index is for one status alone.
            filter += status switch
            {
                DeliveryStatus.Failed => Sql.Of($" and state = 'failed'"),
                DeliveryStatus.Pending => Sql.Of($" and state = 'pending'"),
                _ => Sql.Of($" and state = 'delivered'"),
            };
        }

        if (query.Texts("event_types") is { } types)
        {
            filter += Sql.Of($" and event_type = any({types.ToArray()})");
        }

        if (query.Integer("subject_id") is { } subject)
        {
            filter += Sql.Of($" and subject_id = {subject}");
        }

        filter += Compare(query.Time(Created, "gt"), at => Sql.Of($" and created_at > {at}"));
        filter += Compare(query.Time(Created, "gte"), at => Sql.Of($" and created_at >= {at}"));
        filter += Compare(query.Time(Created, "lt"), at => Sql.Of($" and created_at < {at}"));
        filter += Compare(query.Time(Created, "lte"), at => Sql.Of($" and created_at <= {at}"));
        var (found, rows) = await db.BatchAsync(
            [
                DeliveryReading.Owner(actor.AccountId, id),
                Sql.Of($"select {DeliveryReading.Columns:raw} from deliveries where account_id = {actor.AccountId} and integration_id = {id}{filter}") + page.Value.Tail(),
            ],
            async (results, token) => (await results.FirstOrDefaultAsync(row => (long?)row.GetInt64(0), token), await results.ListAsync(DeliveryReading.Read, token)),
            cancellationToken);
        return found is null ? Failure.NotFound() : page.Value.Cut(rows);
    }

    private static Sql Compare(DateTimeOffset? at, Func<DateTimeOffset, Sql> condition) => at is { } given ? condition(given) : Sql.Empty;
}
