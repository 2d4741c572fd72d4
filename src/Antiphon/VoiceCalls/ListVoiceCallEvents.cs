using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Http.Paging;
using Antiphon.Http.Query;
using Antiphon.Identity;

namespace Antiphon.VoiceCalls;

internal sealed class ListVoiceCallEvents(DeskDb db)
{
    private static readonly OrderSet<VoiceCallEvent> Orders = new(
        "e.id", one => one.Id, [.. OrderSet<VoiceCallEvent>.Both("created_datetime", descendingFirst: true, SortKey<VoiceCallEvent>.Time("e.created_at", one => one.CreatedAt))]);

    private static readonly QuerySpec Query = QuerySpec.None.PagedInOneOrder().Integer("call_id", description: "What happened in this call.");

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) =>
        api.MapGet("/phone/voice-call-events", HandleAsync).RequireScope(Scope.TicketsRead, Right.Read).Takes(Query).Produces<ListResource<VoiceCallEventResource>>();

    private static async Task<IResult> HandleAsync(QueryValues query, Actor actor, ListVoiceCallEvents list, HttpContext http, CancellationToken cancellationToken) =>
        (await list.RunAsync(query, actor, cancellationToken)).ToOk("Failed to list voice call events", page => page.ToResource(http, one => one.Resource));

    public async Task<Result<Page<VoiceCallEvent>>> RunAsync(QueryValues query, Actor actor, CancellationToken cancellationToken)
    {
        var page = PageRequest<VoiceCallEvent>.Read(query, Orders);
        var select = VoiceCallEvent.Select(actor.AccountId) + (query.Integer("call_id") is { } call ? Sql.Of($" and e.call_id = {call}") : Sql.Empty);
        return page.Failure is { } failure ? failure : await page.Value.ReadAsync(db, select, VoiceCallEvent.Read, cancellationToken);
    }
}
