using Antiphon.Accounts;
using Antiphon.Audit;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Http.Body;
using Antiphon.Identity;

namespace Antiphon.OAuth.Apps;

/// <summary>An app and its new secret.</summary>
internal sealed record NewApp(App App, string? Secret)
{
    public AppSecretResource ToResource(string domain) => new(App.ToResource(domain), Secret);
}

/// <summary>Registers an app. What it may do then is decided when somebody approves it.</summary>
internal sealed class CreateApp(DeskDb db, TimeProvider clock, AppSecrets secrets, GetApp getApp)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder admin) =>
        admin.MapPost("/oauth/apps", HandleAsync).RequireScope(Scope.AppsWrite, Right.Administer).Extension().HoldsSecrets().Produces<AppSecretResource>(StatusCodes.Status201Created);

    private static async Task<IResult> HandleAsync(Input<CreateAppRequest> input, Actor actor, CreateApp createApp, HttpContext http, CancellationToken cancellationToken) =>
        (await createApp.RunAsync(input, actor, cancellationToken)).ToCreated("Failed to create app", app => app.ToResource(http.Account().Domain));

    public async Task<Result<NewApp>> RunAsync(Input<CreateAppRequest> input, Actor actor, CancellationToken cancellationToken)
    {
        var request = input.Value;
        var isPublic = request.IsPublic ?? false;
        AppFields.Check(input.Errors, request.Name, request.AppUrl, request.RedirectUris, request.Scopes, isPublic);
        if (input.Errors.Any)
        {
            return Failure.Invalid(input.Errors);
        }

        await using var transaction = await db.BeginAsync(cancellationToken);
        var id = await InsertAsync(
            actor.AccountId, request.Name!.Trim(), request.AppUrl, request.RedirectUris!, request.Scopes!, isPublic, isSelfRegistered: false, actor.UserId, cancellationToken);
        var secret = isPublic ? null : await secrets.AddAsync(actor.AccountId, id, cancellationToken);
        await db.ExecuteAsync(AuditLog.Of(actor, AuditAction.AppCreated, AuditObject.App, id, clock.Now()), cancellationToken);
        var app = (await getApp.RunAsync(id, actor, cancellationToken)).Value;
        await transaction.CommitAsync(cancellationToken);
        return new NewApp(app, secret);
    }

    /// <summary>The row alone, for registrations of both kinds.</summary>
    public Task<long> InsertAsync(
        long accountId, string name, string? appUrl, IReadOnlyList<string> redirectUris, IReadOnlyList<string> scopes, bool isPublic, bool isSelfRegistered, long? by, CancellationToken cancellationToken)
    {
        var now = clock.Now();
        return db.SingleAsync(
            $"""
            insert into apps (account_id, client_id, name, app_url, redirect_uris, scopes, is_public, is_self_registered, created_by, created_at, updated_at)
            values ({accountId}, {OAuthSecret.NewClientId()}, {name}, {appUrl}, {redirectUris.Distinct(StringComparer.Ordinal).ToArray()}, {scopes.Distinct(StringComparer.Ordinal).ToArray()},
              {isPublic}, {isSelfRegistered}, {by}, {now}, {now}) returning id
            """,
            row => row.GetInt64(0),
            cancellationToken);
    }
}
