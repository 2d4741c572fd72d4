using Antiphon.Accounts;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Identity;

namespace Antiphon.OAuth.Apps;

internal sealed class GetApp(DeskDb db, TimeProvider clock)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder admin) =>
        admin.MapGet("/oauth/apps/{id:long}", HandleAsync).RequireScope(Scope.AppsRead, Right.Administer).Extension().Produces<AppResource>();

    private static async Task<IResult> HandleAsync(long id, Actor actor, GetApp getApp, HttpContext http, CancellationToken cancellationToken) =>
        (await getApp.RunAsync(id, actor, cancellationToken)).ToOk("Failed to get app", app => app.ToResource(http.Account().Domain));

    public async Task<Result<App>> RunAsync(long id, Actor actor, CancellationToken cancellationToken)
    {
        var app = await db.FirstOrDefaultAsync($"{App.Select(actor.AccountId, clock.Now())} and a.id = {id}", App.ReadWhole, cancellationToken);
        return app is null ? Failure.NotFound() : app;
    }
}
