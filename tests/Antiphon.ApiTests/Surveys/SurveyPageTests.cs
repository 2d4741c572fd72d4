using System.Net;
using System.Text.RegularExpressions;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Messages;
using Antiphon.ApiTests.Rules;

namespace Antiphon.ApiTests.Surveys;

/// <summary>The page of the answer: no login, no script, no cookie.</summary>
[Trait("row", "J24")]
public sealed partial class SurveyPageTests
{
    [Fact]
    public async Task A_click_is_an_answer_that_can_be_explained_and_changed()
    {
        await using var desk = await Asking.StartAsync(new TestClock());
        var (ticket, link) = await AskedAsync(desk);
        using var customer = Customer(desk);
        var page = await GetAsync(customer, link);
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Contains("default-src 'none'", page.Header("Content-Security-Policy"), StringComparison.Ordinal);
        Assert.Equal("no-store", page.Header("Cache-Control"));
        Assert.Null(page.Header("Set-Cookie"));
        Assert.DoesNotContain("<script", page.Body, StringComparison.OrdinalIgnoreCase);
        // Everything has a name for those who do not see it.
        Assert.Contains("<html lang=\"en\">", page.Body, StringComparison.Ordinal);
        Assert.Contains("<legend>", page.Body, StringComparison.Ordinal);
        Assert.Contains("<label for=\"comment\">", page.Body, StringComparison.Ordinal);
        Assert.Equal(["5", "4", "3", "2", "1"], Buttons().Matches(page.Body).Select(button => button.Groups["score"].Value));
        Assert.All(Buttons().Matches(page.Body), button => Assert.Matches("^[1-5] of 5: [A-Z]", button.Groups["name"].Value));
        // Looking is no answer: programs that check mail follow links.
        Assert.Null((await desk.SurveyAsync(ticket))!["score"]);

        var clicked = await PostAsync(customer, link, ("comment", ""), ("score", "5"));
        Assert.Equal((HttpStatusCode.SeeOther, link), (clicked.Status, clicked.Header("Location")));
        Assert.Equal(5, (int)(await desk.SurveyAsync(ticket))!["score"]!);
        var thanks = await GetAsync(customer, link);
        Assert.Contains("<p role=\"status\" class=\"notice\">Thank you: your answer is 5 of 5.", thanks.Body, StringComparison.Ordinal);
        Assert.Contains("aria-current=\"true\">5 of 5: Very satisfied (your answer)", thanks.Body, StringComparison.Ordinal);
        var first = (string?)(await desk.SurveyAsync(ticket))!["scored_datetime"];

        await PostAsync(customer, link, ("comment", "Fast & <friendly>"), ("score", "4"));
        var survey = (await desk.SurveyAsync(ticket))!;
        Assert.Equal((4, "Fast & <friendly>", first), ((int)survey["score"]!, (string?)survey["body_text"], (string?)survey["scored_datetime"]));
        Assert.Contains("Fast &amp; &lt;friendly&gt;</textarea>", (await GetAsync(customer, link)).Body, StringComparison.Ordinal);
        await PostAsync(customer, link, ("comment", "Fast & <friendly>"), ("score", "4"));
        Assert.Equal(["satisfaction-survey-sent", "satisfaction-survey-responded", "satisfaction-survey-responded"], await desk.Admin.EventTypesAsync("SatisfactionSurvey", survey["id"]));
    }

    [Fact]
    public async Task What_is_no_answer_is_said_and_changes_nothing()
    {
        await using var desk = await Asking.StartAsync(new TestClock());
        var (ticket, link) = await AskedAsync(desk);
        using var customer = Customer(desk);
        foreach (var fields in new (string, string)[][] { [("score", "6")], [("score", "-1")], [("score", "five")], [("comment", "hi")], [("score", "3"), ("comment", new string('x', 1001))], [] })
        {
            var answer = await PostAsync(customer, link, fields);
            Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
            Assert.Contains("role=\"alert\"", answer.Body, StringComparison.Ordinal);
        }

        using var json = new HttpRequestMessage(HttpMethod.Post, link) { Content = new StringContent("""{"score": 5}""", System.Text.Encoding.UTF8, "application/json") };
        Assert.Equal(HttpStatusCode.BadRequest, (await customer.SendAsync(json, TestContext.Current.CancellationToken)).StatusCode);
        Assert.Null((await desk.SurveyAsync(ticket))!["score"]);
    }

    [Fact]
    public async Task A_link_opens_its_own_survey_of_its_own_account_and_nothing_else()
    {
        await using var desk = await Asking.StartAsync(new TestClock());
        await desk.OpenAccountAsync("beta", "ada@beta.example");
        var (_, link) = await AskedAsync(desk);
        var (otherTicket, other) = await AskedAsync(desk);
        var (id, signature) = (link[..link.IndexOf('-', StringComparison.Ordinal)], link[link.IndexOf('-', StringComparison.Ordinal)..]);
        var otherId = other[..other.IndexOf('-', StringComparison.Ordinal)];
        var flipped = signature[..^2] + (signature[^2] is 'A' ? 'B' : 'A') + signature[^1];
        using var customer = Customer(desk);
        foreach (var forged in new[] { otherId + signature, id + flipped, id + "-", id, "/surveys/abc", id + signature + "A", "/surveys/99999" + signature, "/surveys/-1" + signature })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await GetAsync(customer, forged)).Status);
            Assert.Equal(HttpStatusCode.NotFound, (await PostAsync(customer, forged, ("score", "1"))).Status);
        }

        using var beta = Customer(desk, "beta.localhost");
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync(beta, link)).Status);
        Assert.Null((await desk.SurveyAsync(otherTicket))!["score"]);
        // It is a key to nothing else.
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/account");
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {link["/surveys/".Length..]}");
        Assert.Equal(HttpStatusCode.Unauthorized, (await customer.SendAsync(request, TestContext.Current.CancellationToken)).StatusCode);
    }

    private static async Task<(long Ticket, string Link)> AskedAsync(Desk desk)
    {
        var before = desk.Outbox().Sent.Count;
        if (before == 0)
        {
            await desk.IntegrationAsync("email", "Support", "support@store.example");
            await Asking.SettingAsync(desk, """{"send_survey_for_email": true, "survey_interval": 0}""");
        }

        var ticket = (long)(await desk.Admin.OpenTicketAsync())["id"]!;
        await desk.CloseAsync(ticket);
        await Threads.UntilAsync(() => Task.FromResult(desk.Outbox().Sent.Count > before));
        return (ticket, await desk.LinkAsync());
    }

    private static HttpClient Customer(Desk desk, string? host = null)
    {
        var customer = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = desk.Address };
        customer.DefaultRequestHeaders.Host = host;
        return customer;
    }

    private static Task<Answer> GetAsync(HttpClient customer, string path) => customer.GetJsonAsync(path);

    private static async Task<Answer> PostAsync(HttpClient customer, string path, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        var message = await customer.PostAsync(path, form, TestContext.Current.CancellationToken);
        return new Answer(message.StatusCode, await message.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), message);
    }

    [GeneratedRegex("<button name=\"score\" value=\"(?<score>[1-5])\"[^>]*>(?<name>[1-5] of[^<]*)</button>", RegexOptions.ExplicitCapture)]
    private static partial Regex Buttons();
}
