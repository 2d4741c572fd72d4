using System.Net;
using Antiphon.Accounts;
using Antiphon.ApiTests.Furniture;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Limits;

public sealed class LimitTests : IAsyncLifetime
{
    private const string Usage = "X-Gorgias-Account-Api-Call-Limit";

    private readonly TestClock clock = new();
    private Desk desk = null!;

    public async ValueTask InitializeAsync() => desk = await Desk.StartAsync(builder =>
    {
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Configuration.AddInMemoryCollection([new("Limits:FailedLogins", "20")]);
    });

    public async ValueTask DisposeAsync() => await desk.DisposeAsync();

    [Theory]
    [Trait("row", "A11")]
    [InlineData("standard", 0.5)]
    [InlineData("enterprise", 0.25)]
    public async Task Of_41_calls_at_once_one_is_refused_and_after_a_drained_request_exactly_one_more_passes(string plan, double pause)
    {
        await desk.SwitchAsync(new() { Plan = plan });
        var answers = await Task.WhenAll(Enumerable.Range(0, 41).Select(_ => desk.Admin.GetJsonAsync("/api/tags")));
        Assert.Equal(40, answers.Count(answer => answer.Status == HttpStatusCode.OK));
        Assert.Single(answers, answer => answer.Status == HttpStatusCode.TooManyRequests);

        clock.Advance(TimeSpan.FromSeconds(pause));
        (await desk.Admin.GetJsonAsync("/api/tags")).Is(HttpStatusCode.OK);
        (await desk.Admin.GetJsonAsync("/api/tags")).Is(HttpStatusCode.TooManyRequests);
    }

    [Theory]
    [Trait("row", "A12")]
    [InlineData("pro10", true)]
    [InlineData("basic", false)]
    public async Task Nine_calls_a_second_pass_or_are_refused_by_plan(string plan, bool pass)
    {
        await desk.SwitchAsync(new() { Plan = plan });
        var refused = 0;
        for (var i = 0; i < 90; i++)
        {
            clock.Advance(TimeSpan.FromSeconds(1) / 9);
            refused += (await desk.Admin.GetJsonAsync("/api/tags")).Status == HttpStatusCode.TooManyRequests ? 1 : 0;
        }

        Assert.Equal(pass, refused == 0);
    }

    [Fact]
    [Trait("row", "A12")]
    [Trait("row", "A14")]
    public async Task The_plan_of_the_settings_holds_from_the_next_call_on()
    {
        await desk.SwitchAsync(new() { Plan = "custom", CustomKeySize = 3, CustomAppSize = 6, CustomWindow = 60 });
        Assert.Equal("1/3", (await desk.Admin.GetJsonAsync("/api/tags")).Header(Usage));
        await desk.Admin.GetJsonAsync("/api/tags");
        await desk.Admin.GetJsonAsync("/api/tags");
        Assert.Equal("20", (await desk.Admin.GetJsonAsync("/api/tags")).Is(HttpStatusCode.TooManyRequests).Header("Retry-After"));

        await desk.SwitchAsync(new() { Plan = "off" });
        Assert.Equal("0/40", (await desk.Admin.GetJsonAsync("/api/tags")).Is(HttpStatusCode.OK).Header(Usage));
    }

    [Fact]
    [Trait("row", "A12")]
    public async Task A_custom_plan_that_nobody_could_count_is_the_standard_plan_and_not_an_error()
    {
        await desk.SwitchAsync(new() { Plan = "custom", CustomKeySize = 0, CustomAppSize = 6, CustomWindow = 60 });
        Assert.Equal("1/40", (await desk.Admin.GetJsonAsync("/api/tags")).Is(HttpStatusCode.OK).Header(Usage));
    }

    [Fact]
    [Trait("row", "A13")]
    public async Task Two_keys_of_one_account_get_40_calls_together()
    {
        await desk.SwitchAsync(new() { Plan = "standard" });
        var other = await desk.AsRoleAsync("agent");
        var answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => (i % 2 == 0 ? desk.Admin : other).GetJsonAsync("/api/tags")));
        Assert.Equal(40, answers.Count(answer => answer.Status == HttpStatusCode.OK));
    }

    [Fact]
    [Trait("row", "A14")]
    public async Task Every_answer_shows_the_usage_which_rises_and_drains_and_only_a_429_says_when_to_retry()
    {
        await desk.SwitchAsync(new() { Plan = "standard" });
        Answer[] answers =
        [
            (await desk.Admin.GetJsonAsync("/api/tags")).Is(HttpStatusCode.OK),
            (await desk.Admin.GetJsonAsync("/api/tags?limit=101")).Is(HttpStatusCode.BadRequest),
            (await desk.Admin.GetJsonAsync("/api/tags/999999")).Is(HttpStatusCode.NotFound),
            (await desk.Admin.GetJsonAsync("/api/nowhere")).Is(HttpStatusCode.NotFound),
            (await desk.Admin.PostJsonAsync("/api/tags", new { name = "counted" })).Is(HttpStatusCode.Created),
        ];
        Assert.Equal(["1/40", "2/40", "3/40", "4/40", "5/40"], answers.Select(answer => answer.Header(Usage)));
        Assert.All(answers, answer => Assert.Null(answer.Header("Retry-After")));

        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("4/40", (await desk.Admin.GetJsonAsync("/api/tags")).Header(Usage));

        using var guess = desk.Caller(Desk.AdminEmail, "wrong");
        Assert.Equal("4/40", (await guess.GetJsonAsync("/api/tags")).Is(HttpStatusCode.Unauthorized).Header(Usage));
    }

    [Fact]
    [Trait("row", "A15")]
    public async Task A_refused_POST_creates_nothing_and_passes_after_the_seconds_it_was_told()
    {
        await desk.SwitchAsync(new() { Plan = "custom", CustomKeySize = 2, CustomAppSize = 2, CustomWindow = 20 });
        await desk.Admin.GetJsonAsync("/api/tags");
        await desk.Admin.GetJsonAsync("/api/tags");
        var refused = (await desk.Admin.PostJsonAsync("/api/tags", new { name = "late" })).Is(HttpStatusCode.TooManyRequests);
        Assert.Equal("Too many requests.", (string?)refused["error"]!["msg"]);
        Assert.Equal("2/2", refused.Header(Usage));
        Assert.Equal("10", refused.Header("Retry-After"));

        clock.Advance(TimeSpan.FromSeconds(10));
        var tags = (await desk.Admin.GetJsonAsync("/api/tags")).Is(HttpStatusCode.OK);
        Assert.Empty(tags["data"]!.AsArray());
        clock.Advance(TimeSpan.FromSeconds(10));
        (await desk.Admin.PostJsonAsync("/api/tags", new { name = "late" })).Is(HttpStatusCode.Created);
    }

    [Fact]
    [Trait("row", "A15")]
    public async Task After_twenty_failed_logins_the_address_is_refused_whatever_it_presents_until_some_drained()
    {
        using var guess = desk.Caller(Desk.AdminEmail, "wrong");
        for (var i = 0; i < 20; i++)
        {
            (await guess.GetJsonAsync("/api/tags")).Is(HttpStatusCode.Unauthorized);
        }

        Assert.Equal("3", (await guess.GetJsonAsync("/api/tags")).Is(HttpStatusCode.TooManyRequests).Header("Retry-After"));
        (await desk.Admin.GetJsonAsync("/api/tags")).Is(HttpStatusCode.TooManyRequests);

        clock.Advance(TimeSpan.FromSeconds(3));
        (await desk.Admin.GetJsonAsync("/api/tags")).Is(HttpStatusCode.OK);
    }
}
