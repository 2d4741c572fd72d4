using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Client;
using Antiphon.ApiTests.Furniture;
using Antiphon.Client;
using Antiphon.Contract;

namespace Antiphon.ApiTests.Slas;

[Trait("row", "J23")]
public sealed class SlaPolicyTests(Desk desk) : IClassFixture<Desk>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_policy_is_made_changed_ordered_listed_and_deleted_through_the_client()
    {
        await using var own = await Desk.StartAsync();
        using var client = own.Client();
        var tag = (await client.Tags.CreateAsync(new("vip"), cancellationToken: Token)).Id;
        var field = (long)(await own.Admin.PostJsonAsync("/api/custom-fields", new JsonObject
        {
            ["object_type"] = "Ticket",
            ["label"] = "Reason",
            ["definition"] = new JsonObject { ["data_type"] = "text", ["input_settings"] = new JsonObject { ["input_type"] = "input" } },
        })).Is(HttpStatusCode.Created)["id"]!;
        var made = await client.SlaPolicies.CreateAsync(
            new()
            {
                Name = " VIP ",
                Channels = ["email", "chat"],
                TagIds = [tag],
                Priorities = ["high"],
                CustomFields = [new(field, ["Late"])],
                FirstResponseMinutes = 30,
                BusinessHoursOnly = true,
            },
            cancellationToken: Token);
        Assert.Equal(("VIP", 1, 30, null, true, 80), (made.Name, made.Position, made.FirstResponseMinutes, made.ResolutionMinutes, made.BusinessHoursOnly, made.NearBreachPercent));
        var second = await client.SlaPolicies.CreateAsync(new() { Name = "All", ResolutionMinutes = 20_160 }, cancellationToken: Token);
        var third = await client.SlaPolicies.CreateAsync(new() { Name = "None", ResolutionMinutes = 1, DeactivatedDatetime = DateTimeOffset.UnixEpoch }, cancellationToken: Token);
        Assert.Equal(["All", "VIP", "None"], (await client.SlaPolicies.OrderAsync([second.Id], cancellationToken: Token)).Select(policy => policy.Name));

        // What it says makes a version; where it stands and whether it is on do not.
        var changed = await client.SlaPolicies.UpdateAsync(made.Id, new() { FirstResponseMinutes = 15, TagIds = null, CustomFields = null }, cancellationToken: Token);
        Assert.Equal((made.Uuid, 15, 2), (changed.Uuid, changed.FirstResponseMinutes, changed.Position));
        Assert.True(changed.VersionId > made.VersionId && changed.TagIds.Count == 0 && changed.CustomFields.Count == 0 && changed.Priorities.Count == 1);
        Assert.Equal(changed.VersionId, (await client.SlaPolicies.UpdateAsync(made.Id, new() { DeactivatedDatetime = DateTimeOffset.UnixEpoch, Name = "VIP" }, cancellationToken: Token)).VersionId);
        await client.SlaPolicies.DeleteAsync(second.Id, cancellationToken: Token);
        var listed = new List<(string, int)>();
        await foreach (var policy in client.SlaPolicies.ListAsync(cancellationToken: Token))
        {
            listed.Add((policy.Name, policy.Position));
        }

        Assert.Equal([("VIP", 1), ("None", 2)], listed);
        Assert.Equal(HttpStatusCode.NotFound, (await Assert.ThrowsAsync<AntiphonException>(() => client.SlaPolicies.GetAsync(second.Id, cancellationToken: Token))).StatusCode);
        Assert.Equal(third.Name, (await client.SlaPolicies.GetAsync(third.Id, cancellationToken: Token)).Name);
        var events = (await own.Admin.GetJsonAsync("/api/events?types=account-updated&order_by=created_datetime:asc")).Is(HttpStatusCode.OK)["data"]!.AsArray().Select(item => (string?)item!["data"]?["change"]);
        Assert.Equal(
            ["sla-policy-created", "sla-policy-created", "sla-policy-created", "sla-policies-ordered", "sla-policy-updated", "sla-policy-updated", "sla-policy-deleted"],
            events.Where(change => change?.StartsWith("sla", StringComparison.Ordinal) is true));
    }

    [Theory]
    [InlineData("""{"first_response_minutes": 5}""", "name")]
    [InlineData("""{"name": " ", "first_response_minutes": 5}""", "name")]
    [InlineData("""{"name": "x"}""", "first_response_minutes")]
    [InlineData("""{"name": "x", "first_response_minutes": 0}""", "first_response_minutes")]
    [InlineData("""{"name": "x", "first_response_minutes": 20161}""", "first_response_minutes")]
    [InlineData("""{"name": "x", "resolution_minutes": 0}""", "resolution_minutes")]
    [InlineData("""{"name": "x", "resolution_minutes": 20161}""", "resolution_minutes")]
    [InlineData("""{"name": "x", "resolution_minutes": 5, "near_breach_percent": 100}""", "near_breach_percent")]
    [InlineData("""{"name": "x", "resolution_minutes": 5, "near_breach_percent": 0}""", "near_breach_percent")]
    [InlineData("""{"name": "x", "resolution_minutes": 5, "channels": ["email", "pigeon"]}""", "channels.1")]
    [InlineData("""{"name": "x", "resolution_minutes": 5, "priorities": ["urgent"]}""", "priorities.0")]
    [InlineData("""{"name": "x", "resolution_minutes": 5, "tag_ids": [999999]}""", "tag_ids.0")]
    [InlineData("""{"name": "x", "resolution_minutes": 5, "integration_ids": [999999]}""", "integration_ids.0")]
    [InlineData("""{"name": "x", "resolution_minutes": 5, "custom_fields": [{"id": 999999, "values": ["a"]}]}""", "custom_fields.0.id")]
    [InlineData("""{"name": "x", "resolution_minutes": 5, "custom_fields": [{"values": ["a"]}]}""", "custom_fields.0.id")]
    [InlineData("""{"name": "x", "resolution_minutes": 5, "custom_fields": [{"id": 1, "values": []}]}""", "custom_fields.0.values")]
    [InlineData("""{"name": "x", "resolution_minutes": 5, "custom_fields": [{"id": 1, "values": ["a"]}, {"id": 1, "values": ["b"]}]}""", "custom_fields.1.id")]
    [InlineData("""{"name": "x", "resolution_minutes": 5, "colour": "red"}""", "colour")]
    public async Task What_is_wrong_is_named(string body, string field)
    {
        var before = (await desk.Admin.GetJsonAsync("/api/sla-policies")).Is(HttpStatusCode.OK)["data"]!.AsArray().Count;
        Assert.NotEmpty((await desk.Admin.PostJsonAsync("/api/sla-policies", body)).Is(HttpStatusCode.BadRequest).ErrorsAt(field));
        Assert.Equal(before, (await desk.Admin.GetJsonAsync("/api/sla-policies")).Is(HttpStatusCode.OK)["data"]!.AsArray().Count);
    }

    [Fact]
    public async Task A_change_is_checked_as_a_whole_and_an_order_names_what_there_is()
    {
        var id = await desk.PolicyAsync("checked", new { first_response_minutes = 5 });
        Assert.NotEmpty((await desk.Admin.PutJsonAsync($"/api/sla-policies/{id}", new { first_response_minutes = (int?)null })).Is(HttpStatusCode.BadRequest).ErrorsAt("first_response_minutes"));
        Assert.NotEmpty((await desk.Admin.PutJsonAsync($"/api/sla-policies/{id}", new { name = (string?)null, near_breach_percent = (int?)null })).Is(HttpStatusCode.BadRequest).ErrorsAt("near_breach_percent"));
        (await desk.Admin.PutJsonAsync($"/api/sla-policies/{id}", new { first_response_minutes = (int?)null, resolution_minutes = 7 })).Is(HttpStatusCode.Accepted);
        Assert.NotEmpty((await desk.Admin.PutJsonAsync("/api/sla-policies/order", new { ids = new[] { id, 999_999 } })).Is(HttpStatusCode.BadRequest).ErrorsAt("ids.1"));
        Assert.NotEmpty((await desk.Admin.PutJsonAsync("/api/sla-policies/order", new { ids = new[] { id, id } })).Is(HttpStatusCode.BadRequest).ErrorsAt("ids.1"));
        Assert.NotEmpty((await desk.Admin.PutJsonAsync("/api/sla-policies/order", new { })).Is(HttpStatusCode.BadRequest).ErrorsAt("ids"));
        (await desk.Admin.GetJsonAsync("/api/tickets/999999/slas")).Is(HttpStatusCode.NotFound);
        using var basic = await desk.AsRoleAsync("basic-agent");
        (await basic.GetJsonAsync($"/api/sla-policies/{id}")).Is(HttpStatusCode.OK);
        (await basic.PutJsonAsync($"/api/sla-policies/{id}", new { resolution_minutes = 8 })).Is(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_tag_that_is_gone_does_not_keep_the_rest_from_being_changed()
    {
        var tag = (long)(await desk.Admin.PostJsonAsync("/api/tags", new { name = "for a while" })).Is(HttpStatusCode.Created)["id"]!;
        var id = await desk.PolicyAsync("of a tag", new { first_response_minutes = 5, tag_ids = new[] { tag } });
        (await desk.Admin.DeleteJsonAsync($"/api/tags/{tag}")).Is(HttpStatusCode.NoContent);
        (await desk.Admin.PutJsonAsync($"/api/sla-policies/{id}", new { first_response_minutes = 6 })).Is(HttpStatusCode.Accepted);
    }
}
