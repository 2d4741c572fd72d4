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
