using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;

namespace Antiphon.Identity;

internal sealed class GetApiKey(DeskDb db)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) =>
        api.MapGet("/keys/{id:long}", HandleAsync).RequireScope(Scope.AccountRead, Right.Administer).Extension().Produces<ApiKeyResource>();

    private static async Task<IResult> HandleAsync(long id, Actor actor, GetApiKey getApiKey, CancellationToken cancellationToken) =>
        (await getApiKey.RunAsync(id, actor, cancellationToken)).ToOk("Failed to get key", key => key.ToResource());

    public async Task<Result<ApiKeyLine>> RunAsync(long id, Actor actor, CancellationToken cancellationToken)
    {
        var key = await db.FirstOrDefaultAsync(ApiKeyLine.Select(actor.AccountId) + Sql.Of($" and id = {id}"), ApiKeyLine.Read, cancellationToken);
        return key is null ? Failure.NotFound() : key;
    }
}
