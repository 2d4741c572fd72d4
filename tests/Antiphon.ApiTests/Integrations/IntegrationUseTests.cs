using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;

namespace Antiphon.ApiTests.Integrations;

[Trait("row", "B31")]
public sealed class IntegrationUseTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task What_rules_macros_and_other_integrations_use_is_not_deleted()
    {
        var id = await IntegrationAsync("Used");
        var rules = new[]
        {
            await CreateAsync("rules", new { name = "asks", code = $"if (gt(ticket.customer.integrations[{id}].total, 5)) {{ Action('addTags', {{ tags: 'rich' }}) }}" }),
            await CreateAsync("rules", new { name = "came through", code = $"if (eq(ticket.integrations.id, {id})) {{ if (eq(ticket.status, 'open')) {{ Action('addTags', {{ tags: 'x' }}) }} }}" }),
            await CreateAsync("rules", new { name = "tells", code = $"Action('addInternalNote', {{ body_text: 'Paid {{{{ticket.customer.integrations[{id}].total}}}}' }})" }),
        };
        var macro = await CreateAsync("macros", new { name = "tells", actions = new JsonArray(Samples.Action("setResponseText", new JsonObject { ["body_text"] = $"Plan: {{{{ticket.customer.integrations[{id}].plan}}}}" })) });
        var other = await CreateAsync("integrations", Samples.Integration("Passes on", $"https://a.example/?plan={{{{ticket.customer.integrations[{id}].plan}}}}"));
        await CreateAsync("macros", new { name = $"only says {id}", actions = new JsonArray(Samples.Action("setSubject", new JsonObject { ["subject"] = $"{id}" })) });
        await CreateAsync("rules", new { name = "only says", code = $"if (contains(ticket.subject, '{id}')) {{ Action('addTags', {{ tags: '{id}' }}) }}" });

        var refused = (await desk.Admin.DeleteJsonAsync($"/api/integrations/{id}")).Is(HttpStatusCode.BadRequest);
        Assert.Equal("The integration is used in rules, macros or other integrations.", (string?)refused["error"]!["msg"]);
        Assert.Equal(rules, refused["error"]!["data"]!["rules"]!.AsArray().Select(rule => (long)rule!));
        Assert.Equal([macro], refused["error"]!["data"]!["macros"]!.AsArray().Select(used => (long)used!));
        Assert.Equal([other], refused["error"]!["data"]!["integrations"]!.AsArray().Select(used => (long)used!));

        foreach (var path in (string[])[.. rules.Select(rule => $"rules/{rule}"), $"macros/{macro}", $"integrations/{other}"])
        {
            (await desk.Admin.DeleteJsonAsync($"/api/{path}")).Is(HttpStatusCode.NoContent);
        }

        (await desk.Admin.DeleteJsonAsync($"/api/integrations/{id}")).Is(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_view_that_names_it_is_deactivated()
    {
        var id = await IntegrationAsync("Named by a view");
        var view = await CreateAsync("views", new { name = "Through it", filters = $"eq(ticket.integrations.id, {id})" });
        (await desk.Admin.DeleteJsonAsync($"/api/integrations/{id}")).Is(HttpStatusCode.NoContent);
        Assert.NotNull((await desk.Admin.GetJsonAsync($"/api/views/{view}")).Is(HttpStatusCode.OK)["deactivated_datetime"]);
        Assert.Contains("view-deactivated", await desk.EventsOfAsync("View", view));
    }

    [Fact]
    public async Task An_integration_may_name_itself() =>
        (await desk.Admin.DeleteJsonAsync($"/api/integrations/{await NamingItselfAsync()}")).Is(HttpStatusCode.NoContent);

    private async Task<long> NamingItselfAsync()
    {
        var id = await IntegrationAsync("Itself");
        (await desk.Admin.PutJsonAsync($"/api/integrations/{id}", new { http = new { url = $"https://a.example/?v={{{{ticket.customer.integrations[{id}].version}}}}" } })).Is(HttpStatusCode.OK);
        return id;
    }

    private Task<long> IntegrationAsync(string name) => CreateAsync("integrations", Samples.Integration(name));

    private async Task<long> CreateAsync(string kind, object body) => (long)(await desk.Admin.PostJsonAsync($"/api/{kind}", body)).Is(HttpStatusCode.Created)["id"]!;
}
