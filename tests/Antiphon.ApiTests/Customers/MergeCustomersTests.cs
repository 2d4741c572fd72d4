using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;
using Antiphon.Contract;
using Antiphon.Customers;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Customers;

[Trait("row", "B20")]
public sealed class MergeCustomersTests(Desk desk) : IClassFixture<Desk>
{
    [Theory]
    [InlineData("PUT", "/api/customers/merge?source_id=SOURCE&target_id=TARGET", null)]
    [InlineData("PUT", "/api/customers/merge/?source_id=SOURCE&target_id=TARGET", "{}")]
    [InlineData("POST", "/api/customers/TARGET/merge", """{"source_id": SOURCE}""")]
    [InlineData("POST", "/api/customers/TARGET/merge", """{"customer_id": "SOURCE"}""")]
    [InlineData("POST", "/api/customers/TARGET/merge/", """{"source_customer_id": SOURCE}""")]
    [InlineData("POST", "/api/customers/TARGET/merge?source_id=SOURCE", null)]
    public async Task Every_spelling_moves_everything_to_the_target(string method, string path, string? body)
    {
        await using var own = await Desk.StartAsync();
        var source = await own.CustomerIdAsync(new
        {
            email = "source@merge.example",
            name = "Sour Ce",
            external_id = "kept",
            language = "fr",
            note = "from the source",
            channels = new[] { new { type = "phone", address = "+1 source" } },
        });
        var target = await own.CustomerIdAsync(new { email = "target@merge.example", name = "Tar Get", channels = new[] { new { type = "phone", address = "+1 target" } } });
        var ticket = await own.TicketOfAsync(source);
        var message = await own.MessageInAsync(ticket, source);
        var shop = await own.IntegrationAsync("shop");
        await own.IntegrationDataAsync(source, shop, new JsonObject { ["orders"] = new JsonArray(1) });

        string Fill(string text) => text.Replace("SOURCE", $"{source}").Replace("TARGET", $"{target}");
        var merged = (await own.Admin.CallAsync(new HttpMethod(method), Fill(path), body is null ? null : Fill(body))).Is(HttpStatusCode.Accepted);

        Assert.Equal(target, (long)merged["id"]!);
        Assert.Equal(("target@merge.example", "Tar Get"), ((string?)merged["email"], (string?)merged["name"]));
        Assert.Equal(("kept", "fr", "from the source"), ((string?)merged["external_id"], (string?)merged["language"], (string?)merged["note"]));
        Assert.Equal(["source@merge.example", "+1 source", "target@merge.example", "+1 target"], merged.Addresses());
        Assert.Equal(["target@merge.example", "+1 target"], merged.Preferred());
        Assert.Equal("[1]", merged["integrations"]![$"{shop}"]!["orders"]!.ToJsonString());
        Assert.Equal(target, await own.CustomerOfTicketAsync(ticket));
        Assert.Equal(target, await own.SenderOfAsync(message));
        Assert.Equal(merged.Body, (await own.CustomerAsync(target)).Body);
        Assert.Equal([EventType.CustomerCreated, EventType.CustomerMerged], await own.EventsOfAsync(EventObject.Customer, target));
    }

    [Fact]
    [Trait("row", "C08")]
    public async Task The_event_names_both_customers()
    {
        var (source, target) = await PairAsync();
        await MergeAsync(source, target);
        var data = await desk.EventDataAsync(EventType.CustomerMerged, target);
        Assert.Equal((source, target), ((long)data!["source_id"]!, (long)data["target_id"]!));
    }

    [Fact]
    public async Task The_body_is_applied_before_the_answer()
    {
        var source = await desk.CustomerIdAsync(new { email = "body-source@merge.example" });
        var target = await desk.CustomerIdAsync(new { email = "body-target@merge.example", name = "Old", channels = new[] { new { type = "phone", address = "+2 out" } } });
        var merged = (await desk.Admin.PutJsonAsync(
            $"/api/customers/merge?source_id={source}&target_id={target}",
            """{"name": "New Name", "email": "body-source@merge.example", "timezone": "UTC", "channels": [{"type": "email", "address": "body-target@merge.example"}]}""")).Is(HttpStatusCode.Accepted);
        Assert.Equal(("New Name", "body-source@merge.example", "UTC"), ((string?)merged["name"], (string?)merged["email"], (string?)merged["timezone"]));
        Assert.Equal(["body-source@merge.example", "body-target@merge.example"], merged.Addresses());
        Assert.Equal(["body-source@merge.example"], merged.Preferred());
    }

