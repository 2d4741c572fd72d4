using System.Text.Json;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events;
using Antiphon.Http;
using Antiphon.Http.Body;
using Antiphon.Identity;

namespace Antiphon.Macros;

/// <summary>Takes macros out of what agents are offered, or puts them back. Each macro has its own outcome, so the request succeeds in any case.</summary>
internal sealed class ArchiveMacros(DeskDb db, TimeProvider clock, MacroUses uses)
{
    private const int Most = 30;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPut("/macros/archive", ArchiveAsync).RequireScope(Scope.MacrosWrite, Right.LeadDesk).Writes(EventType.MacroUpdated).Produces<MacroStatesResource>().WithName("ArchiveMacros");
        api.MapPut("/macros/unarchive", UnarchiveAsync).RequireScope(Scope.MacrosWrite, Right.LeadDesk).Writes(EventType.MacroUpdated).Produces<MacroStatesResource>().WithName("UnarchiveMacros");
    }

    private static async Task<IResult> ArchiveAsync(Input<MacroIdsRequest> input, Actor actor, ArchiveMacros archiveMacros, CancellationToken cancellationToken) =>
        (await archiveMacros.RunAsync(input, archive: true, actor, cancellationToken)).ToOk("Failed to archive macros", states => states);

    private static async Task<IResult> UnarchiveAsync(Input<MacroIdsRequest> input, Actor actor, ArchiveMacros archiveMacros, CancellationToken cancellationToken) =>
        (await archiveMacros.RunAsync(input, archive: false, actor, cancellationToken)).ToOk("Failed to unarchive macros", states => states);

    public async Task<Result<MacroStatesResource>> RunAsync(Input<MacroIdsRequest> input, bool archive, Actor actor, CancellationToken cancellationToken)
    {
        var ids = input.Value.Ids?.Distinct().ToArray();
        input.Errors.Required("ids", ids)
            .NotEmpty("ids", ids?.Length)
            .MaxCount("ids", ids?.Length, Most);
        if (input.Errors.Any)
        {
            return Failure.Invalid(input.Errors);
        }

        await using var transaction = await db.BeginAsync(cancellationToken);
        var found = await db.ListAsync(
            $"select id, archived_at is not null from macros where account_id = {actor.AccountId} and id = any({ids!}) order by id for update",
            row => (Id: row.GetInt64(0), IsArchived: row.GetBoolean(1)),
            cancellationToken);
        var used = archive ? await uses.FindAsync(ids!, actor, cancellationToken) : new Dictionary<long, Failure.Conflicting>();
        var changed = found.Where(macro => macro.IsArchived != archive && !used.ContainsKey(macro.Id)).Select(macro => macro.Id).ToArray();
        if (changed.Length > 0)
        {
            var now = clock.Now();
            await db.ExecuteAsync(
                archive
                    ? Sql.Of($"update macros set archived_at = {now} where account_id = {actor.AccountId} and id = any({changed})")
                    : Sql.Of($"update macros set archived_at = null where account_id = {actor.AccountId} and id = any({changed})"),
                cancellationToken);
            await db.ExecuteAsync(EventLog.Of(actor, now, [.. changed.Select(id => new NewEvent(EventType.MacroUpdated, EventObject.Macro, id))]), cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        var before = found.ToDictionary(macro => macro.Id, macro => macro.IsArchived);
        return new MacroStatesResource([.. ids!.Select(id => State(id, archive, before, used))]);
    }

    private static MacroStateResource State(long id, bool archive, Dictionary<long, bool> before, IReadOnlyDictionary<long, Failure.Conflicting> used)
    {
        if (!before.TryGetValue(id, out var wasArchived))
        {
            return new MacroStateResource(id, "not_found");
        }

        if (wasArchived == archive)
        {
            return new MacroStateResource(id, archive ? "already_archived" : "already_not_archived");
        }

        return used.TryGetValue(id, out var use)
            ? new MacroStateResource(id, "macro_used", new ErrorDetail(use.Message!, JsonSerializer.SerializeToElement(use.Data)))
            : new MacroStateResource(id, archive ? "archived" : "unarchived");
    }
}
