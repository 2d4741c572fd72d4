using System.Net;
using System.Text.RegularExpressions;
using Antiphon.Data;
using Antiphon.Identity.SignIn.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Furniture;

/// <summary>A page as a browser got it.</summary>
internal sealed partial record Page(Answer Answer)
{
    public HttpStatusCode Status => Answer.Status;

    public string Html => Answer.Body;

    /// <summary>Where the answer leads; null when it leads nowhere.</summary>
    public string? Location => Answer.Header("Location");

    /// <summary>The fields of the form that goes to an action, with the values that the page gave them.</summary>
    public Dictionary<string, string> Form(string action)
    {
        foreach (var form in FormPattern().Matches(Html).Where(form => WebUtility.HtmlDecode(form.Groups["action"].Value) == action))
        {
            return InputPattern().Matches(form.Groups["body"].Value).ToDictionary(
                input => WebUtility.HtmlDecode(input.Groups["name"].Value), input => WebUtility.HtmlDecode(input.Groups["value"].Value), StringComparer.Ordinal);
        }

        throw new InvalidOperationException($"The page has no form for {action}: {Html}");
    }

    public Page Is(HttpStatusCode status)
    {
        Answer.Is(status);
        return this;
    }

    [GeneratedRegex("<form method=\"post\" action=\"(?<action>[^\"]*)\">(?<body>.*?)</form>", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex FormPattern();

    [GeneratedRegex("<input[^>]*? name=\"(?<name>[^\"]*)\"[^>]*? value=\"(?<value>[^\"]*)\"", RegexOptions.ExplicitCapture)]
    private static partial Regex InputPattern();
}

/// <summary>A browser without script: it keeps cookies and sends forms. Redirects are the test's to follow.</summary>
internal sealed class Browser : IDisposable
{
    private readonly HttpClient http;
    private readonly Dictionary<string, string> cookies = new(StringComparer.Ordinal);

    public Browser(Desk desk, string? host = null)
    {
        http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = desk.Address };
        http.DefaultRequestHeaders.Host = host;
        http.DefaultRequestHeaders.UserAgent.ParseAdd("TestBrowser/1.0");
    }

    public IDictionary<string, string> Cookies => cookies;

    public HttpClient Http => http;

    /// <summary>A browser with a session of a user, whose password nobody had to type.</summary>
    public static async Task<Browser> SignedInAsync(Desk desk, string email, string? host = null)
    {
        var browser = new Browser(desk, host);
        browser.cookies["antiphon_session"] = await desk.InScopeAsync(async services =>
        {
            var (account, user, role) = await services.GetRequiredService<DeskDb>().SingleAsync(
                $"select account_id, id, role from users where email = {email} and deleted_at is null", row => (row.GetInt64(0), row.GetInt64(1), row.GetString(2)), CancellationToken.None);
            return await services.GetRequiredService<StartSession>().RunAsync(account, user, role, byProvider: false, new SessionPlace("127.0.0.1", "TestBrowser/1.0"), CancellationToken.None);
        });
        return browser;
    }

    public Task<Page> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    /// <summary>Sends a page's form with some fields filled in.</summary>
    public Task<Page> SubmitAsync(Page page, string action, params (string Name, string Value)[] filled)
    {
        var fields = page.Form(action);
        foreach (var (name, value) in filled)
        {
            fields[name] = value;
        }

        return PostAsync(action, fields);
    }

    public Task<Page> PostAsync(string path, IDictionary<string, string> fields, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, path, new FormUrlEncodedContent(fields), headers.Length > 0 ? headers : [("Sec-Fetch-Site", "same-origin")]);

    /// <summary>A call of the API as a page's script would make it.</summary>
    public Task<Page> CallAsync(HttpMethod method, string path, HttpContent? content, params (string Name, string Value)[] headers) => SendAsync(method, path, content, headers);

    public void Dispose() => http.Dispose();

    private async Task<Page> SendAsync(HttpMethod method, string path, HttpContent? content, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (cookies.Count > 0)
        {
            request.Headers.Add("Cookie", string.Join("; ", cookies.Select(cookie => $"{cookie.Key}={cookie.Value}")));
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        var message = await http.SendAsync(request);
        foreach (var set in message.Headers.TryGetValues("Set-Cookie", out var lines) ? lines : [])
        {
            var pair = set.Split(';')[0].Split('=', 2);
            if (pair[1].Length == 0)
            {
                cookies.Remove(pair[0]);
            }
            else
            {
                cookies[pair[0]] = pair[1];
            }
        }

        return new Page(new Answer(message.StatusCode, await message.Content.ReadAsStringAsync(), message));
    }
}
