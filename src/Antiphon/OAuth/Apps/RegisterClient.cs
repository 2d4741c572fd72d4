using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Antiphon.Accounts;
using Antiphon.Audit;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Identity;
using Antiphon.Identity.SignIn.Pages;
using Antiphon.Limits;

namespace Antiphon.OAuth.Apps;

/// <summary>
/// <c>POST /oauth/register</c> (RFC 7591): a program on somebody's machine, such as an MCP client, makes itself known. It gets an id and no secret, may do
/// nothing by it, and its name is shown as what it is: a claim.
/// </summary>
internal sealed class RegisterClient(DeskDb db, TimeProvider clock, CreateApp createApp, CallerAddress address)
{
    private const int Largest = 64 * 1024;

    // Against filling the table; those that nobody approved are forgotten after a month.
    private const int MostUnapproved = 5000;

    private static readonly JsonDocumentOptions Shallow = new() { MaxDepth = 16 };

    public static void Map(IEndpointRouteBuilder app) => app.MapPost("/oauth/register", HandleAsync);

    private static async Task<IResult> HandleAsync(HttpContext http, RegisterClient register, FailedLogins failedLogins, CancellationToken cancellationToken)
    {
        var source = CommonPages.Source(http);
        if (failedLogins.Check(source) is { Allowed: false } held)
        {
            http.Response.Headers.RetryAfter = held.RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
            return new OAuthError(StatusCodes.Status429TooManyRequests, "temporarily_unavailable", "Too many registrations or failed attempts.").ToResult(http);
        }

        // A registration is open to everyone, so it costs its source what a failed login costs.
        failedLogins.Record(source);
        if (http.Request.ContentLength is > Largest or null || http.Request.ContentType?.Contains("json", StringComparison.OrdinalIgnoreCase) is not true)
        {
            return Invalid("The body must be a JSON object of at most 64 kB.").ToResult(http);
        }

        try
        {
            using var document = await JsonDocument.ParseAsync(http.Request.Body, Shallow, cancellationToken);
            var (answer, error) = await register.RunAsync(http.Account().Id, document.RootElement, cancellationToken);
            return answer is null ? error!.ToResult(http) : OAuthAnswer.Json(http, StatusCodes.Status201Created, answer);
        }
        catch (JsonException)
        {
            return Invalid("The body is not valid JSON.").ToResult(http);
        }
    }

    public async Task<(JsonObject? Answer, OAuthError? Error)> RunAsync(long accountId, JsonElement metadata, CancellationToken cancellationToken)
    {
        var wanted = ClientMetadata.Read(metadata);
        if (wanted.Error is { } error)
        {
            return (null, error);
        }

        var unapproved = await db.SingleAsync(
            $"""
            select count(*) from (select from apps a where account_id = {accountId} and is_self_registered
              and not exists (select from app_grants g where g.account_id = {accountId} and g.app_id = a.id) limit {MostUnapproved}) few
            """,
            row => row.GetInt64(0),
            cancellationToken);
        if (unapproved >= MostUnapproved)
        {
            return (null, new OAuthError(StatusCodes.Status503ServiceUnavailable, "temporarily_unavailable", "Too many registrations wait for an approval."));
        }

        await using var transaction = await db.BeginAsync(cancellationToken);
        var id = await createApp.InsertAsync(accountId, wanted.Name, null, wanted.RedirectUris, wanted.Scopes, isPublic: true, isSelfRegistered: true, by: null, cancellationToken);
        var stranger = Actor.Person(accountId, null, "", address.Value);
        await db.ExecuteAsync(AuditLog.Of(stranger, AuditAction.AppRegistered, AuditObject.App, id, clock.Now()), cancellationToken);
        var app = await db.SingleAsync($"select {App.Columns:raw} from apps a where a.account_id = {accountId} and a.id = {id}", App.Read, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (new JsonObject
        {
            ["client_id"] = app.ClientId,
            ["client_id_issued_at"] = clock.Now().ToUnixTimeSeconds(),
            ["client_name"] = app.Name,
            ["redirect_uris"] = Texts(app.RedirectUris),
            ["grant_types"] = Texts(["authorization_code", "refresh_token"]),
            ["response_types"] = Texts(["code"]),
            ["token_endpoint_auth_method"] = "none",
            ["scope"] = string.Join(' ', app.Scopes),
        }, null);
    }

    private static OAuthError Invalid(string description) => new(StatusCodes.Status400BadRequest, "invalid_client_metadata", description);

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);
}
