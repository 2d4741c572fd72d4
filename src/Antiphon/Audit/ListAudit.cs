using Antiphon.Audit.Chain;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Http.Paging;
using Antiphon.Http.Query;
using Antiphon.Identity;

namespace Antiphon.Audit;

/// <summary>Lists the audit log, for admins. What was written a moment ago is in it: whoever reads chains first.</summary>
internal sealed class ListAudit(DeskDb db, ChainEntries chainEntries)
{
    private static readonly OrderSet<ChainedEntry> Orders = new("number", item => item.Number, [new("id:desc", true), new("id:asc", false)]);

    private static readonly QuerySpec Query = AuditFilter.Takes(QuerySpec.None.Paged(Orders.Names));

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) =>
        api.MapGet("/audit", HandleAsync).RequireScope(Scope.AccountRead, Right.Administer).Takes(Query).Extension().Produces<ListResource<AuditEntryResource>>();

    private static async Task<IResult> HandleAsync(QueryValues query, Actor actor, ListAudit listAudit, HttpContext http, CancellationToken cancellationToken) =>
        (await listAudit.RunAsync(query, actor, cancellationToken)).ToOk("Failed to list the audit log", page => page.ToResource(http, item => item.ToResource()));

    public async Task<Result<Page<ChainedEntry>>> RunAsync(QueryValues query, Actor actor, CancellationToken cancellationToken)
    {
        var page = PageRequest<ChainedEntry>.Read(query, Orders);
        if (page.Failure is { } failure)
        {
            return failure;
        }

        await chainEntries.RunAsync(actor.AccountId, cancellationToken);
        return await page.Value.ReadAsync(
            db, $"select {ChainedEntry.Columns:raw} from audit_log where account_id = {actor.AccountId}{AuditFilter.Of(query)}", ChainedEntry.Read, cancellationToken);
    }
}
