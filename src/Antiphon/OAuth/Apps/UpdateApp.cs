using Antiphon.Accounts;
using Antiphon.Audit;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Http.Body;
using Antiphon.Identity;

namespace Antiphon.OAuth.Apps;

/// <summary>Changes what is known of an app. What was approved stays approved, with the scopes of that day.</summary>
internal sealed class UpdateApp(DeskDb db, TimeProvider clock, GetApp getApp)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder admin) =>
        admin.MapPut("/oauth/apps/{id:long}", HandleAsync).RequireScope(Scope.AppsWrite, Right.Administer).Extension().Produces<AppResource>(StatusCodes.Status202Accepted);

    private static async Task<IResult> HandleAsync(long id, Input<UpdateAppRequest> input, Actor actor, UpdateApp updateApp, HttpContext http, CancellationToken cancellationToken) =>
        (await updateApp.RunAsync(id, input, actor, cancellationToken)).ToAccepted("Failed to update app", app => app.ToResource(http.Account().Domain));

    public async Task<Result<App>> RunAsync(long id, Input<UpdateAppRequest> input, Actor actor, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginAsync(cancellationToken);
        var before = await db.FirstOrDefaultAsync($"select {App.Columns:raw} from apps a where a.account_id = {actor.AccountId} and a.id = {id} for update of a", App.Read, cancellationToken);
        if (before is null)
        {
            return Failure.NotFound();
        }

        var request = input.Value;
        input.Errors
            .AddIf(request.Name is { HasValue: true, Value: null }, "name", FieldErrors.Null)
            .AddIf(request.RedirectUris is { HasValue: true, Value: null }, "redirect_uris", FieldErrors.Null)
            .AddIf(request.Scopes is { HasValue: true, Value: null }, "scopes", FieldErrors.Null);
        var name = request.Name.Or(before.Name) ?? before.Name;
        var appUrl = request.AppUrl.Or(before.AppUrl);
        var redirectUris = request.RedirectUris.Or(before.RedirectUris) ?? before.RedirectUris;
        var scopes = request.Scopes.Or(before.Scopes) ?? before.Scopes;
        AppFields.Check(input.Errors, name, appUrl, redirectUris, scopes, before.IsPublic);
        if (input.Errors.Any)
        {
            return Failure.Invalid(input.Errors);
        }

        var now = clock.Now();
        await db.ExecuteAsync(
            $"""
            update apps set name = {name.Trim()}, app_url = {appUrl}, redirect_uris = {redirectUris.Distinct(StringComparer.Ordinal).ToArray()},
              scopes = {scopes.Distinct(StringComparer.Ordinal).ToArray()}, updated_at = {now}
            where account_id = {actor.AccountId} and id = {id}
            """,
            cancellationToken);
        await db.ExecuteAsync(AuditLog.Of(actor, AuditAction.AppUpdated, AuditObject.App, id, now), cancellationToken);
        var after = await getApp.RunAsync(id, actor, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return after;
    }
}