    [Theory]
    [Trait("row", "A20")]
    [InlineData("GET", "")]
    [InlineData("GET", "/")]
    [InlineData("GET", "?relationships=custom_fields")]
    [InlineData("PUT", "")]
    [InlineData("DELETE", "")]
    [InlineData("PUT", "/data")]
    [InlineData("GET", "/data")]
    [InlineData("POST", "/merge?source_id=1")]
    [InlineData("GET", "/custom-fields")]
    [InlineData("DELETE", "/custom-fields/12")]
    [InlineData("GET", "/what/ever%20else")]
    public async Task Any_request_for_a_merged_customer_answers_301_to_the_survivor(string method, string rest)
    {
        var (source, target) = await PairAsync();
        await MergeAsync(source, target);
        var answer = (await desk.Admin.CallAsync(new HttpMethod(method), $"/api/customers/{source}{rest}", method is "PUT" ? "{}" : null)).Is(HttpStatusCode.MovedPermanently);
        Assert.Empty(answer.Body);
        Assert.Equal("0", answer.Header("Content-Length"));
        Assert.Equal($"{desk.Address.ToString().TrimEnd('/')}/api/customers/{target}{(rest is "/" ? "" : rest)}", answer.Message.Headers.Location!.OriginalString);
        await desk.CustomerAsync(target);
    }

    [Fact]
    [Trait("row", "A20")]
    public async Task Keys_and_conditions_of_a_request_do_not_hide_the_301()
    {
        var (source, target) = await PairAsync();
        await MergeAsync(source, target);
        var again = await desk.Admin.PostJsonAsync($"/api/customers/{source}/merge", new { source_id = 1 }, ("Idempotency-Key", "merged twice"));
        Assert.Empty(again.Is(HttpStatusCode.MovedPermanently).Body);
        Assert.Empty((await desk.Admin.PutJsonAsync($"/api/customers/{source}", new { note = "x" }, ("If-Match", "\"1\""))).Is(HttpStatusCode.MovedPermanently).Body);
    }

