using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Http.Paging;
using Antiphon.Http.Query;
using Antiphon.Identity;

namespace Antiphon.VoiceCalls;

internal sealed class ListVoiceCalls(DeskDb db)
{
    private static readonly OrderSet<VoiceCall> Orders = new(
        "c.id", call => call.Id, [.. OrderSet<VoiceCall>.Both("created_datetime", descendingFirst: true, SortKey<VoiceCall>.Time("c.created_at", call => call.CreatedAt))]);

    private static readonly QuerySpec Query = QuerySpec.None.PagedInOneOrder().Integer("ticket_id", description: "Calls that are told in this ticket.");

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) =>
        api.MapGet("/phone/voice-calls", HandleAsync).RequireScope(Scope.TicketsRead, Right.Read).Takes(Query).Produces<ListResource<VoiceCallResource>>();

    private static async Task<IResult> HandleAsync(QueryValues query, Actor actor, ListVoiceCalls list, HttpContext http, CancellationToken cancellationToken) =>
        (await list.RunAsync(query, actor, cancellationToken)).ToOk("Failed to list voice calls", page => page.ToResource(http, call => call.Resource));

    public async Task<Result<Page<VoiceCall>>> RunAsync(QueryValues query, Actor actor, CancellationToken cancellationToken)
    {
        var page = PageRequest<VoiceCall>.Read(query, Orders);
        var select = VoiceCall.Select(actor.AccountId) + (query.Integer("ticket_id") is { } ticket ? Sql.Of($" and c.ticket_id = {ticket}") : Sql.Empty);
        return page.Failure is { } failure ? failure : await page.Value.ReadAsync(db, select, VoiceCall.Read, cancellationToken);
    }
}

internal sealed class GetVoiceCall(DeskDb db)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) =>
        api.MapGet("/phone/voice-calls/{id:long}", HandleAsync).RequireScope(Scope.TicketsRead, Right.Read).Produces<VoiceCallResource>();

    private static async Task<IResult> HandleAsync(long id, Actor actor, GetVoiceCall get, CancellationToken cancellationToken) =>
        (await get.RunAsync(id, actor, cancellationToken)).ToOk("Failed to get voice call", call => call.Resource);

    public async Task<Result<VoiceCall>> RunAsync(long id, Actor actor, CancellationToken cancellationToken) =>
        await db.FirstOrDefaultAsync(VoiceCall.Select(actor.AccountId) + Sql.Of($" and c.id = {id}"), VoiceCall.Read, cancellationToken) is { } call ? call : Failure.NotFound();
}

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

internal sealed class GetVoiceCallEvent(DeskDb db)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) =>
        api.MapGet("/phone/voice-call-events/{id:long}", HandleAsync).RequireScope(Scope.TicketsRead, Right.Read).Produces<VoiceCallEventResource>();

    private static async Task<IResult> HandleAsync(long id, Actor actor, GetVoiceCallEvent get, CancellationToken cancellationToken) =>
        (await get.RunAsync(id, actor, cancellationToken)).ToOk("Failed to get voice call event", one => one.Resource);

    public async Task<Result<VoiceCallEvent>> RunAsync(long id, Actor actor, CancellationToken cancellationToken) =>
        await db.FirstOrDefaultAsync(VoiceCallEvent.Select(actor.AccountId) + Sql.Of($" and e.id = {id}"), VoiceCallEvent.Read, cancellationToken) is { } found ? found : Failure.NotFound();
}
