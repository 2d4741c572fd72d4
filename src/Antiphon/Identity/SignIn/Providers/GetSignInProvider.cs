using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;

namespace Antiphon.Identity.SignIn.Providers;

internal sealed class GetSignInProvider(DeskDb db)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) => api.MapGet("/sign-in-providers/{id:long}", HandleAsync)
        .RequireScope(Scope.AccountRead, Right.Administer).Classed(CallClass.Never).Extension().Produces<SignInProviderResource>();

    private static async Task<IResult> HandleAsync(long id, Actor actor, Origin origin, GetSignInProvider getProvider, CancellationToken cancellationToken) =>
        (await getProvider.RunAsync(id, actor, cancellationToken)).ToOk("Failed to get sign-in provider", provider => provider.ToResource(origin));

    public async Task<Result<SignInProvider>> RunAsync(long id, Actor actor, CancellationToken cancellationToken) =>
        await FindAsync(actor.AccountId, id, cancellationToken) is { } provider ? provider : Failure.NotFound();

    /// <summary>For the sign-in pages, where nobody is known yet.</summary>
    public Task<SignInProvider?> FindAsync(long accountId, long id, CancellationToken cancellationToken) =>
        db.FirstOrDefaultAsync(SignInProvider.Select(accountId) + Sql.Of($" and id = {id}"), SignInProvider.Read, cancellationToken);
}
