using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Users;
using Antiphon.Data;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Identity.SignIn.Providers;

/// <summary>A desk that may call providers on this machine, and one of them.</summary>
public sealed class ProviderDesk : IAsyncLifetime
{
    internal TestClock Clock { get; } = new();

    internal Desk Desk { get; private set; } = null!;

    internal OidcProvider Provider { get; private set; } = null!;

    /// <summary>The provider as the desk knows it: corp.example and example.org, and whoever comes from there joins as a basic agent.</summary>
    internal long Id { get; private set; }

    public async ValueTask InitializeAsync()
    {
        Desk = await Desk.StartAsync(builder =>
        {
            builder.Configuration.AddInMemoryCollection([new("Outgoing:AllowedNetworks", "127.0.0.0/8")]);
            builder.Services.AddSingleton<TimeProvider>(Clock);
        });
        Provider = await OidcProvider.StartAsync(Clock);
        Id = await Desk.AddProviderAsync(Provider);
    }

    /// <summary>How many users have an address.</summary>
    internal Task<long> UsersAsync(string email) => Desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().SingleAsync(
        $"select count(*) from users where account_id = {Desk.Account.Id} and lower(email) = lower({email}) and deleted_at is null", row => row.GetInt64(0), CancellationToken.None));

    public async ValueTask DisposeAsync()
    {
        await Desk.DisposeAsync();
        await Provider.DisposeAsync();
    }
}

internal static class ProviderSignIn
{
    public static JsonObject Body(OidcProvider provider, string? joinRole = "basic-agent", string? secret = OidcProvider.ClientSecret) => new()
    {
        ["name"] = "Corp ID",
        ["issuer"] = provider.Issuer,
        ["client_id"] = OidcProvider.ClientId,
        ["client_secret"] = secret,
        ["allowed_domains"] = new JsonArray("corp.example", "Example.ORG"),
        ["join_role"] = joinRole,
    };

    public static async Task<long> AddProviderAsync(this Desk desk, OidcProvider provider, string? joinRole = "basic-agent") =>
        (await desk.Admin.PostJsonAsync("/api/sign-in-providers", Body(provider, joinRole))).Is(HttpStatusCode.Created).Json.Id();

    /// <summary>To the provider and back with what it said; the callback is not opened yet.</summary>
    public static async Task<string> JourneyAsync(this Browser browser, long id, string query = "")
    {
        var sent = (await browser.GetAsync($"/sign-in/with/{id}{query}")).Is(HttpStatusCode.Found);
        return new Uri(await OidcProvider.VisitAsync(sent.Location!)).PathAndQuery;
    }

    public static async Task<Page> SignInWithAsync(this Browser browser, long id, string query = "") => await browser.GetAsync(await browser.JourneyAsync(id, query));

    /// <summary>The problem that a page names, as text.</summary>
    public static string Problem(this Page page) => WebUtility.HtmlDecode(page.Html.Split("class=\"problem\">")[1].Split("</p>")[0]);

    public static bool IsSignedIn(this Browser browser) => browser.Cookies.ContainsKey("antiphon_session");
}
