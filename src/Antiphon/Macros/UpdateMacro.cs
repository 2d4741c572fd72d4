using System.Text.Json;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events;
using Antiphon.Http;
using Antiphon.Http.Body;
using Antiphon.Identity;

namespace Antiphon.Macros;

/// <summary>Changes the sent members of a macro. A request that changes nothing writes nothing.</summary>
internal sealed class UpdateMacro(DeskDb db, TimeProvider clock)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) =>
        api.MapPut("/macros/{id:long}", HandleAsync).RequireScope(Scope.MacrosWrite, Right.LeadDesk).Classed(CallClass.Outward).Writes(EventType.MacroUpdated).Produces<MacroResource>(StatusCodes.Status202Accepted);

    private static async Task<IResult> HandleAsync(long id, Input<UpdateMacroRequest> input, Actor actor, UpdateMacro updateMacro, CancellationToken cancellationToken) =>
        (await updateMacro.RunAsync(id, input, actor, cancellationToken)).ToAccepted("Failed to update macro", macro => macro.ToResource());

    public async Task<Result<Macro>> RunAsync(long id, Input<UpdateMacroRequest> input, Actor actor, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginAsync(cancellationToken);
        var before = await db.FirstOrDefaultAsync(
            $"select {Macro.Columns:raw} from macros where account_id = {actor.AccountId} and id = {id} for update", Macro.Read, cancellationToken);
        if (before is null)
        {
            return Failure.NotFound();
        }

        var request = input.Value;
        Check(input);
        if (input.Errors.Any)
        {
            return Failure.Invalid(input.Errors);
        }

        var after = before with
        {
            Name = request.Name.HasValue ? request.Name.Value!.Trim() : before.Name,
            ExternalId = request.ExternalId.Or(before.ExternalId),
            Intent = request.Intent.Or(before.Intent),
            Language = request.Language.Or(before.Language),
            Actions = request.Actions.HasValue ? request.Actions.Value!.Value : before.Actions,
        };
        if (after with { Actions = before.Actions } == before && JsonElement.DeepEquals(after.Actions, before.Actions))
        {
            return before;
        }

        var index = MacroIndex.Of(after.Name, after.Actions);
        var now = clock.Now();
        after = await db.SingleAsync(
            $"""
            with changed as (
              update macros set external_id = {after.ExternalId}, name = {after.Name}, intent = {after.Intent}, language = {after.Language}, actions = {after.Actions},
                search_text = {index.SearchText}, tag_names = {index.TagNames}, updated_at = {now}
              where account_id = {actor.AccountId} and id = {id} returning {Macro.Columns:raw}),
            logged as ({EventLog.Of(actor, EventType.MacroUpdated, EventObject.Macro, now, Sql.Of($"select id, null::jsonb from changed"))})
            select {Macro.Columns:raw} from changed
            """,
            Macro.Read,
            cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return after;
    }

    private static void Check(Input<UpdateMacroRequest> input)
    {
        var (request, errors) = (input.Value, input.Errors);
        if (request.Name.HasValue)
        {
            errors.AddIf(request.Name.Value is null, "name", FieldErrors.Null).RequiredText("name", request.Name.Value);
        }

        errors.AddIf(request.Actions is { HasValue: true, Value: null or { ValueKind: JsonValueKind.Null } }, "actions", FieldErrors.Null);
        MacroFields.Check(errors, request.Name.Value, request.ExternalId.Value, request.Intent.Value, request.Language.Value, request.Actions.Value);
    }
}
