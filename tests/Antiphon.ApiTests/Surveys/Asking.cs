using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Messages;
using Antiphon.ApiTests.Rules;
using Antiphon.Data;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Surveys;

/// <summary>Surveys as tests need them.</summary>
internal static class Asking
{
    public const string Hourly = """{"send_survey_for_email": true, "survey_interval": 24}""";

    /// <summary>A desk whose time the test moves, and whose server looks often what is due.</summary>
    public static Task<Desk> StartAsync(TestClock clock) => Desk.StartAsync(builder =>
    {
        builder.Configuration.AddInMemoryCollection([new("Scheduling:Poll", "00:00:00.020"), new("Hosts:PublicUrl", "https://{domain}.help.example/")]);
        builder.Services.AddSingleton<TimeProvider>(clock);
    });

    public static async Task<long> SettingAsync(Desk desk, string data) =>
        (long)(await desk.Admin.PostJsonAsync("/api/account/settings", $$"""{"type": "satisfaction-surveys", "data": {{data}}}""")).Is(HttpStatusCode.Created)["id"]!;

    public static async Task CloseAsync(this Desk desk, JsonNode? ticket)
    {
        (await desk.Admin.PutJsonAsync($"/api/tickets/{ticket}", new { status = "closed" })).Is(HttpStatusCode.Accepted);
        await desk.SettledAsync();
    }

    public static async Task<JsonNode?> SurveyAsync(this Desk desk, JsonNode? ticket) => (await desk.Admin.GetJsonAsync($"/api/tickets/{ticket}")).Is(HttpStatusCode.OK)["satisfaction_survey"];

    /// <summary>Waits until nothing is due any more, and no rule can follow.</summary>
    public static async Task QuietAsync(this Desk desk, TestClock clock)
    {
        await Threads.UntilAsync(() => desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().SingleAsync(
            $"select not exists (select from due_work where account_id = {desk.Account.Id} and due_at <= {clock.GetUtcNow()})", row => row.GetBoolean(0), TestContext.Current.CancellationToken)));
        await desk.SettledAsync();
    }

    /// <summary>The path of the answer's page, as it stands in the message that left.</summary>
    public static async Task<string> LinkAsync(this Desk desk)
    {
        await Threads.UntilAsync(() => Task.FromResult(desk.Outbox().Sent.Count > 0));
        var text = desk.Outbox().Sent[^1].BodyText!;
        const string Host = "https://acme.help.example";
        var start = text.IndexOf(Host, StringComparison.Ordinal) + Host.Length;
        var end = text.IndexOfAny([' ', '\n', '\r'], start);
        return end < 0 ? text[start..] : text[start..end];
    }
}
