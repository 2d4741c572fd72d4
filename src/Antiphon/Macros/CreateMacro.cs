using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events;
using Antiphon.Http;
using Antiphon.Http.Body;
using Antiphon.Identity;

namespace Antiphon.Macros;

internal sealed class CreateMacro(DeskDb db, TimeProvider clock)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) =>
        api.MapPost("/macros", HandleAsync).RequireScope(Scope.MacrosWrite, Right.LeadDesk).Writes(EventType.MacroCreated).Produces<MacroResource>(StatusCodes.Status201Created);

    private static async Task<IResult> HandleAsync(Input<CreateMacroRequest> input, Actor actor, CreateMacro createMacro, CancellationToken cancellationToken) =>
        (await createMacro.RunAsync(input, actor, cancellationToken)).ToCreated("Failed to create macro", macro => macro.ToResource());

    public async Task<Result<Macro>> RunAsync(Input<CreateMacroRequest> input, Actor actor, CancellationToken cancellationToken)
    {
        var request = input.Value;
        input.Errors.RequiredText("name", request.Name);
        MacroFields.Check(input.Errors, request.Name, request.ExternalId, request.Intent, request.Language, request.Actions);
        if (input.Errors.Any)
        {
            return Failure.Invalid(input.Errors);
        }

        var name = request.Name!.Trim();
        var actions = request.Actions is { ValueKind: System.Text.Json.JsonValueKind.Array } list ? list : EmptyJson.List;
        var index = MacroIndex.Of(name, actions);
        var now = clock.Now();
        return await db.SingleAsync(
            $"""
            with created as (
              insert into macros (account_id, external_id, name, intent, language, actions, search_text, tag_names, created_at)
              values ({actor.AccountId}, {request.ExternalId}, {name}, {request.Intent}, {request.Language}, {actions}, {index.SearchText}, {index.TagNames}, {now})
              returning {Macro.Columns:raw}),
            logged as ({EventLog.Of(actor, EventType.MacroCreated, EventObject.Macro, now, Sql.Of($"select id, null::jsonb from created"))})
            select {Macro.Columns:raw} from created
            """,
            Macro.Read,
            cancellationToken);
    }
}
