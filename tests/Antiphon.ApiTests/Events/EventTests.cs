using System.Net;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Users;
using Antiphon.Events;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Events;

[Trait("row", "B32")]
public sealed class EventTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task What_happens_can_be_read_newest_first()
    {
        var tag = (await desk.Admin.PostJsonAsync("/api/tags", new { name = "told" })).Is(HttpStatusCode.Created);
        (await desk.Admin.PutJsonAsync($"/api/tags/{tag["id"]}", new { name = "retold" })).Is(HttpStatusCode.Accepted);
        var list = (await desk.Admin.GetJsonAsync($"/api/events?object_type=Tag&object_id={tag["id"]}")).Is(HttpStatusCode.OK);
        Assert.Equal(["tag-updated", "tag-renamed", "tag-created"], list.Names("type"));
        var renamed = list["data"]![1]!;
        Assert.Equal("told", (string?)renamed["data"]!["old_name"]);
        Assert.Equal(desk.Account.OwnerUserId, (long)renamed["user_id"]!);
        Assert.Equal((string?)list["data"]![0]!["context"], (string?)renamed["context"]);
        Assert.NotEqual((string?)list["data"]![2]!["context"], (string?)renamed["context"]);
        Assert.Equal('4', ((string)renamed["context"]!)[14]);
        Assert.Equal($"/api/events/{renamed.Id()}/", (string?)renamed["uri"]);
        Assert.Equal(renamed.ToJsonString(), (await desk.Admin.GetJsonAsync($"/api/events/{renamed.Id()}")).Is(HttpStatusCode.OK).Json.ToJsonString());
        (await desk.Admin.GetJsonAsync("/api/events/987654321")).Is(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("object_type=Ticket", "object_id")]
    [InlineData("object_id=7", "object_type")]
    [InlineData("object_type=Message&object_id=7", "object_type")]
    [InlineData("object_type=TicketRule&object_id=7", "object_type")]
    [InlineData("types=ticket-exploded", "types")]
    [InlineData("types=tag-created&types=ticket-exploded", "types")]
    [InlineData("types=", "types")]
    [InlineData("user_ids=me", "user_ids")]
    [InlineData("order_by=created_datetime", "order_by")]
    [InlineData("order_by=id:asc", "order_by")]
    [InlineData("created_datetime[gte]=yesterday", "created_datetime[gte]")]
    [InlineData("created_datetime[ge]=2026-01-01", "created_datetime[ge]")]
    [InlineData("created_datetime=2026-01-01", "created_datetime")]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=101", "limit")]
    [InlineData("type=tag-created", "type")]
    public async Task What_the_list_does_not_know_is_refused(string query, string field) =>
        Assert.Single((await desk.Admin.GetJsonAsync($"/api/events?{query}")).Is(HttpStatusCode.BadRequest).ErrorsAt(field));

    [Fact]
    public async Task Events_are_read_only()
    {
        (await desk.Admin.PostJsonAsync("/api/events", new { })).Is(HttpStatusCode.MethodNotAllowed);
        (await desk.Admin.DeleteJsonAsync("/api/events/1")).Is(HttpStatusCode.MethodNotAllowed);
    }

    [Fact]
    public async Task Another_account_sees_none_of_them()
    {
        var other = await desk.OpenAccountAsync("elsewhere", "ada@elsewhere.example");
        using var caller = desk.Caller("ada@elsewhere.example", other.ApiKey, "elsewhere.localhost");
        var own = (await desk.Admin.GetJsonAsync("/api/events?limit=1")).Is(HttpStatusCode.OK)["data"]![0]!;
        (await caller.GetJsonAsync($"/api/events/{own.Id()}")).Is(HttpStatusCode.NotFound);
        Assert.Equal(["account-created", "user-created"], (await caller.GetJsonAsync("/api/events?order_by=created_datetime:asc")).Names("type"));
        Assert.Empty((await caller.GetJsonAsync($"/api/events?user_ids={desk.Account.OwnerUserId}")).Names("type"));
    }

    [Fact]
    public async Task Events_older_than_the_retention_are_gone_at_once_and_swept_later()
    {
        await using var own = await Desk.StartAsync(builder => builder.Configuration.AddInMemoryCollection([new("Events:RetentionDays", "30")]));
        var now = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());
        var seeded = await own.SeedEventsAsync(
        [
            new("tag-created", "Tag", 900, null, now.AddDays(-30).AddMinutes(-1)),
            new("tag-created", "Tag", 900, null, now.AddDays(-30).AddMinutes(1)),
        ]);
        (await own.Admin.GetJsonAsync($"/api/events/{seeded[0].Id}")).Is(HttpStatusCode.NotFound);
        (await own.Admin.GetJsonAsync($"/api/events/{seeded[1].Id}")).Is(HttpStatusCode.OK);
        foreach (var query in new[] { "object_type=Tag&object_id=900", "types=tag-created" })
        {
            Assert.Equal(seeded[1].Id, (await own.Admin.GetJsonAsync($"/api/events?{query}"))["data"]!.AsArray().Single()!.Id());
        }

        Assert.DoesNotContain(seeded[0].Id, (await own.Admin.GetJsonAsync("/api/events"))["data"]!.AsArray().Select(item => item!.Id()));
        var before = await own.CountEventsAsync();
        Assert.Equal(1, await own.Services.GetRequiredService<EventRetention>().SweepAsync(CancellationToken.None));
        Assert.Equal(before - 1, await own.CountEventsAsync());
        (await own.Admin.GetJsonAsync($"/api/events/{seeded[1].Id}")).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_retention_of_zero_keeps_events_for_ever()
    {
        await using var own = await Desk.StartAsync(builder => builder.Configuration.AddInMemoryCollection([new("Events:RetentionDays", "0")]));
        var seeded = await own.SeedEventsAsync([new("tag-created", "Tag", 900, null, new DateTimeOffset(1999, 1, 1, 0, 0, 0, TimeSpan.Zero))]);
        Assert.Equal(0, await own.Services.GetRequiredService<EventRetention>().SweepAsync(CancellationToken.None));
        (await own.Admin.GetJsonAsync($"/api/events/{seeded[0].Id}")).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task By_default_events_last_a_year()
    {
        var now = TimeProvider.System.GetUtcNow();
        var seeded = await desk.SeedEventsAsync([new("macro-created", "Macro", 1, null, now.AddDays(-366)), new("macro-created", "Macro", 1, null, now.AddDays(-364))]);
        Assert.Equal(seeded[1].Id, (await desk.Admin.GetJsonAsync("/api/events?object_type=Macro&object_id=1"))["data"]!.AsArray().Single()!.Id());
    }
}
