using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Identity;

namespace Antiphon.Macros;

internal sealed class GetMacro(DeskDb db)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) =>
        api.MapGet("/macros/{id:long}", HandleAsync).RequireScope(Scope.MacrosRead, Right.Read).Produces<MacroResource>();

    private static async Task<IResult> HandleAsync(long id, Actor actor, GetMacro getMacro, CancellationToken cancellationToken) =>
        (await getMacro.RunAsync(id, actor, cancellationToken)).ToOk("Failed to get macro", macro => macro.ToResource());

    public async Task<Result<Macro>> RunAsync(long id, Actor actor, CancellationToken cancellationToken)
    {
        var macro = await db.FirstOrDefaultAsync($"select {Macro.Columns:raw} from macros where account_id = {actor.AccountId} and id = {id}", Macro.Read, cancellationToken);
        return macro is null ? Failure.NotFound() : macro;
    }
}