    [Fact]
    [Trait("row", "A20")]
    public async Task The_location_is_that_of_the_proxy_in_front()
    {
        var (source, target) = await PairAsync();
        await MergeAsync(source, target);
        var answer = await desk.Admin.CallAsync(HttpMethod.Get, $"/api/customers/{source}", null, ("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "acme.localhost"));
        Assert.Equal($"https://acme.localhost/api/customers/{target}", answer.Is(HttpStatusCode.MovedPermanently).Message.Headers.Location!.OriginalString);
    }

    [Fact]
    [Trait("row", "A20")]
    public async Task Chains_lead_straight_to_the_last_survivor_and_end_with_it()
    {
        var (a, b, c) = (await desk.CustomerIdAsync(new { }), await desk.CustomerIdAsync(new { }), await desk.CustomerIdAsync(new { }));
        await MergeAsync(a, b);
        await MergeAsync(b, c);
        foreach (var id in new[] { a, b })
        {
            Assert.EndsWith($"/api/customers/{c}", (await desk.Admin.GetJsonAsync($"/api/customers/{id}")).Is(HttpStatusCode.MovedPermanently).Header("Location"), StringComparison.Ordinal);
        }

        (await desk.Admin.DeleteJsonAsync($"/api/customers/{c}")).Is(HttpStatusCode.NoContent);
        foreach (var id in new[] { a, b, c })
        {
            Assert.Equal("Resource not found.", (string?)(await desk.Admin.GetJsonAsync($"/api/customers/{id}")).Is(HttpStatusCode.NotFound)["error"]!["msg"]);
        }
    }

    [Fact]
    public async Task Data_of_the_same_integration_on_both_sides_answers_409_and_merges_nothing()
    {
        var (source, target) = await PairAsync();
        var (shared, other) = (await desk.IntegrationAsync("shared"), await desk.IntegrationAsync("other"));
        await desk.IntegrationDataAsync(source, shared, []);
        await desk.IntegrationDataAsync(source, other, []);
        await desk.IntegrationDataAsync(target, shared, []);
        var refused = (await desk.Admin.PutJsonAsync($"/api/customers/merge?source_id={source}&target_id={target}", "{}")).Is(HttpStatusCode.Conflict);
        Assert.Equal($"[\"{shared}\"]", refused["error"]!["data"]!["integrations"]!.ToJsonString());
        await desk.CustomerAsync(source);
    }

    [Fact]
    public async Task Wrong_merges_are_refused()
    {
        var (source, target) = await PairAsync();
        await desk.CreateCustomerAsync(new { email = "third@merge.example" });
        Assert.NotEmpty((await desk.Admin.PutJsonAsync("/api/customers/merge", "{}")).Is(HttpStatusCode.BadRequest).ErrorsAt("source_id"));
        Assert.NotEmpty((await desk.Admin.PutJsonAsync($"/api/customers/merge?source_id={source}", "{}")).Is(HttpStatusCode.BadRequest).ErrorsAt("target_id"));
        Assert.NotEmpty((await desk.Admin.PutJsonAsync($"/api/customers/merge?source_id={source}&target_id={source}", "{}")).Is(HttpStatusCode.BadRequest).ErrorsAt("source_id"));
        Assert.NotEmpty((await desk.Admin.PutJsonAsync($"/api/customers/merge?source_id=0&target_id={target}", "{}")).Is(HttpStatusCode.BadRequest).ErrorsAt("source_id"));
        Assert.NotEmpty((await desk.Admin.PutJsonAsync($"/api/customers/merge?source_id={source}&target_id={target}", $$"""{"source_id": {{source}}}""")).Is(HttpStatusCode.BadRequest).ErrorsAt("source_id"));
        Assert.NotEmpty((await desk.Admin.PutJsonAsync($"/api/customers/merge?source_id={source}&target_id={target}", """{"language": "zz", "foo": 1}""")).Is(HttpStatusCode.BadRequest).ErrorsAt("foo"));
        (await desk.Admin.PutJsonAsync($"/api/customers/merge?source_id={source}&target_id=999999999", "{}")).Is(HttpStatusCode.NotFound);
        (await desk.Admin.PostJsonAsync($"/api/customers/{target}/merge", new { source_id = 999_999_999 })).Is(HttpStatusCode.NotFound);
        (await desk.Admin.PutJsonAsync($"/api/customers/merge?source_id={source}&target_id={target}", """{"email": "third@merge.example"}""")).Is(HttpStatusCode.Conflict);
        await desk.CustomerAsync(source);
    }

    [Fact]
    public async Task Of_two_merges_that_cross_one_happens()
    {
        for (var round = 0; round < 5; round++)
        {
            var (one, two) = await PairAsync();
            var answers = await Task.WhenAll(
                desk.Admin.PutJsonAsync($"/api/customers/merge?source_id={one}&target_id={two}", "{}"),
                desk.Admin.PutJsonAsync($"/api/customers/merge?source_id={two}&target_id={one}", "{}"));
            Assert.Equal([HttpStatusCode.Accepted, HttpStatusCode.NotFound], answers.Select(answer => answer.Status).Order());
        }
    }

    [Fact]
    [Trait("row", "I04")]
    public async Task A_ticket_for_a_merged_customer_goes_to_the_survivor()
    {
        var (source, target) = await PairAsync();
        await MergeAsync(source, target);
        var found = await desk.InScopeAsync(async services =>
        {
            await using var transaction = await services.GetRequiredService<DeskDb>().BeginAsync(CancellationToken.None);
            return await services.GetRequiredService<ResolveCustomer>().RunAsync(new PersonRequest { Id = source }, new FieldErrors(), Actor.System(desk.Account.Id), CancellationToken.None);
        });
        Assert.Equal(target, found!.Id);
    }

    private async Task<(long Source, long Target)> PairAsync() => (await desk.CustomerIdAsync(new { }), await desk.CustomerIdAsync(new { }));

    private async Task MergeAsync(long source, long target) => (await desk.Admin.PutJsonAsync($"/api/customers/merge?source_id={source}&target_id={target}", "{}")).Is(HttpStatusCode.Accepted);
}
