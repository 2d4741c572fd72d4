using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Messages;
using Antiphon.Data;
using Antiphon.Rules.Templates;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Rules;

/// <summary>Every template is installed and meets its own samples.</summary>
[Trait("row", "J13")]
public sealed class RuleTemplateTests(Desk desk) : IClassFixture<Desk>
{
    public static IEnumerable<TheoryDataRow<string>> Slugs => RuleTemplate.All.Select(template => new TheoryDataRow<string>(template.Slug));

    [Fact]
    public async Task Twenty_templates_are_offered()
    {
        var offered = (await desk.Admin.GetJsonAsync("/api/rules/templates")).Is(HttpStatusCode.OK).Json.AsArray();
        Assert.Equal(20, offered.Select(template => (string)template!["slug"]!).Distinct().Count());
        Assert.All(offered, template => Assert.True(template!["samples"]!.AsArray().Select(sample => (bool)sample!["acts"]!).Distinct().Count() == 2, "One sample for each verdict."));
        Assert.Contains("auto-close-thanks", (await desk.Admin.PostJsonAsync("/api/rules/templates", new { template = "unheard-of" })).Is(HttpStatusCode.BadRequest).ErrorsAt("template")[0], StringComparison.Ordinal);
        (await desk.Admin.PostJsonAsync("/api/rules/templates", new { })).Is(HttpStatusCode.BadRequest);
    }

    [Theory]
    [MemberData(nameof(Slugs))]
    public async Task An_installed_template_does_what_its_samples_say(string slug)
    {
        await using var own = await Desk.StartAsync();
        await own.SettingAsync("business-hours", """{"timezone": "UTC", "business_hours": [{"days": "1,2,3,4,5", "from_time": "09:00", "to_time": "18:00"}]}""");
        await own.IntegrationAsync("email", "Store", "support@store.example");
        var template = RuleTemplate.Find(slug)!;
        (await own.Admin.PostJsonAsync("/api/rules/templates", new { template = slug })).Is(HttpStatusCode.Created);
        foreach (var sample in template.Samples)
        {
            var id = await OpenAsync(own, sample);
            var ticket = await own.SettledTicketAsync(id);
            var because = $"{slug}, {sample.Name}: {string.Join('\n', (await own.RunsAsync(id)).Select(run => run.ToJsonString()))}";
            Assert.True(sample.Expect.Acts == (await own.RunsAsync(id)).Any(run => (string)run["outcome"]! == "executed"), because);
            Check(sample.Expect, ticket, because);
        }
    }

    private static void Check(TemplateExpectation expect, Answer ticket, string because)
    {
        var tags = ticket.TagNames();
        Assert.True(expect.Tags is null || (expect.Tags.Count == 0 ? tags.Length == 0 : expect.Tags.All(tags.Contains)), because);
        Assert.True(expect.GoneTags?.Any(tags.Contains) is not true, because);
        Assert.True(expect.Status is null || expect.Status == (string?)ticket["status"], because);
        Assert.True(expect.Priority is null || expect.Priority == (string?)ticket["priority"], because);
        Assert.True(expect.Trashed is null || expect.Trashed == ticket["trashed_datetime"] is not null, because);
        Assert.True(expect.Snoozed is null || expect.Snoozed == ticket["snooze_datetime"] is not null, because);
        var written = ticket["messages"]!.AsArray().Where(message => (string)message!["via"]! == "rule").ToList();
        Assert.True(expect.Reply is null || written.Exists(message => (bool)message!["public"]! && ((string)message["body_text"]!).Contains(expect.Reply, StringComparison.Ordinal)), because);
        Assert.True(expect.Note is null || written.Exists(message => !(bool)message!["public"]! && ((string)message["body_text"]!).Contains(expect.Note, StringComparison.Ordinal)), because);
    }

    private static async Task<JsonNode?> OpenAsync(Desk desk, TemplateSample sample)
    {
        var email = sample.From ?? Samples.NewEmail();
        var message = Samples.IncomingEmail(email, sample.Text ?? "Hello");
        var ticket = Samples.Ticket(email, message);
        ticket["subject"] = sample.Subject ?? "A question";
        ticket["status"] = sample.Status;
        ticket["language"] = sample.Language;
        ticket["tags"] = sample.Tags is null ? null : new JsonArray([.. sample.Tags.Select(tag => (JsonNode)new JsonObject { ["name"] = tag })]);
        // A Wednesday.
        ticket["created_datetime"] = sample.Hours switch { "open" => "2026-07-01T10:00:00", "closed" => "2026-07-01T22:00:00", _ => null };
        if (sample.Channel is { } channel)
        {
            ticket["channel"] = channel;
            message["channel"] = channel;
            message["source"] = null;
        }

        foreach (var (name, value) in ticket.ToList())
        {
            if (value is null)
            {
                ticket.Remove(name);
            }
        }

        message.Remove(message["source"] is null ? "source" : "none");
        if (sample.CustomerData is { } data)
        {
            var customer = (await desk.Admin.PostJsonAsync("/api/customers", new { email, name = "Mira Olsen" })).Is(HttpStatusCode.Created);
            (await desk.Admin.PutJsonAsync($"/api/customers/{customer["id"]}/data", new { data })).Is(HttpStatusCode.Accepted);
        }

        return (await desk.Admin.PostJsonAsync("/api/tickets", ticket)).Is(HttpStatusCode.Created)["id"];
    }
}
