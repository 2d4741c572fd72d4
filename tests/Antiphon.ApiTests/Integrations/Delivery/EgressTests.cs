using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;
using Antiphon.Data;
using Antiphon.Outgoing;
using Antiphon.Tests.Shared;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Integrations.Delivery;

/// <summary>Every way in which a user makes the server call somewhere, with every spelling of an address inside: nothing leaves.</summary>
[Trait("row", "C18")]
public sealed class EgressTests
{
    [Fact]
    public async Task No_call_of_an_integration_reaches_an_inner_address()
    {
        var network = new RecordingNetwork();
        await using var desk = await Desk.StartAsync(builder =>
        {
            builder.Configuration.AddInMemoryCollection([new("Outgoing:AllowHttp", "true"), new("Outgoing:Ports", "*"), new("Webhooks:Poll", "00:00:00.200"), new("Webhooks:Retries", "")]);
            builder.Services.AddSingleton<OutgoingNetwork>(network);
        });
        var accepted = 0;
        foreach (var url in ForbiddenUrls.All)
        {
            var saved = await desk.Admin.PostJsonAsync("/api/integrations", Body(url));
            accepted += saved.Status is HttpStatusCode.Created ? 1 : 0;
        }

        // Names are not looked up when they are saved, because what they lead to then says nothing about later; everything else is refused at once.
        var door = desk.Services.GetRequiredService<OutgoingRules>();
        Assert.Equal(ForbiddenUrls.All.Count(url => Uri.TryCreate(url, UriKind.Absolute, out var address) && door.Objection(address) is null), accepted);

        // What got into the database by another way, and the place where a token is fetched.
        await RewriteAsync(desk, ForbiddenUrls.All);
        await desk.Admin.OpenTicketAsync();
        await desk.SettledAsync();
        foreach (var id in await desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().ListAsync($"select id from integrations where account_id = {desk.Account.Id}", row => row.GetInt64(0), CancellationToken.None)))
        {
            (await desk.Admin.PostJsonAsync($"/api/integrations/{id}/test", new { })).Is(HttpStatusCode.Accepted);
        }

        await desk.SettledAsync();
        var ends = await desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().ListAsync(
            $"select event_id is null, state, coalesce(last_error, '') from deliveries where account_id = {desk.Account.Id}", row => (IsTest: row.GetBoolean(0), State: row.GetString(1), Error: row.GetString(2)), CancellationToken.None));
        Assert.True(ends.Count(end => end.IsTest) >= 2 * 120 && ends.Count(end => !end.IsTest) >= 2 * 120, $"{ends.Count} deliveries");
        Assert.All(ends, end => Assert.True(end.State is "failed" && end.Error.Length > 0, $"{end}"));
        Assert.Empty(network.Wanted);
    }

    private static JsonObject Body(string url) => new()
    {
        ["name"] = "inside",
        ["type"] = "http",
        ["http"] = new JsonObject { ["url"] = url, ["method"] = "POST", ["triggers"] = new JsonObject { ["ticket-created"] = true } },
    };

    /// <summary>An integration for every URL that calls it, and another that asks it for a token.</summary>
    private static async Task RewriteAsync(Desk desk, IReadOnlyList<string> urls)
    {
        var login = new JsonObject { ["token_url"] = "https://public.example/", ["client_id"] = "a", ["client_secret"] = "b" };
        foreach (var (place, url) in urls.Index())
        {
            foreach (var byLogin in new[] { false, true })
            {
                var body = Body($"https://public{place}.example/");
                if (byLogin)
                {
                    body["http"]!["oauth2"] = login.DeepClone();
                }

                var id = (long)(await desk.Admin.PostJsonAsync("/api/integrations", body)).Is(HttpStatusCode.Created)["id"]!;
                await desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().ExecuteAsync(
                    $"""
                    update http_integrations set url = case when {byLogin} then url else {url} end, oauth2 = case when {byLogin} then jsonb_set(oauth2, array['token_url'], to_jsonb({url})) else oauth2 end
                    where account_id = {desk.Account.Id} and integration_id = {id}
                    """,
                    CancellationToken.None));
            }
        }
    }
}
