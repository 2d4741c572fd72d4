using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Http.Paging;
using Antiphon.Http.Query;
using Antiphon.Identity;

namespace Antiphon.Events;

/// <summary>Lists events. Pollers call it with a time and types, audits with a user or an object.</summary>
internal sealed class ListEvents(DeskDb db, EventRetention retention)
{
    private const string Created = TimeFilter.Created;

    private static readonly OrderSet<Event> Orders = new(
        "id", item => item.Id, [.. OrderSet<Event>.Both(Created, descendingFirst: true, SortKey<Event>.Time("created_at", item => item.CreatedAt))]);

    private static readonly QuerySpec Query = QuerySpec.None
        .Paged(Orders.Names)
        .Choice("object_type", EventObject.All, "What the events are about; needs object_id.")
        .Integer("object_id", description: "Which object of that type.")
        .Texts("types", EventType.All)
        .Integers("user_ids", description: "Who acted.")
        .TimeRange(Created);

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) =>
        api.MapGet("/events", HandleAsync).RequireScope(Scope.EventsRead, Right.Read).Takes(Query).Produces<ListResource<EventResource>>();

    private static async Task<IResult> HandleAsync(QueryValues query, Actor actor, ListEvents listEvents, HttpContext http, CancellationToken cancellationToken) =>
        (await listEvents.RunAsync(query, actor, cancellationToken)).ToOk("Failed to list events", page => page.ToResource(http, item => item.ToResource()));

    public async Task<Result<Page<Event>>> RunAsync(QueryValues query, Actor actor, CancellationToken cancellationToken)
    {
        var (objectType, objectId) = (query.Text("object_type"), query.Integer("object_id"));
        var errors = new FieldErrors()
            .AddIf(objectType is not null && objectId is null, "object_id", FieldErrors.Missing)
            .AddIf(objectType is null && objectId is not null, "object_type", FieldErrors.Missing);
        if (errors.Any)
        {
            return Failure.Invalid(errors);
        }

        var page = PageRequest<Event>.Read(query, Orders);
        if (page.Failure is { } failure)
        {
            return failure;
        }

        var (types, users) = (query.Texts("types")?.Distinct().ToArray(), query.Integers("user_ids")?.Distinct().ToArray());
        var bounds = TimeFilter.Bounds(query, Created, "created_at") + retention.Within();
        var from = objectType is null && (types, users) is not (null, null)
            ? EventProbes.From(actor.AccountId, types, users, bounds + page.Value.Tail())
            : Sql.Of($"events where account_id = {actor.AccountId}{OfObject(objectType, objectId, types, users)}{bounds}");
        return await page.Value.ReadAsync(db, $"select {Event.Columns:raw} from {from}", Event.Read, cancellationToken);
    }

    private static Sql OfObject(string? objectType, long? objectId, string[]? types, long[]? users)
    {
        var filter = objectType is null ? Sql.Empty : Sql.Of($" and object_type = {objectType} and object_id = {objectId}");
        filter += types is null ? Sql.Empty : Sql.Of($" and type = any({types})");
        return filter + (users is null ? Sql.Empty : Sql.Of($" and user_id = any({users})"));
    }
}
