using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Antiphon.Accounts;
using Antiphon.ApiTests.Client;
using Antiphon.ApiTests.Furniture;
using Antiphon.Client;
using Antiphon.Contract;
using Antiphon.Data;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Accounts;

[Trait("row", "B37")]
public sealed class AccountSettingTests(Desk desk) : IClassFixture<Desk>
{
    private static readonly string[] Types =
    [
        "business-hours", "satisfaction-surveys", "ticket-assignment", "auto-merge", "auto-split", "views-ordering", "views-visibility", "access", "agent-costs", "default-integration",
        "agents-table-config", "agents-availability-table-config", "channels-table-config", "product-insights-table-config", "in-ticket-suggestion",
    ];

    [Fact]
    public async Task A_setting_is_made_once_replaced_and_told()
    {
        await using var own = await Desk.StartAsync();
        var made = (await own.Admin.PostJsonAsync("/api/account/settings", """{"type": "auto-merge", "data": {"tickets": {"enabled": true, "merging_window_days": 3}}}""")).Is(HttpStatusCode.Created);
        Assert.Equal(["id", "type", "data"], made.Json.AsObject().Select(member => member.Key));
        (await own.Admin.PostJsonAsync("/api/account/settings", """{"type": "auto-merge"}""")).Is(HttpStatusCode.Conflict);
        var path = $"/api/account/settings/{made["id"]}";
        var replaced = (await own.Admin.PutJsonAsync(path, """{"type": "auto-merge", "data": {"tickets": {"enabled": false}}}""")).Is(HttpStatusCode.OK);
        Assert.Equal("""{"tickets":{"enabled":false}}""", replaced["data"]!.ToJsonString());
        // What was read can be sent back, and says nothing new.
        Assert.Equal(replaced.Body, (await own.Admin.PutJsonAsync(path, replaced.Body)).Is(HttpStatusCode.OK).Body);
        Assert.Equal(replaced.Body, (await own.Admin.PutJsonAsync(path, """{"type": "auto-merge"}""")).Is(HttpStatusCode.OK).Body);
        Assert.Equal(replaced.Body, (await own.Admin.GetJsonAsync("/api/account/settings?type=auto-merge")).Is(HttpStatusCode.OK)["data"]![0]!.ToJsonString());
        var events = (await own.Admin.GetJsonAsync($"/api/events?object_type=AccountSetting&object_id={made["id"]}")).Is(HttpStatusCode.OK)["data"]!.AsArray();
        Assert.Equal(["account-setting-updated", "account-setting-created"], events.Select(item => (string)item!["type"]!));
        Assert.All(events, item => Assert.Equal((long)made["id"]!, (long)item!["object_id"]!));
    }

