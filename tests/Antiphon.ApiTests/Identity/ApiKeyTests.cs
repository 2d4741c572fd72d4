using System.Net;
using System.Text;
using Antiphon.ApiTests.Client;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.OAuth;
using Antiphon.ApiTests.Users;
using Antiphon.Client;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Identity;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Antiphon.ApiTests.Identity;

/// <summary>API keys through the API: shown once, listed, rotated with an overlap, revoked, and how much each is used.</summary>
[Trait("row", "A06")]
public sealed class ApiKeyTests : IAsyncLifetime
{
    private readonly TestClock clock = new();
    private Desk desk = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => desk = await Desk.StartAsync(builder => builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(clock)));

    public ValueTask DisposeAsync() => desk.DisposeAsync();

    [Fact]
    public async Task A_key_is_shown_once_and_acts_as_its_user()
    {
        var sam = (await desk.InviteAsync("sam@store.example")).Id();
        var answer = (await desk.Admin.PostJsonAsync("/api/keys", new { name = " Sync ", user = new { id = sam } })).Is(HttpStatusCode.Created);
        var key = (string)answer["key"]!;
        Assert.Equal(64, key.Length);
        Assert.Equal(("Sync", key[..6], "sam@store.example"), ((string)answer["name"]!, (string)answer["prefix"]!, (string)answer["user"]!["email"]!));
        Assert.Equal("no-store", answer.Header("Cache-Control"));
        using var caller = desk.Caller("sam@store.example", key);
        Assert.Equal(sam, (await caller.GetJsonAsync("/api/users/0")).Is(HttpStatusCode.OK).Json.Id());

        var read = (await desk.Admin.GetJsonAsync($"/api/keys/{answer["id"]}")).Is(HttpStatusCode.OK);
        Assert.False(read.Json.AsObject().ContainsKey("key"));
        var list = (await desk.Admin.GetJsonAsync("/api/keys")).Is(HttpStatusCode.OK);
        Assert.Equal((long)answer["id"]!, list["data"]![0]!.Id());
        Assert.DoesNotContain(key, list.Body + read.Body, StringComparison.Ordinal);
        var change = (await desk.EventDataAsync("account-updated", desk.Account.Id))!;
        Assert.Equal(("api-key-created", "Sync"), ((string)change["change"]!, (string)change["api_key"]!["name"]!));
    }

    [Fact]
    public async Task The_answer_that_is_kept_for_a_repeated_request_is_sealed()
    {
        var first = (await desk.Admin.PostJsonAsync("/api/keys", new { name = "Once" }, ("Idempotency-Key", "made-once"))).Is(HttpStatusCode.Created);
        var again = (await desk.Admin.PostJsonAsync("/api/keys", new { name = "Once" }, ("Idempotency-Key", "made-once"))).Is(HttpStatusCode.Created);
        Assert.Equal((string)first["key"]!, (string)again["key"]!);
        var clear = Encoding.UTF8.GetBytes((string)first["key"]!);
        Assert.Equal((1, 0), await desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().SingleAsync(
            $"select count(*)::int, count(*) filter (where position({clear} in body) > 0)::int from idempotency_keys where account_id = {desk.Account.Id}",
            row => (row.GetInt32(0), row.GetInt32(1)),
            CancellationToken.None)));
    }

    [Fact]
    public async Task A_rotated_key_is_accepted_for_its_overlap_beside_the_new_one_and_not_a_moment_longer()
    {
        using var client = desk.Client();
        var old = await client.ApiKeys.CreateAsync(new("Sync"), cancellationToken: Cancelled);
        var fresh = await client.ApiKeys.RotateAsync(old.Id, cancellationToken: Cancelled);
        using var before = desk.Caller(Desk.AdminEmail, old.Key);
        using var after = desk.Caller(Desk.AdminEmail, fresh.Key);
        var line = await client.ApiKeys.GetAsync(old.Id, cancellationToken: Cancelled);
        Assert.Equal((fresh.Id, clock.Now().AddHours(24)), (line.ReplacedBy!.Value, line.ExpiresDatetime!.Value));

        clock.Advance(TimeSpan.FromHours(24) - TimeSpan.FromSeconds(1));
        (await before.GetJsonAsync("/api/account")).Is(HttpStatusCode.OK);
        (await after.GetJsonAsync("/api/account")).Is(HttpStatusCode.OK);
        clock.Advance(TimeSpan.FromSeconds(1));
        (await before.GetJsonAsync("/api/account")).Is(HttpStatusCode.Unauthorized);
        (await after.GetJsonAsync("/api/account")).Is(HttpStatusCode.OK);

        Assert.Equal(HttpStatusCode.Conflict, (await Assert.ThrowsAsync<AntiphonException>(() => client.ApiKeys.RotateAsync(old.Id, cancellationToken: Cancelled))).StatusCode);
        // Without an overlap the old key ends with the answer.
        var last = await client.ApiKeys.RotateAsync(fresh.Id, new(OverlapHours: 0), cancellationToken: Cancelled);
        (await after.GetJsonAsync("/api/account")).Is(HttpStatusCode.Unauthorized);
        await client.ApiKeys.RevokeAsync(last.Id, cancellationToken: Cancelled);
        using var ended = desk.Caller(Desk.AdminEmail, last.Key);
        (await ended.GetJsonAsync("/api/account")).Is(HttpStatusCode.Unauthorized);
        Assert.NotNull((await client.ApiKeys.GetAsync(last.Id, cancellationToken: Cancelled)).RevokedDatetime);
        Assert.Equal(HttpStatusCode.NotFound, (await Assert.ThrowsAsync<AntiphonException>(() => client.ApiKeys.RevokeAsync(last.Id, cancellationToken: Cancelled))).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await Assert.ThrowsAsync<AntiphonException>(() => client.ApiKeys.RotateAsync(last.Id, cancellationToken: Cancelled))).StatusCode);
    }

    [Fact]
    public async Task The_calls_of_a_key_are_counted_by_the_hour_beside_the_bucket_of_all_keys()
    {
        using var client = desk.Client();
        var made = await client.ApiKeys.CreateAsync(new("Busy"), cancellationToken: Cancelled);
        using var caller = desk.Caller(Desk.AdminEmail, made.Key);
        for (var i = 0; i < 3; i++)
        {
            (await caller.GetJsonAsync("/api/account")).Is(HttpStatusCode.OK);
        }

        Assert.Equal([3], (await client.ApiKeys.GetUsageAsync(made.Id, cancellationToken: Cancelled)).Data.Select(hour => hour.Calls));
        (await caller.GetJsonAsync("/api/account")).Is(HttpStatusCode.OK);
        Assert.Equal([4], (await client.ApiKeys.GetUsageAsync(made.Id, cancellationToken: Cancelled)).Data.Select(hour => hour.Calls));
        clock.Advance(TimeSpan.FromHours(2));
        (await caller.GetJsonAsync("/api/account")).Is(HttpStatusCode.OK);
        var usage = await client.ApiKeys.GetUsageAsync(made.Id, cancellationToken: Cancelled);
        Assert.Equal([1, 4], usage.Data.Select(hour => hour.Calls));
        Assert.Equal(TimeSpan.FromHours(2), usage.Data[0].Hour - usage.Data[1].Hour);
        Assert.Equal(clock.Now(), (await client.ApiKeys.GetAsync(made.Id, cancellationToken: Cancelled)).LastUsedDatetime);

        // What is older than 31 days goes when the key is used again.
        clock.Advance(TimeSpan.FromDays(31) + TimeSpan.FromHours(1));
        (await caller.GetJsonAsync("/api/account")).Is(HttpStatusCode.OK);
        Assert.Equal([1], (await client.ApiKeys.GetUsageAsync(made.Id, cancellationToken: Cancelled)).Data.Select(hour => hour.Calls));
    }

    [Fact]
    public async Task Wrong_fields_are_told_and_only_active_users_get_keys()
    {
        Assert.NotEmpty((await desk.Admin.PostJsonAsync("/api/keys", new { name = " " })).Is(HttpStatusCode.BadRequest).ErrorsAt("name"));
        Assert.NotEmpty((await desk.Admin.PostJsonAsync("/api/keys", new { name = new string('x', 257) })).Is(HttpStatusCode.BadRequest).ErrorsAt("name"));
        Assert.NotEmpty((await desk.Admin.PostJsonAsync("/api/keys", new { name = "x", user = new { id = 987654 } })).Is(HttpStatusCode.BadRequest).ErrorsAt("user.id"));
        var made = (await desk.Admin.PostJsonAsync("/api/keys", new { name = "x" })).Is(HttpStatusCode.Created);
        foreach (var hours in new[] { -1, 169 })
        {
            Assert.NotEmpty((await desk.Admin.PostJsonAsync($"/api/keys/{made["id"]}/rotate", new { overlap_hours = hours })).Is(HttpStatusCode.BadRequest).ErrorsAt("overlap_hours"));
        }

        (await desk.Admin.PostJsonAsync("/api/keys/987654/rotate", "{}")).Is(HttpStatusCode.NotFound);
        using var lead = await desk.AsRoleAsync(Roles.Lead);
        (await lead.GetJsonAsync("/api/keys")).Is(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task An_app_makes_no_keys_whatever_its_scopes()
    {
        var app = await desk.RegisterAsync("write:all");
        using var caller = await desk.AsAppAsync(app, Desk.AdminEmail, Scope.WriteAll);
        (await caller.PostJsonAsync("/api/keys", new { name = "Stays when the app is gone" })).Is(HttpStatusCode.Forbidden);
        var made = (await desk.Admin.PostJsonAsync("/api/keys", new { name = "x" })).Is(HttpStatusCode.Created);
        (await caller.PostJsonAsync($"/api/keys/{made["id"]}/rotate", "{}")).Is(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task The_key_of_a_user_who_leaves_ends_with_the_access()
    {
        var sam = (await desk.InviteAsync("sam2@store.example")).Id();
        var made = (await desk.Admin.PostJsonAsync("/api/keys", new { name = "x", user = new { id = sam } })).Is(HttpStatusCode.Created);
        (await desk.Admin.DeleteJsonAsync($"/api/users/{sam}")).Is(HttpStatusCode.NoContent);
        using var caller = desk.Caller("sam2@store.example", (string)made["key"]!);
        (await caller.GetJsonAsync("/api/account")).Is(HttpStatusCode.Unauthorized);
    }
}
