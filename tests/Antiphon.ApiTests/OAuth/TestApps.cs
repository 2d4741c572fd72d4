using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Antiphon.ApiTests.Furniture;
using Antiphon.Data;
using Antiphon.Identity.SignIn;
using Antiphon.OAuth;
using Antiphon.OAuth.Tokens;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.OAuth;

/// <summary>An app as its developer knows it.</summary>
internal sealed record TestApp(long Id, string ClientId, string? Secret, string RedirectUri)
{
    public AuthenticationHeaderValue Basic => new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{ClientId}:{Secret}")));
}

/// <summary>The app's side of the flow, by hand, so that each step can be done wrong.</summary>
internal static class TestApps
{
    public const string Callback = "https://app.example/callback";
    public const string State = "state-of-eight-or-more";
    public const string Verifier = "a-verifier-of-at-least-forty-three-characters-0123456789";

    public static async Task<TestApp> RegisterAsync(this Desk desk, string scopes, string redirectUri = Callback, bool isPublic = false)
    {
        var made = (await desk.Admin.PostJsonAsync("/admin/oauth/apps", new
        {
            name = "Parcel Pal",
            redirect_uris = new[] { redirectUri },
            scopes = scopes.Split(' '),
            app_url = "https://app.example/oauth/install",
            is_public = isPublic,
        })).Is(HttpStatusCode.Created);
        return new TestApp((long)made["app"]!["id"]!, (string)made["app"]!["client_id"]!, (string?)made["client_secret"], redirectUri);
    }

    /// <summary>The authorization request; a null value leaves a parameter out, and one that is given twice is sent twice.</summary>
    public static string Authorize(this TestApp app, string scope, params (string Name, string? Value)[] other)
    {
        var parameters = new List<KeyValuePair<string, string?>>
        {
            new("response_type", "code"), new("client_id", app.ClientId), new("redirect_uri", app.RedirectUri), new("scope", scope), new("state", State),
        };
        foreach (var name in other.Select(parameter => parameter.Name).Distinct())
        {
            parameters.RemoveAll(parameter => parameter.Key == name);
        }

        parameters.AddRange(other.Where(parameter => parameter.Value is not null).Select(parameter => KeyValuePair.Create(parameter.Name, parameter.Value)));
        return QueryHelpers.AddQueryString("/oauth/authorize", parameters);
    }

    public static (string Name, string? Value)[] WithChallenge => [("code_challenge", Pkce.ChallengeOf(Verifier)), ("code_challenge_method", "S256")];

    /// <summary>A person opens the address, looks and decides.</summary>
    public static async Task<Page> DecideAsync(this Browser browser, string authorize, string decision = "allow")
    {
        var consent = (await browser.GetAsync(authorize)).Is(HttpStatusCode.OK);
        return (await browser.SubmitAsync(consent, "/oauth/authorize", ("decision", decision))).Is(HttpStatusCode.Found);
    }

    /// <summary>What the app finds in the address that the browser was sent to.</summary>
    public static Dictionary<string, string> Sent(this Page sent) =>
        QueryHelpers.ParseQuery(new Uri(sent.Location!).Query).ToDictionary(parameter => parameter.Key, parameter => parameter.Value.ToString(), StringComparer.Ordinal);

    public static async Task<string> CodeAsync(this Desk desk, TestApp app, string scope, params (string Name, string? Value)[] other)
    {
        using var admin = await Browser.SignedInAsync(desk, Desk.AdminEmail);
        return (await admin.DecideAsync(app.Authorize(scope, other))).Sent()["code"];
    }

    public static async Task<Answer> PostFormAsync(this Desk desk, string path, AuthenticationHeaderValue? authorization, params (string Name, string? Value)[] fields)
    {
        using var http = new HttpClient { BaseAddress = desk.Address };
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new FormUrlEncodedContent(fields.Where(field => field.Value is not null).Select(field => KeyValuePair.Create(field.Name, field.Value!))),
        };
        request.Headers.Authorization = authorization;
        var message = await http.SendAsync(request);
        return new Answer(message.StatusCode, await message.Content.ReadAsStringAsync(), message);
    }

    /// <summary>The exchange of a code; a field that is given replaces the usual one.</summary>
    public static Task<Answer> ExchangeAsync(this Desk desk, TestApp app, string code, params (string Name, string? Value)[] other)
    {
        var fields = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["grant_type"] = "authorization_code",
            ["code"] = code,
            ["redirect_uri"] = app.RedirectUri,
            ["client_id"] = app.ClientId,
            ["client_secret"] = app.Secret,
        };
        foreach (var (name, value) in other)
        {
            fields[name] = value;
        }

        return desk.PostFormAsync("/oauth/token", null, [.. fields.Select(field => (field.Key, field.Value))]);
    }

    public static Task<Answer> RefreshAsync(this Desk desk, TestApp app, string token, params (string Name, string? Value)[] other) => desk.PostFormAsync(
        "/oauth/token", null, [("grant_type", "refresh_token"), ("refresh_token", token), ("client_id", app.ClientId), ("client_secret", app.Secret), .. other]);

    /// <summary>The tokens of the whole flow.</summary>
    public static async Task<Answer> ConnectAsync(this Desk desk, TestApp app, string scope) => (await desk.ExchangeAsync(app, await desk.CodeAsync(app, scope))).Is(HttpStatusCode.OK);

    public static HttpClient Bearer(this Desk desk, string token, string? host = null)
    {
        var caller = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = desk.Address };
        caller.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        caller.DefaultRequestHeaders.Host = host;
        return caller;
    }

    /// <summary>A caller with a token of some scopes for a user, without the flow.</summary>
    public static async Task<HttpClient> AsAppAsync(this Desk desk, TestApp app, string email, params string[] scopes)
    {
        var token = await desk.InScopeAsync(async services =>
        {
            var grant = await services.GetRequiredService<DeskDb>().SingleAsync(
                $"""
                insert into app_grants (account_id, app_id, user_id, scopes, created_at)
                select account_id, {app.Id}, id, {scopes}, now() from users where account_id = {desk.Account.Id} and email = {email} returning id
                """,
                row => row.GetInt64(0),
                CancellationToken.None);
            var answer = await services.GetRequiredService<IssueTokens>().RunAsync(desk.Account.Id, grant, scopes, scopes, CancellationToken.None);
            return (string)answer["access_token"]!;
        });
        return desk.Bearer(token);
    }

    public static string Hash(string token) => Convert.ToHexString(OpaqueToken.Hash(token));

    public static Answer IsError(this Answer answer, HttpStatusCode status, string code)
    {
        answer.Is(status);
        Assert.Equal(code, (string?)answer["error"]);
        Assert.Equal("no-store", answer.Header("Cache-Control"));
        return answer;
    }
}
