using System.Text.Json.Nodes;
using Antiphon.Accounts;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Identity.SignIn;
using Antiphon.OAuth.Apps;

namespace Antiphon.OAuth.Tokens;

/// <summary>
/// <c>POST /oauth/introspect</c> (RFC 7662): an app with a secret asks what one of its tokens is worth. Of others' tokens it learns no more than of none.
/// </summary>
internal sealed class IntrospectToken(DeskDb db, TimeProvider clock)
{
    public static void Map(IEndpointRouteBuilder app) => app.MapPost("/oauth/introspect", HandleAsync);

    private static async Task<IResult> HandleAsync(HttpContext http, ClientCall call, Origin issuer, IntrospectToken introspect, CancellationToken cancellationToken)
    {
        var (client, refusal) = await call.ReadAsync(http, cancellationToken);
        if (client is null)
        {
            return refusal!;
        }

        if (client.App.IsPublic)
        {
            return OAuthError.InvalidClient().ToResult(http);
        }

        return client.Parameters["token"] is { } token
            ? OAuthAnswer.Json(http, StatusCodes.Status200OK, await introspect.RunAsync(http.Account().Id, client.App, issuer, token, cancellationToken))
            : OAuthError.InvalidRequest("The token is missing.").ToResult(http);
    }

    public async Task<JsonObject> RunAsync(long accountId, App app, Origin issuer, string token, CancellationToken cancellationToken) => await db.FirstOrDefaultAsync(
        $"""
        select t.scopes, t.created_at, t.expires_at, t.is_refresh, u.id, u.email
        from oauth_tokens t
        join app_grants g on g.account_id = t.account_id and g.id = t.grant_id
        join users u on u.account_id = g.account_id and u.id = g.user_id
        where t.account_id = {accountId} and t.hash = {OpaqueToken.Hash(token)} and g.app_id = {app.Id} and t.expires_at > {clock.Now()}
          and t.revoked_at is null and t.replaced_at is null and g.revoked_at is null and u.active and u.deleted_at is null
        """,
        row =>
        {
            var answer = new JsonObject
            {
                ["active"] = true,
                ["scope"] = string.Join(' ', row.GetFieldValue<string[]>(0)),
                ["client_id"] = app.ClientId,
                ["username"] = row.GetString(5),
                ["sub"] = row.GetInt64(4).ToString(),
                ["iss"] = issuer.Address,
                ["iat"] = row.Time(1).ToUnixTimeSeconds(),
                ["exp"] = row.Time(2).ToUnixTimeSeconds(),
            };
            if (!row.GetBoolean(3))
            {
                answer["token_type"] = "bearer";
            }

            return answer;
        },
        cancellationToken) ?? new JsonObject { ["active"] = false };
}
