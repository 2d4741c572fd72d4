using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Antiphon.Accounts;
using Antiphon.ApiTests.Audit;
using Antiphon.ApiTests.Client;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.OAuth;
using Antiphon.ApiTests.Operations;
using Antiphon.ApiTests.Users;
using Antiphon.Contract;
using Antiphon.Identity;
using Antiphon.Identity.SignIn.SecondFactor;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Identity.SignIn;

[Trait("row", "J28")]
public sealed partial class SecondFactorDutyTests : IAsyncLifetime
{
    private const string Setup = "/security/second-factor";

    private readonly TestClock clock = new();
    private Desk desk = null!;

    public async ValueTask InitializeAsync() => desk = await Desk.StartAsync(builder => builder.Services.AddSingleton<TimeProvider>(clock));

    public ValueTask DisposeAsync() => desk.DisposeAsync();

    [Fact]
    public async Task An_admin_makes_it_a_duty_and_lifts_it_by_the_api_and_nobody_else_does()
    {
        using var client = desk.Client();
        var since = (await client.Account.RequireSecondFactorAsync(true, cancellationToken: TestContext.Current.CancellationToken)).RequiredSince;
        clock.Advance(TimeSpan.FromHours(1));
        Assert.NotNull(since);
        Assert.Equal(since, (await client.Account.RequireSecondFactorAsync(true, cancellationToken: TestContext.Current.CancellationToken)).RequiredSince);
        var access = (await desk.Admin.GetJsonAsync("/api/account/settings?type=access")).Is(HttpStatusCode.OK)["data"]![0]!["data"]!;
        Assert.Equal(WireDate.Format(since.Value), (string?)access["two_fa_enforced_datetime"]);

        using var lead = await desk.AsRoleAsync("agent");
        (await lead.PutJsonAsync("/api/account/second-factor", new { required = false })).Is(HttpStatusCode.Forbidden);
        var app = await desk.RegisterAsync("write:all");
        using var token = await desk.AsAppAsync(app, Desk.AdminEmail, "account:write");
        (await token.PutJsonAsync("/api/account/second-factor", new { required = false })).Is(HttpStatusCode.Forbidden);
        Assert.Single((await desk.Admin.PutJsonAsync("/api/account/second-factor", new { })).Is(HttpStatusCode.BadRequest).ErrorsAt("required"));
        Assert.Null((await client.Account.RequireSecondFactorAsync(false, cancellationToken: TestContext.Current.CancellationToken)).RequiredSince);
        Assert.Equal(["second-factor-optional", "second-factor-enforced"], (await desk.AuditAsync("actions=account-updated")).Select(row => (string?)row["data"]?["change"]).Where(change => change is not null));
    }

