using System.Net;
using System.Text.Json.Nodes;
using Antiphon.Accounts;
using Antiphon.ApiTests.Furniture;
using Antiphon.Data;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Accounts;

[Trait("row", "B37")]
public sealed class AccountTests : IAsyncLifetime
{
    private const string Hours = """{"timezone": "Europe/Paris", "business_hours": [{"days": "1,2,3,4,5", "from_time": "09:00", "to_time": "18:00"}]}""";
    private const string Access =
        """{"signup_mode": "invite", "custom_sso_providers": {"okta": {"name": "Okta", "client_id": "c", "client_secret": "do not tell", "server_metadata_url": "https://okta.example"}}}""";

    private Desk desk = null!;

    public async ValueTask InitializeAsync()
    {
        desk = await Desk.StartAsync();
        foreach (var (type, data) in new[] { ("business-hours", Hours), ("access", Access) })
        {
            await desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().ExecuteAsync(
                $"insert into account_settings (account_id, type, data, created_at, updated_at) values ({desk.Account.Id}, {type}, {new Jsonb(data)}, now(), now())", CancellationToken.None));
        }
    }

    public ValueTask DisposeAsync() => desk.DisposeAsync();

    [Fact]
    public async Task The_account_shows_its_domain_status_and_settings()
    {
        var account = (await desk.Admin.GetJsonAsync("/api/account/")).Is(HttpStatusCode.OK);
        Assert.Equal("acme", (string?)account["domain"]);
        Assert.Equal("active", (string?)account["status"]!["status"]);
        Assert.Equal(["business-hours", "access"], account["settings"]!.AsArray().Select(setting => (string)setting!["type"]!));
    }

    [Fact]
    public async Task Settings_come_in_the_envelope_and_can_be_chosen_by_type()
    {
        var all = (await desk.Admin.GetJsonAsync("/api/account/settings")).Is(HttpStatusCode.OK);
        Assert.Equal(2, all["data"]!.AsArray().Count);
        Assert.Equal("list", (string?)all["object"]);
        Assert.Equal("""{"prev_cursor":null,"next_cursor":null,"total_resources":null}""", all["meta"]!.ToJsonString());
        var hours = (await desk.Admin.GetJsonAsync("/api/account/settings?type=business-hours")).Is(HttpStatusCode.OK)["data"]!.AsArray().Single()!;
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Hours), hours["data"]));
        Assert.Empty((await desk.Admin.GetJsonAsync("/api/account/settings?type=limits")).Is(HttpStatusCode.OK)["data"]!.AsArray());
        (await desk.Admin.GetJsonAsync("/api/account/settings?limit=5")).Is(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_switch_gives_the_bare_array()
    {
        await desk.SwitchAsync(new Switches { Plan = "off", BareSettings = true });
        var bare = (await desk.Admin.GetJsonAsync("/api/account/settings?type=business-hours")).Is(HttpStatusCode.OK);
        Assert.Equal("business-hours", (string?)bare.Json.AsArray().Single()!["type"]);
    }

    [Fact]
    public async Task Secrets_of_sign_in_providers_never_come_out()
    {
        foreach (var path in new[] { "/api/account", "/api/account/settings" })
        {
            var answer = (await desk.Admin.GetJsonAsync(path)).Is(HttpStatusCode.OK);
            Assert.DoesNotContain("do not tell", answer.Body, StringComparison.Ordinal);
            Assert.Contains("https://okta.example", answer.Body, StringComparison.Ordinal);
        }
    }

    [Fact]
    [Trait("row", "B23")]
    public async Task A_new_user_inherits_the_time_zone_of_the_account()
    {
        var user = (await desk.Admin.PostJsonAsync("/api/users", new { email = "zone@store.example", name = "Zone", role = new { name = "agent" } })).Is(HttpStatusCode.Created);
        Assert.Equal("Europe/Paris", (string?)user["timezone"]);
    }
}