    [Fact]
    public async Task The_type_is_one_of_those_that_there_are_and_stays()
    {
        var made = (await desk.Admin.PostJsonAsync("/api/account/settings", """{"type": "in-ticket-suggestion", "data": {"is_demo_hidden": null}}""")).Is(HttpStatusCode.Created);
        var path = $"/api/account/settings/{made["id"]}";
        Assert.Equal(["This setting is of the type in-ticket-suggestion, which cannot change."], (await desk.Admin.PutJsonAsync(path, """{"type": "auto-split"}""")).Is(HttpStatusCode.BadRequest).ErrorsAt("type"));
        Assert.Equal(["Missing data for required field."], (await desk.Admin.PutJsonAsync(path, """{"data": {}}""")).Is(HttpStatusCode.BadRequest).ErrorsAt("type"));
        Assert.Equal(["Field may not be null."], (await desk.Admin.PutJsonAsync(path, """{"type": "in-ticket-suggestion", "data": null}""")).Is(HttpStatusCode.BadRequest).ErrorsAt("data"));
        Assert.Equal(["Not a valid mapping type."], (await desk.Admin.PutJsonAsync(path, """{"type": "in-ticket-suggestion", "data": [1]}""")).Is(HttpStatusCode.BadRequest).ErrorsAt("data"));
        Assert.Equal(["Missing data for required field."], (await desk.Admin.PostJsonAsync("/api/account/settings", "{}")).Is(HttpStatusCode.BadRequest).ErrorsAt("type"));
        Assert.StartsWith("Must be one of: business-hours,", Assert.Single((await desk.Admin.PostJsonAsync("/api/account/settings", """{"type": "sla"}""")).Is(HttpStatusCode.BadRequest).ErrorsAt("type")));
        (await desk.Admin.PutJsonAsync("/api/account/settings/999999", """{"type": "auto-split"}""")).Is(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("business-hours", """{"timezone": "Mars/Olympus"}""", "timezone", "Not a valid IANA time zone name.")]
    [InlineData("business-hours", """{"business_hours": [{"days": "1", "from_time": "09:00", "to_time": "10:00"}, {"days": "8", "from_time": "9", "to_time": "10:00"}]}""", "business_hours.1.from_time", "Not a valid time: use HH:MM.")]
    [InlineData("business-hours", """{"business_hours": [{"days": "8", "from_time": "09:00", "to_time": "10:00"}]}""", "business_hours.0.days", "Name the days with commas between them, from 1 for Monday to 7 for Sunday.")]
    [InlineData("business-hours", """{"business_hours": {"days": "1", "to_time": "10:00"}}""", "business_hours.0.from_time", "Missing data for required field.")]
    [InlineData("business-hours", """{"business_hours": "always"}""", "business_hours", "Not a valid list.")]
    [InlineData("business-hours", """{"holidays": [{"date": "2026-02-30"}]}""", "holidays.0.date", "Not a valid date: use YYYY-MM-DD, or MM-DD for every year.")]
    [InlineData("business-hours", """{"holidays": [{"date": "12-24", "business_hours": [{"from_time": "12:00", "to_time": "09:00"}]}]}""", "holidays.0.business_hours.0.to_time", "Must be later than from_time.")]
    [InlineData("business-hours", """{"calendars": [{"id": 1, "name": "a"}, {"id": 1, "name": "b"}]}""", "calendars.1.id", "Another calendar has this id.")]
    [InlineData("business-hours", """{"calendars": [{"id": 1}]}""", "calendars.0.name", "Missing data for required field.")]
    [InlineData("satisfaction-surveys", """{"send_survey_for_emial": true}""", "send_survey_for_emial", "Unknown field.")]
    [InlineData("satisfaction-surveys", """{"send_survey_for_email": "yes"}""", "send_survey_for_email", "Not a valid boolean.")]
    [InlineData("satisfaction-surveys", """{"survey_interval": 1.5}""", "survey_interval", "Not a valid integer.")]
    [InlineData("satisfaction-surveys", """{"survey_interval": -1}""", "survey_interval", "Must be between 0 and 8760.")]
    [InlineData("ticket-assignment", """{"unassign_on_user_unavailability": ["chat", "email"]}""", "unassign_on_user_unavailability.1", "Must be one of: chat.")]
    [InlineData("ticket-assignment", """{"assignment_channels": ["email", 5]}""", "assignment_channels.1", "Not a valid string.")]
    [InlineData("auto-merge", """{"tickets": {"enabled": null}}""", "tickets.enabled", "Field may not be null.")]
    [InlineData("auto-split", """{"email": {"enabled": true, "split_after_days": 0}}""", "email.split_after_days", "Must be between 1 and 3650.")]
    [InlineData("views-ordering", """{"views": {"first": {"display_order": 1}}}""", "views.first._schema", "Must stand under an id.")]
    [InlineData("views-visibility", """{"hidden_views": [1, "2"]}""", "hidden_views.1", "Not a valid integer.")]
    [InlineData("access", """{"signup_mode": "open"}""", "signup_mode", "Must be one of: invite, allowed-domains.")]
    [InlineData("access", """{"signup_mode": "allowed-domains"}""", "allowed_domains", "Name the domains that signup_mode allows.")]
    [InlineData("access", """{"allowed_domains": ["ok.example", "not a domain"]}""", "allowed_domains.1", "Not a valid domain: give it as in example.com.")]
    [InlineData("access", """{"two_fa_enforced_datetime": "soon"}""", "two_fa_enforced_datetime", "Not a valid datetime.")]
    [InlineData("access", """{"custom_sso_providers": {"a.b": {"name": "A", "client_id": "c", "server_metadata_url": "http://a.example"}}}""", "custom_sso_providers", null)]
    [InlineData("agent-costs", """{"agent_cost_per_ticket": -0.5}""", "agent_cost_per_ticket", "Must be greater than or equal to 0.")]
    [InlineData("default-integration", """{"email": 424242}""", "email", "Integration 424242 does not exist.")]
    [InlineData("default-integration", """{"pigeon": 1}""", "pigeon", "Unknown field.")]
    [InlineData("agents-table-config", """{"views": [{"metrics": [{"id": "a", "visibility": 1}]}]}""", "views.0.metrics.0.visibility", "Not a valid boolean.")]
    public async Task What_is_wrong_in_the_data_is_told_by_its_path(string type, string data, string path, string? message)
    {
        var answer = (await desk.Admin.PostJsonAsync("/api/account/settings", $$"""{"type": "{{type}}", "data": {{data}}}""")).Is(HttpStatusCode.BadRequest);
        if (message is null)
        {
            // A key of the caller's may hold a dot.
            Assert.Equal("Not a valid URL: it must begin with https://.", (string?)answer["error"]!["data"]!["data"]![path]!["a.b"]!["server_metadata_url"]![0]);
            return;
        }

        Assert.Equal([message], answer.ErrorsAt($"data.{path}"));
    }

    [Fact]
    public async Task Every_type_takes_the_data_that_are_documented()
    {
        await using var own = await Desk.StartAsync();
        var integration = (long)(await own.Admin.PostJsonAsync("/api/integrations", Samples.Integration("door"))).Is(HttpStatusCode.Created)["id"]!;
        const string Screen = """{"active_view": "a", "views": [{"id": "a", "name": "A", "metrics": [{"id": "m", "visibility": true}], "rows": [{"id": "r"}]}], "other": 1}""";
        Dictionary<string, string> data = new()
        {
            ["business-hours"] = """{"timezone": "Europe/Paris", "business_hours": [{"days": "1,2", "from_time": "22:00", "to_time": "06:00"}], "holidays": [{"date": "02-29", "name": null}], "calendars": []}""",
            ["satisfaction-surveys"] =
                """{"send_survey_for_chat": false, "send_survey_for_email": true, "send_survey_for_contact_form": false, "send_survey_for_help_center": false, "survey_email_html": "<p>Hi</p>", "survey_email_text": "Hi", "survey_interval": 24}""",
            ["ticket-assignment"] =
                """{"assignment_channels": ["email", "contact_form"], "auto_assign_to_teams": true, "unassign_on_reply": false, "unassign_on_user_unavailability": ["chat"], "can_exceed_max_agent_capacity": false, "auto_assign_ticket_to_responding_agent": true}""",
            ["auto-merge"] = """{"tickets": {"enabled": true, "merging_window_days": 5}}""",
            ["auto-split"] = """{"email": {"enabled": true, "split_after_days": 30}}""",
            ["views-ordering"] = """{"views": {"7": {"display_order": 1}}, "view_sections": {"2": {"display_order": 0}}}""",
            ["views-visibility"] = """{"hidden_views": [7]}""",
            ["access"] = """{"signup_mode": "allowed-domains", "allowed_domains": ["acme.example"], "google_sso_enabled": false, "office365_sso_enabled": false, "two_fa_enforced_datetime": null, "skip_2fa_after_sso_datetime": null, "sso_enforced_datetime": null, "custom_sso_providers": {}}""",
            ["agent-costs"] = """{"agent_cost_type": "hourly", "agent_cost_per_ticket": 2.5, "agent_ticket_per_hour": 4}""",
            ["default-integration"] = $$"""{"email": {{integration}}}""",
            ["agents-table-config"] = Screen,
            ["agents-availability-table-config"] = Screen,
            ["channels-table-config"] = Screen,
            ["product-insights-table-config"] = Screen,
            ["in-ticket-suggestion"] = """{"is_demo_hidden": true}""",
        };
        Assert.Equal([.. AccountSettingType.All.Where(type => type is not "limits").Order()], Types.Order());
        using var client = own.Client();
        foreach (var type in Types)
        {
            var made = await client.Account.CreateSettingAsync(new(type, JsonElement.Parse(data[type])), cancellationToken: TestContext.Current.CancellationToken);
            Assert.True(JsonNode.DeepEquals(JsonNode.Parse(data[type]), JsonNode.Parse(made.Data.GetRawText())), $"{type}: {made.Data}");
            var again = await client.Account.UpdateSettingAsync(made.Id, new(type, made.Data), cancellationToken: TestContext.Current.CancellationToken);
            Assert.Equal(made.Data.GetRawText(), again.Data.GetRawText());
        }

        Assert.Equal(Types.Length, (await own.Admin.GetJsonAsync("/api/account")).Is(HttpStatusCode.OK)["settings"]!.AsArray().Count);
    }

    [Fact]
    public async Task A_tolerant_account_keeps_what_is_not_known()
    {
        await using var own = await Desk.StartAsync();
        await own.SwitchAsync(new Switches { Plan = "off", Tolerant = true });
        var made = (await own.Admin.PostJsonAsync("/api/account/settings", """{"type": "auto-split", "data": {"email": {"enabled": false, "since": 3}}}""")).Is(HttpStatusCode.Created);
        Assert.Equal(3, (int)made["data"]!["email"]!["since"]!);
    }

    [Fact]
    public async Task A_secret_of_a_sign_in_provider_stays_until_it_is_replaced_and_is_sealed()
    {
        await using var own = await Desk.StartAsync();
        const string Provider = """{"type": "access", "data": {"custom_sso_providers": {"okta": {"name": "Okta", "client_id": "c", "server_metadata_url": "https://okta.example/x"SECRET}}}}""";
        var made = (await own.Admin.PostJsonAsync("/api/account/settings", Provider.Replace("SECRET", """, "client_secret": "do not tell" """, StringComparison.Ordinal))).Is(HttpStatusCode.Created);
        Assert.DoesNotContain("client_secret", made.Body, StringComparison.Ordinal);
        var path = $"/api/account/settings/{made["id"]}";
        var first = await StoredAsync(own);
        Assert.NotNull(first);
        Assert.DoesNotContain("do not tell", first, StringComparison.Ordinal);
        (await own.Admin.PutJsonAsync(path, Provider.Replace("SECRET", "", StringComparison.Ordinal))).Is(HttpStatusCode.OK);
        Assert.Equal(first, await StoredAsync(own));
        (await own.Admin.PutJsonAsync(path, Provider.Replace("SECRET", """, "client_secret": "another" """, StringComparison.Ordinal))).Is(HttpStatusCode.OK);
        Assert.NotEqual(first, await StoredAsync(own));
        (await own.Admin.PutJsonAsync(path, Provider.Replace("SECRET", """, "client_secret": null""", StringComparison.Ordinal))).Is(HttpStatusCode.OK);
        Assert.Null(await StoredAsync(own));
    }

    [Fact]
    public async Task Limits_are_the_operators_and_count()
    {
        await using var own = await Desk.StartAsync();
        await own.InScopeAsync(services => services.GetRequiredService<SetSwitches>().RunAsync(
            own.Account.Id, [new("max_integrations", "0"), new("max_active_rules", "1")], TestContext.Current.CancellationToken));
        var shown = (await own.Admin.GetJsonAsync("/api/account/settings?type=limits")).Is(HttpStatusCode.OK)["data"]![0]!;
        Assert.Equal("""{"max_integrations":0,"max_active_rules":1}""", Sorted(shown["data"]!));
        Assert.Equal(["The limits of an account are set by the operator of its server."],
            (await own.Admin.PutJsonAsync($"/api/account/settings/{shown["id"]}", """{"type": "limits", "data": {}}""")).Is(HttpStatusCode.BadRequest).ErrorsAt("type"));
        (await own.Admin.PostJsonAsync("/api/account/settings", """{"type": "limits", "data": {}}""")).Is(HttpStatusCode.BadRequest);
        (await own.Admin.PostJsonAsync("/api/integrations", Samples.Integration("one too many"))).Is(HttpStatusCode.BadRequest);
        object Rule(bool isOff) => new { name = "tag", code = "Action('addTags', { tags: 'x' })", deactivated_datetime = isOff ? "2026-01-01T00:00:00" : null };
        var rule = (await own.Admin.PostJsonAsync("/api/rules", Rule(isOff: false))).Is(HttpStatusCode.Created);
        Assert.Equal(["The account may have 1 active rules at most."], (await own.Admin.PostJsonAsync("/api/rules", Rule(isOff: false))).Is(HttpStatusCode.BadRequest).ErrorsAt("_schema"));
        var off = (await own.Admin.PostJsonAsync("/api/rules", Rule(isOff: true))).Is(HttpStatusCode.Created);
        (await own.Admin.PutJsonAsync($"/api/rules/{off["id"]}", new { deactivated_datetime = (string?)null })).Is(HttpStatusCode.BadRequest);
        (await own.Admin.PutJsonAsync($"/api/rules/{rule["id"]}", new { deactivated_datetime = "2026-01-01T00:00:00" })).Is(HttpStatusCode.Accepted);
        (await own.Admin.PutJsonAsync($"/api/rules/{off["id"]}", new { deactivated_datetime = (string?)null })).Is(HttpStatusCode.Accepted);
    }

    private static string Sorted(JsonNode data) => new JsonObject(data.AsObject().OrderByDescending(member => member.Key, StringComparer.Ordinal).Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone()))).ToJsonString();

    private static Task<string?> StoredAsync(Desk own) => own.InScopeAsync(services => services.GetRequiredService<DeskDb>().FirstOrDefaultAsync(
        $$"""select data #>> '{custom_sso_providers,okta,client_secret}' from account_settings where account_id = {{own.Account.Id}} and type = 'access'""",
        row => row.Text(0),
        TestContext.Current.CancellationToken));
}