    [Fact]
    public async Task After_fourteen_days_a_session_is_good_for_nothing_but_setting_it_up()
    {
        await desk.PersonAsync("tardy@acme.example", "admin");
        using var browser = await Browser.SignedInAsync(desk, "tardy@acme.example");
        Assert.Null(await MustEnrolByAsync(browser));
        await EnforceAsync(true);
        var by = clock.GetUtcNow() + TimeSpan.FromDays(14);
        Assert.InRange((by - (await MustEnrolByAsync(browser))!.Value).Duration(), TimeSpan.Zero, TimeSpan.FromSeconds(1));
        Assert.Contains("asks for a second factor", (await browser.GetAsync("/security")).Is(HttpStatusCode.OK).Html, StringComparison.Ordinal);
        clock.Advance(TimeSpan.FromDays(5));
        (await browser.GetAsync("/api/users/0")).Is(HttpStatusCode.OK);
        clock.Advance(TimeSpan.FromDays(5));
        (await browser.GetAsync("/api/users/0")).Is(HttpStatusCode.OK);
        // A minute more: the database's clock, by which the person was made, is a moment ahead.
        clock.Advance(TimeSpan.FromDays(4) + TimeSpan.FromMinutes(1));

        var refused = (await browser.GetAsync("/api/users/0")).Is(HttpStatusCode.Forbidden).Answer;
        Assert.Equal(Setup, (string?)refused["error"]!["data"]!["enrol"]);
        var token = (string)(await browser.GetAsync("/session")).Is(HttpStatusCode.OK).Answer["csrf_token"]!;
        (await browser.CallAsync(HttpMethod.Post, "/api/tags", JsonContent.Create(new { name = "late" }), ("X-CSRF-Token", token), ("Sec-Fetch-Site", "same-origin"))).Is(HttpStatusCode.Forbidden);
        Assert.Equal(Setup, (await browser.GetAsync("/security")).Is(HttpStatusCode.SeeOther).Location);
        var app = await desk.RegisterAsync("tickets:read");
        Assert.Equal(Setup, (await browser.GetAsync(app.Authorize("tickets:read"))).Is(HttpStatusCode.SeeOther).Location);
        Assert.NotEmpty(await desk.AuditAsync("actions=request-refused"));

        // A new sign-in changes nothing, and setting it up does, at once.
        using var again = await Browser.SignedInAsync(desk, "tardy@acme.example");
        (await again.GetAsync("/api/users/0")).Is(HttpStatusCode.Forbidden);
        var page = (await browser.GetAsync(Setup)).Is(HttpStatusCode.OK);
        var secret = Secret().Match(page.Html).Groups["secret"].Value.Replace(" ", "", StringComparison.Ordinal);
        (await browser.SubmitAsync(page, Setup, ("code", Totp.CodeAt(secret, Totp.StepAt(clock.GetUtcNow()))))).Is(HttpStatusCode.OK);
        (await browser.GetAsync("/api/users/0")).Is(HttpStatusCode.OK);
        (await again.GetAsync("/api/users/0")).Is(HttpStatusCode.OK);
        Assert.Null(await MustEnrolByAsync(browser));

        // Whoever takes it off again is where they were.
        clock.Advance(TimeSpan.FromSeconds(30));
        var on = await browser.GetAsync(Setup);
        (await browser.SubmitAsync(on, Setup, ("code", Totp.CodeAt(secret, Totp.StepAt(clock.GetUtcNow()))))).Is(HttpStatusCode.SeeOther);
        (await browser.GetAsync("/api/users/0")).Is(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Whoever_comes_later_has_fourteen_days_from_then_and_signing_out_is_always_possible()
    {
        await EnforceAsync(true);
        clock.Advance(TimeSpan.FromDays(30));
        await desk.InviteAsync("newcomer@acme.example");
        using var browser = await Browser.SignedInAsync(desk, "newcomer@acme.example");
        (await browser.GetAsync("/api/users/0")).Is(HttpStatusCode.OK);
        Assert.InRange((clock.GetUtcNow() + TimeSpan.FromDays(14) - (await MustEnrolByAsync(browser))!.Value).Duration(), TimeSpan.Zero, TimeSpan.FromSeconds(1));
        var form = (await browser.GetAsync("/security")).Form("/sign-out");
        clock.Advance(TimeSpan.FromDays(6));
        (await browser.GetAsync("/api/users/0")).Is(HttpStatusCode.OK);
        clock.Advance(TimeSpan.FromDays(6));
        (await browser.GetAsync("/api/users/0")).Is(HttpStatusCode.OK);
        clock.Advance(TimeSpan.FromDays(2));
        (await browser.GetAsync("/api/users/0")).Is(HttpStatusCode.Forbidden);
        (await browser.PostAsync("/sign-out", form)).Is(HttpStatusCode.SeeOther);
        (await browser.GetAsync("/api/users/0")).Is(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Keys_go_on_and_the_duty_can_be_lifted()
    {
        await EnforceAsync(true);
        using var browser = await Browser.SignedInAsync(desk, Desk.AdminEmail);
        clock.Advance(TimeSpan.FromDays(6));
        (await browser.GetAsync("/api/users/0")).Is(HttpStatusCode.OK);
        clock.Advance(TimeSpan.FromDays(6));
        (await browser.GetAsync("/api/users/0")).Is(HttpStatusCode.OK);
        clock.Advance(TimeSpan.FromHours(47));
        // Said again, it does not begin anew.
        await EnforceAsync(true);
        clock.Advance(TimeSpan.FromHours(1));
        (await browser.GetAsync("/api/users/0")).Is(HttpStatusCode.Forbidden);
        (await desk.Admin.GetJsonAsync("/api/users/0")).Is(HttpStatusCode.OK);
        var setting = Assert.Single((await desk.Admin.GetJsonAsync("/api/account/settings?type=access")).Is(HttpStatusCode.OK)["data"]!.AsArray())!;
        Assert.NotNull((string?)setting["data"]!["two_fa_enforced_datetime"]);
        await EnforceAsync(false);
        (await browser.GetAsync("/api/users/0")).Is(HttpStatusCode.OK);
        Assert.Null(await MustEnrolByAsync(browser));
    }

    [Fact]
    public async Task An_operator_makes_it_a_duty_and_running_servers_go_by_it()
    {
        await desk.PersonAsync("told@acme.example");
        using var browser = await Browser.SignedInAsync(desk, "told@acme.example");
        using var site = Site.On(desk.ConnectionString);
        Assert.StartsWith("The second factor is a duty in acme since", (await site.RunAsync("account require-second-factor acme")).Output, StringComparison.Ordinal);
        while (await MustEnrolByAsync(browser) is null)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        }

        Assert.Equal("The second factor is left to everyone of acme.", (await site.RunAsync("account require-second-factor acme --off")).Output.Trim());
        var rows = await desk.AuditAsync("actors=command-line&object_type=AccountSetting");
        Assert.Equal(["account-setting-changed", "account-setting-created"], rows.Select(row => row.Text("action")));
    }

    private Task<bool> EnforceAsync(bool isDuty) => desk.InScopeAsync(async services =>
        (await services.GetRequiredService<EnforceSecondFactor>().RunAsync(isDuty, Actor.System(desk.Account.Id), CancellationToken.None)).Failure is null);

    private static async Task<DateTimeOffset?> MustEnrolByAsync(Browser browser) =>
        (string?)(await browser.GetAsync("/session")).Is(HttpStatusCode.OK).Answer["must_enrol_by"] is { } text && WireDate.TryParse(text, out var by) ? by : null;

    [GeneratedRegex("<code>(?<secret>[A-Z2-7]{4}( [A-Z2-7]{4})+)</code>", RegexOptions.ExplicitCapture)]
    private static partial Regex Secret();
}
