using System.Net;
using System.Text.RegularExpressions;
using Antiphon.ApiTests.Furniture;
using Antiphon.Data;
using Antiphon.Identity.SignIn.SecondFactor;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Identity.SignIn;

[Trait("row", "J28")]
public sealed partial class SecondFactorTests : IAsyncLifetime
{
    private const string Setup = "/security/second-factor";
    private const string CodePage = "/sign-in/code";

    private readonly TestClock clock = new();
    private Desk desk = null!;

    public async ValueTask InitializeAsync() => desk = await Desk.StartAsync(builder => builder.Services.AddSingleton<TimeProvider>(clock));

    public ValueTask DisposeAsync() => desk.DisposeAsync();

    [Fact]
    public async Task A_sign_in_needs_the_code_once_it_is_on_and_no_code_is_good_twice()
    {
        var id = await desk.PersonAsync("two@acme.example");
        var (secret, _) = await SwitchOnAsync("two@acme.example");
        Assert.True((bool)(await desk.Admin.GetJsonAsync($"/api/users/{id}")).Is(HttpStatusCode.OK)["has_2fa_enabled"]!);
        using var browser = new Browser(desk);
        var half = await PasswordAsync(browser, "two@acme.example");
        Assert.Equal("/sign-in/code?next=%2Fsecurity", half.Location);
        // Half a session is none.
        (await browser.GetAsync("/api/users/0")).Is(HttpStatusCode.Unauthorized);
        (await browser.GetAsync("/security")).Is(HttpStatusCode.Found);
        var page = (await browser.GetAsync(half.Location!)).Is(HttpStatusCode.OK);
        // The code that switched it on is spent.
        (await browser.SubmitAsync(page, CodePage, ("code", Code(secret)))).Is(HttpStatusCode.BadRequest);
        clock.Advance(TimeSpan.FromSeconds(30));
        var code = Code(secret);
        Assert.Equal("/security", (await browser.SubmitAsync(page, CodePage, ("code", $" {code[..3]} {code[3..]} "))).Is(HttpStatusCode.SeeOther).Location);
        (await browser.GetAsync("/api/users/0")).Is(HttpStatusCode.OK);

        using var thief = new Browser(desk);
        var stolen = await thief.GetAsync((await PasswordAsync(thief, "two@acme.example")).Location!);
        (await thief.SubmitAsync(stolen, CodePage, ("code", code))).Is(HttpStatusCode.BadRequest);
        var types = await desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().ListAsync(
            $"select type from events where account_id = {desk.Account.Id} and user_id = {id} order by id", row => row.GetString(0), CancellationToken.None));
        Assert.Equal(["user-logged-in", "user-2fa-changed", "user-logged-in"], types);
    }

    [Fact]
    public async Task A_recovery_code_works_once_in_place_of_the_telephone()
    {
        await desk.PersonAsync("lost@acme.example");
        var (_, codes) = await SwitchOnAsync("lost@acme.example");
        Assert.Equal(10, codes.Length);
        foreach (var (code, status) in new[] { (codes[3].ToUpperInvariant(), HttpStatusCode.SeeOther), (codes[3], HttpStatusCode.BadRequest), (codes[4].Replace("-", " ", StringComparison.Ordinal), HttpStatusCode.SeeOther) })
        {
            using var browser = new Browser(desk);
            var page = await browser.GetAsync((await PasswordAsync(browser, "lost@acme.example")).Location!);
            (await browser.SubmitAsync(page, CodePage, ("code", code))).Is(status);
        }
    }

    [Fact]
    public async Task Five_wrong_codes_are_enough_wherever_they_come_from()
    {
        await desk.PersonAsync("guessed@acme.example");
        var (secret, _) = await SwitchOnAsync("guessed@acme.example");
        clock.Advance(TimeSpan.FromSeconds(60));
        for (var attempt = 0; attempt < 6; attempt++)
        {
            using var browser = new Browser(desk);
            var page = await browser.GetAsync((await PasswordAsync(browser, "guessed@acme.example")).Location!);
            (await browser.SubmitAsync(page, CodePage, ("code", attempt < 5 ? "000000" : Code(secret)))).Is(attempt < 5 ? HttpStatusCode.BadRequest : HttpStatusCode.TooManyRequests);
        }

        clock.Advance(TimeSpan.FromMinutes(15));
        using var later = new Browser(desk);
        var again = await later.GetAsync((await PasswordAsync(later, "guessed@acme.example")).Location!);
        (await later.SubmitAsync(again, CodePage, ("code", Code(secret)))).Is(HttpStatusCode.SeeOther);
    }

    [Fact]
    public async Task Half_a_session_lasts_ten_minutes_and_nobody_has_one_without_the_password()
    {
        await desk.PersonAsync("slow@acme.example");
        var (secret, _) = await SwitchOnAsync("slow@acme.example");
        using var browser = new Browser(desk);
        var page = await browser.GetAsync((await PasswordAsync(browser, "slow@acme.example")).Location!);
        clock.Advance(TimeSpan.FromMinutes(10));
        Assert.StartsWith("/sign-in?", (await browser.SubmitAsync(page, CodePage, ("code", Code(secret)))).Is(HttpStatusCode.SeeOther).Location, StringComparison.Ordinal);
        using var stranger = new Browser(desk);
        Assert.StartsWith("/sign-in?", (await stranger.GetAsync(CodePage)).Is(HttpStatusCode.Found).Location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_counts_only_once_a_code_was_given_back_and_goes_only_with_one()
    {
        await desk.PersonAsync("trying@acme.example");
        using var browser = await Browser.SignedInAsync(desk, "trying@acme.example");
        var page = (await browser.GetAsync(Setup)).Is(HttpStatusCode.OK);
        var secret = Secret(page);
        (await browser.SubmitAsync(page, Setup, ("code", "000000"))).Is(HttpStatusCode.BadRequest);
        // The key that was shown stays the same until it counts.
        Assert.Equal(secret, Secret(await browser.GetAsync(Setup)));
        using var other = new Browser(desk);
        Assert.Equal("/security", (await PasswordAsync(other, "trying@acme.example")).Location);
        (await browser.SubmitAsync(page, Setup, ("code", Code(secret)))).Is(HttpStatusCode.OK);
        var on = (await browser.GetAsync(Setup)).Is(HttpStatusCode.OK);
        Assert.DoesNotContain(secret, on.Html.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        (await browser.SubmitAsync(on, Setup, ("code", "000000"))).Is(HttpStatusCode.BadRequest);
        clock.Advance(TimeSpan.FromSeconds(30));
        (await browser.SubmitAsync(on, Setup, ("code", Code(secret)))).Is(HttpStatusCode.SeeOther);
        using var without = new Browser(desk);
        Assert.Equal("/security", (await PasswordAsync(without, "trying@acme.example")).Location);
        Assert.NotEqual(secret, Secret(await browser.GetAsync(Setup)));
    }

    [Fact]
    public async Task An_operator_helps_who_lost_everything()
    {
        await desk.PersonAsync("helpless@acme.example");
        await SwitchOnAsync("helpless@acme.example");
        Assert.Null((await desk.InScopeAsync(services => services.GetRequiredService<SetUpSecondFactor>().RemoveAsync(desk.Account.Id, "Helpless@acme.example", CancellationToken.None))).Failure);
        Assert.NotNull((await desk.InScopeAsync(services => services.GetRequiredService<SetUpSecondFactor>().RemoveAsync(desk.Account.Id, "nobody@acme.example", CancellationToken.None))).Failure);
        using var browser = new Browser(desk);
        Assert.Equal("/security", (await PasswordAsync(browser, "helpless@acme.example")).Location);
    }

    [Fact]
    public async Task The_secret_is_sealed_and_without_a_master_key_there_is_none()
    {
        await desk.PersonAsync("sealed@acme.example");
        using var browser = await Browser.SignedInAsync(desk, "sealed@acme.example");
        var secret = Secret(await browser.GetAsync(Setup));
        var stored = await desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().SingleAsync(
            $"select secret from second_factors where account_id = {desk.Account.Id} limit 1", row => row.GetFieldValue<byte[]>(0), CancellationToken.None));
        Assert.DoesNotContain(secret, System.Text.Encoding.Latin1.GetString(stored), StringComparison.Ordinal);
        await using var bare = await Desk.StartAsync(builder => builder.Configuration.AddInMemoryCollection([new("Secrets:Key", "")]));
        using var there = await Browser.SignedInAsync(bare, Desk.AdminEmail);
        Assert.Contains("no master key", (await there.GetAsync(Setup)).Is(HttpStatusCode.OK).Html, StringComparison.Ordinal);
    }

    private async Task<(string Secret, string[] Codes)> SwitchOnAsync(string email)
    {
        using var browser = await Browser.SignedInAsync(desk, email);
        var page = (await browser.GetAsync(Setup)).Is(HttpStatusCode.OK);
        var secret = Secret(page);
        var done = (await browser.SubmitAsync(page, Setup, ("code", Code(secret)))).Is(HttpStatusCode.OK);
        return (secret, [.. RecoveryPattern().Matches(done.Html).Select(match => match.Groups["code"].Value)]);
    }

    private static async Task<Page> PasswordAsync(Browser browser, string email) =>
        (await browser.SubmitAsync(await browser.GetAsync("/sign-in?again=1"), "/sign-in", ("email", email), ("password", Passphrase.Text))).Is(HttpStatusCode.SeeOther);

    private string Code(string secret) => Totp.CodeAt(secret, Totp.StepAt(clock.GetUtcNow()));

    private static string Secret(Page page) => SecretPattern().Match(page.Html).Groups["secret"].Value.Replace(" ", "", StringComparison.Ordinal);

    [GeneratedRegex("<code>(?<secret>[A-Z2-7]{4}( [A-Z2-7]{4})+)</code>", RegexOptions.ExplicitCapture)]
    private static partial Regex SecretPattern();

    [GeneratedRegex("<li><code>(?<code>[a-z0-9-]+)</code></li>", RegexOptions.ExplicitCapture)]
    private static partial Regex RecoveryPattern();
}
