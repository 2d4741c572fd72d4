using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Messages;
using Antiphon.Contract;
using Antiphon.Data;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Identity.SignIn.Providers;

/// <summary>What the setting access says about providers holds from its time on.</summary>
[Trait("row", "J29")]
[Trait("row", "J28")]
public sealed class EnforcedProviderTests : IAsyncLifetime
{
    private readonly ProviderDesk place = new();
    private readonly JsonObject data = [];
    private long? setting;

    private Desk Desk => place.Desk;

    public ValueTask InitializeAsync() => place.InitializeAsync();

    public ValueTask DisposeAsync() => place.DisposeAsync();

    [Fact]
    public async Task From_its_time_on_a_password_is_good_for_connecting_a_provider_and_nothing_else()
    {
        await Desk.PersonAsync("pat@corp.example", "admin");
        place.Provider.Knows("pat-1", "pat@corp.example");
        using var browser = await Browser.SignedInAsync(Desk, "pat@corp.example");
        await SetAsync("sso_enforced_datetime", place.Clock.GetUtcNow().AddHours(1));
        (await browser.GetAsync("/api/users/0")).Is(HttpStatusCode.OK);
        Assert.Contains("is opened with a provider and not with a password", (await browser.GetAsync("/security")).Is(HttpStatusCode.OK).Html, StringComparison.Ordinal);
        place.Clock.Advance(TimeSpan.FromMinutes(61));
        using var again = new Browser(Desk);
        (await again.SubmitAsync(await again.GetAsync("/sign-in"), "/sign-in", ("email", "pat@corp.example"), ("password", Passphrase.Text))).Is(HttpStatusCode.SeeOther);
        foreach (var one in new[] { browser, again })
        {
            var refused = (await one.GetAsync("/api/users/0")).Is(HttpStatusCode.Forbidden).Answer;
            Assert.Equal("/security", (string?)refused["error"]!["data"]!["connect"]);
            Assert.Equal("/security", (await one.GetAsync("/approvals")).Is(HttpStatusCode.SeeOther).Location);
        }

        // Keys are what they were.
        (await Desk.Admin.GetJsonAsync("/api/account")).Is(HttpStatusCode.OK);
        var page = (await browser.GetAsync("/security")).Is(HttpStatusCode.OK);
        var link = WebUtility.HtmlDecode(page.Html.Split($"/sign-in/with/{place.Id}")[1].Split('"')[0]);
        Assert.Equal("/security", (await browser.SignInWithAsync(place.Id, link)).Is(HttpStatusCode.SeeOther).Location);
        (await browser.GetAsync("/api/users/0")).Is(HttpStatusCode.Forbidden);
        (await browser.SignInWithAsync(place.Id)).Is(HttpStatusCode.SeeOther);
        Assert.Equal("pat@corp.example", (string?)(await browser.GetAsync("/api/users/0")).Is(HttpStatusCode.OK).Answer["email"]);

        // Without a provider nobody could come in, so the rule waits for one.
        using var other = await Browser.SignedInAsync(Desk, "pat@corp.example");
        (await other.GetAsync("/api/users/0")).Is(HttpStatusCode.Forbidden);
        (await Desk.Admin.PutJsonAsync($"/api/sign-in-providers/{place.Id}", new { enabled = false })).Is(HttpStatusCode.Accepted);
        await Threads.UntilAsync(async () => (await other.GetAsync("/api/users/0")).Answer.Status is HttpStatusCode.OK);
        (await Desk.Admin.PutJsonAsync($"/api/sign-in-providers/{place.Id}", new { enabled = true })).Is(HttpStatusCode.Accepted);
        await Threads.UntilAsync(async () => (await other.GetAsync("/api/users/0")).Answer.Status is HttpStatusCode.Forbidden);
        await SetAsync("sso_enforced_datetime", null);
        await Threads.UntilAsync(async () => (await other.GetAsync("/api/users/0")).Answer.Status is HttpStatusCode.OK);
    }

    [Fact]
    public async Task From_its_time_on_who_comes_with_a_provider_needs_no_code_and_has_no_duty()
    {
        place.Provider.Knows("robin-1", "robin@corp.example");
        using var first = new Browser(Desk);
        (await first.SignInWithAsync(place.Id)).Is(HttpStatusCode.SeeOther);
        await HasCodeAsync("robin@corp.example", true);
        await SetAsync("skip_2fa_after_sso_datetime", place.Clock.GetUtcNow().AddHours(1));
        using var before = new Browser(Desk);
        Assert.StartsWith("/sign-in/code", (await before.SignInWithAsync(place.Id)).Is(HttpStatusCode.SeeOther).Location, StringComparison.Ordinal);
        place.Clock.Advance(TimeSpan.FromMinutes(61));
        using var after = new Browser(Desk);
        Assert.Equal("/", (await after.SignInWithAsync(place.Id, "?next=%2F")).Is(HttpStatusCode.SeeOther).Location);
        Assert.Equal("robin@corp.example", (string?)(await after.GetAsync("/api/users/0")).Is(HttpStatusCode.OK).Answer["email"]);

        // The duty of a second factor is that of passwords alone.
        await HasCodeAsync("robin@corp.example", false);
        await Desk.PersonAsync("kim@corp.example", "admin");
        await SetAsync("two_fa_enforced_datetime", place.Clock.GetUtcNow());
        place.Clock.Advance(TimeSpan.FromDays(15));
        using var password = await Browser.SignedInAsync(Desk, "kim@corp.example");
        Assert.NotNull((string?)(await password.GetAsync("/api/users/0")).Is(HttpStatusCode.Forbidden).Answer["error"]!["data"]!["must_enrol_by"]);
        using var provider = new Browser(Desk);
        (await provider.SignInWithAsync(place.Id)).Is(HttpStatusCode.SeeOther);
        (await provider.GetAsync("/api/users/0")).Is(HttpStatusCode.OK);
    }

    private Task<int> HasCodeAsync(string email, bool has) => Desk.InScopeAsync(services =>
        services.GetRequiredService<DeskDb>().ExecuteAsync($"update users set has_2fa = {has} where account_id = {Desk.Account.Id} and email = {email}", CancellationToken.None));

    private async Task SetAsync(string member, DateTimeOffset? time)
    {
        data[member] = time is { } at ? WireDate.Format(at) : null;
        var body = new JsonObject { ["type"] = "access", ["data"] = data.DeepClone() };
        if (setting is null)
        {
            setting = (long)(await Desk.Admin.PostJsonAsync("/api/account/settings", body)).Is(HttpStatusCode.Created)["id"]!;
            return;
        }

        (await Desk.Admin.PutJsonAsync($"/api/account/settings/{setting}", body)).Is(HttpStatusCode.OK);
    }
}
