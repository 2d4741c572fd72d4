using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Client;
using Antiphon.ApiTests.Furniture;
using Antiphon.Client;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Integrations;

[Trait("row", "B31")]
public sealed class IntegrationTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    [Trait("row", "C12")]
    public async Task An_integration_is_made_changed_and_deleted_and_each_is_told()
    {
        var created = (await desk.Admin.PostJsonAsync("/api/integrations", Samples.Integration("Order desk", triggers: ["ticket-created"]))).Is(HttpStatusCode.Created);
        var id = (long)created["id"]!;
        Assert.Equal(created.Body, (await desk.Admin.GetJsonAsync($"/api/integrations/{id}/")).Is(HttpStatusCode.OK).Body);
        var changed = (await desk.Admin.PutJsonAsync($"/api/integrations/{id}", new { name = "Back office", description = (string?)null })).Is(HttpStatusCode.OK);
        Assert.Equal("Back office", (string?)changed["name"]);
        Assert.Null(changed["description"]);
        Assert.True(JsonNode.DeepEquals(created["http"], changed["http"]));
        (await desk.Admin.PutJsonAsync($"/api/integrations/{id}", new { name = "Back office" })).Is(HttpStatusCode.OK);
        (await desk.Admin.DeleteJsonAsync($"/api/integrations/{id}")).Is(HttpStatusCode.NoContent);
        (await desk.Admin.GetJsonAsync($"/api/integrations/{id}")).Is(HttpStatusCode.NotFound);
        (await desk.Admin.DeleteJsonAsync($"/api/integrations/{id}")).Is(HttpStatusCode.NotFound);
        (await desk.Admin.PutJsonAsync($"/api/integrations/{id}", new { name = 7 })).Is(HttpStatusCode.NotFound);
        Assert.Equal(["integration-created", "integration-updated", "integration-deleted"], await desk.EventsOfAsync("Integration", id));
    }

    [Fact]
    public async Task A_null_switches_it_on_again_and_forgets_its_failures()
    {
        var id = await CreateAsync("Switched");
        var off = (await desk.Admin.PutJsonAsync($"/api/integrations/{id}", new { deactivated_datetime = "2026-03-02T10:00:00Z" })).Is(HttpStatusCode.OK);
        Assert.Equal("2026-03-02T10:00:00.000000+00:00", (string?)off["deactivated_datetime"]);
        await desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().ExecuteAsync(
            $"update integrations set failures = 7 where account_id = {desk.Account.Id} and id = {id}", CancellationToken.None));
        var on = (await desk.Admin.PutJsonAsync($"/api/integrations/{id}", """{"deactivated_datetime": null}""")).Is(HttpStatusCode.OK);
        Assert.Null(on["deactivated_datetime"]);
        Assert.Equal(0, await desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().SingleAsync(
            $"select failures from integrations where account_id = {desk.Account.Id} and id = {id}", row => row.GetInt32(0), CancellationToken.None)));
        Assert.Equal(["integration-created", "integration-deactivated", "integration-reactivated"], await desk.EventsOfAsync("Integration", id));
    }

    [Fact]
    public async Task A_change_of_the_call_needs_its_url_and_keeps_what_is_absent()
    {
        var id = await CreateAsync("Partial");
        Assert.Equal([FieldErrors.Missing], (await desk.Admin.PutJsonAsync($"/api/integrations/{id}", """{"http": {"method": "PUT"}}""")).Is(HttpStatusCode.BadRequest).ErrorsAt("http.url"));
        var changed = (await desk.Admin.PutJsonAsync($"/api/integrations/{id}", """{"http": {"url": "https://other.example/", "form": null}}""")).Is(HttpStatusCode.OK)["http"]!;
        Assert.Equal(("https://other.example/", "POST"), ((string)changed["url"]!, (string)changed["method"]!));
        Assert.Null(changed["form"]);
        Assert.Equal("abcdef12345", (string?)changed["headers"]!["x-api-key"]);
        changed = (await desk.Admin.PutJsonAsync($"/api/integrations/{id}", """{"http": {"url": "https://other.example/", "headers": {"b": "1", "a": "2"}, "form": {}}}""")).Is(HttpStatusCode.OK)["http"]!;
        Assert.Equal("""{"b":"1","a":"2"}""", changed["headers"]!.ToJsonString());
        Assert.Equal("{}", changed["form"]!.ToJsonString());
        changed = (await desk.Admin.PutJsonAsync($"/api/integrations/{id}", """{"http": {"url": "https://other.example/", "headers": null, "method": "GET"}}""")).Is(HttpStatusCode.OK)["http"]!;
        Assert.Empty(changed["headers"]!.AsObject());
        Assert.NotEmpty((await desk.Admin.PutJsonAsync($"/api/integrations/{id}", """{"http": null}""")).Is(HttpStatusCode.BadRequest).ErrorsAt("http"));
        Assert.NotEmpty((await desk.Admin.PutJsonAsync($"/api/integrations/{id}", """{"type": "email"}""")).Is(HttpStatusCode.BadRequest).ErrorsAt("type"));
    }

    [Fact]
    public async Task A_call_without_a_method_posts_when_it_has_triggers_and_gets_when_not()
    {
        Assert.Equal("POST", (string?)(await MadeAsync("""{"url": "https://a.example", "triggers": {"ticket_created": true}}"""))["method"]);
        var bare = await MadeAsync("""{"url": "https://a.example"}""");
        Assert.Equal(("GET", "application/json", "application/json"), ((string)bare["method"]!, (string)bare["request_content_type"]!, (string)bare["response_content_type"]!));
        Assert.Null(bare["form"]);
        Assert.Equal(HttpIntegrationTrigger.Official.Order(), bare["triggers"]!.AsObject().Select(trigger => trigger.Key).Order());
        Assert.All(bare["triggers"]!.AsObject(), trigger => Assert.False((bool)trigger.Value!));
    }

    [Fact]
    public async Task Underscores_and_our_own_triggers_are_taken_and_ours_are_shown_only_when_they_are_set()
    {
        var call = await MadeAsync("""{"url": "https://a.example", "triggers": {"ticket_message_created": true, "customer-updated": "true", "tag-created": false, "ticket-updated": 1}}""");
        var set = call["triggers"]!.AsObject().Where(trigger => (bool)trigger.Value!).Select(trigger => trigger.Key);
        Assert.Equal(["ticket-updated", "ticket-message-created", "customer-updated"], set);
        Assert.Equal(HttpIntegrationTrigger.Official.Count + 1, call["triggers"]!.AsObject().Count);
    }

    [Fact]
    [Trait("row", "C12")]
    public async Task Secrets_are_never_answered_and_credentials_in_headers_only_to_admins()
    {
        var created = (await desk.Admin.PostJsonAsync(
            "/api/integrations",
            """
            {"name": "Secret", "type": "http", "http": {"url": "https://a.example", "hmac_secret": "sign with this", "headers": {
                "x-api-key": "abcdef12345", "Authorization": "{{ticket.id}}", "x-trace": "7f3a9c1be2d84455a0", "accept-language": "en", "x-plain": "{{ticket.id}}"},
              "oauth2": {"token_url": "https://id.example/token", "client_id": "desk", "client_secret": "client word", "scope": "orders"}}}
            """)).Is(HttpStatusCode.Created);
        var id = (long)created["id"]!;
        Assert.Equal("abcdef12345", (string?)created["http"]!["headers"]!["x-api-key"]);
        Assert.Equal(
            """{"token_url":"https://id.example/token","client_id":"desk","token_location":"header","token_key":"Authorization","scope":"orders"}""", created["http"]!["oauth2"]!.ToJsonString());
        using var observer = await desk.AsRoleAsync(Roles.Observer);
        foreach (var seen in (JsonNode[])[(await observer.GetJsonAsync($"/api/integrations/{id}")).Is(HttpStatusCode.OK).Json, (await observer.GetJsonAsync("/api/integrations?limit=1")).Is(HttpStatusCode.OK)["data"]![0]!])
        {
            Assert.Equal(
                """{"x-api-key":"********","Authorization":"********","x-trace":"********","accept-language":"en","x-plain":"{{ticket.id}}"}""", seen["http"]!["headers"]!.ToJsonString());
        }

        foreach (var answer in (string[])[created.Body, (await desk.Admin.GetJsonAsync($"/api/integrations/{id}")).Body, (await desk.Admin.GetJsonAsync("/api/integrations")).Body, (await desk.Admin.GetJsonAsync("/api/events?types=integration-created")).Body])
        {
            Assert.DoesNotContain("sign with this", answer, StringComparison.Ordinal);
            Assert.DoesNotContain("client word", answer, StringComparison.Ordinal);
        }
    }

    [Fact]
    [Trait("row", "A17")]
    public async Task Only_admins_make_and_change_them()
    {
        var id = await CreateAsync("Admins only");
        using var lead = await desk.AsRoleAsync(Roles.Lead);
        (await lead.PostJsonAsync("/api/integrations", Samples.Integration("Lead"))).Is(HttpStatusCode.Forbidden);
        (await lead.PutJsonAsync($"/api/integrations/{id}", new { name = "Lead" })).Is(HttpStatusCode.Forbidden);
        (await lead.DeleteJsonAsync($"/api/integrations/{id}")).Is(HttpStatusCode.Forbidden);
        (await lead.GetJsonAsync($"/api/integrations/{id}")).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task What_is_managed_or_no_call_cannot_be_changed()
    {
        var managed = await CreateAsync("Managed");
        await desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().ExecuteAsync(
            $"update integrations set managed = true where account_id = {desk.Account.Id} and id = {managed}", CancellationToken.None));
        (await desk.Admin.PutJsonAsync($"/api/integrations/{managed}", new { name = "Mine" })).Is(HttpStatusCode.Forbidden);
        (await desk.Admin.DeleteJsonAsync($"/api/integrations/{managed}")).Is(HttpStatusCode.Forbidden);
        Assert.True((bool)(await desk.Admin.GetJsonAsync($"/api/integrations/{managed}")).Is(HttpStatusCode.OK)["managed"]!);
        var mailbox = await desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().SingleAsync(
            $"insert into integrations (account_id, type, name, created_at, updated_at) values ({desk.Account.Id}, 'email', 'Mail', now(), now()) returning id", row => row.GetInt64(0), CancellationToken.None));
        Assert.NotEmpty((await desk.Admin.PutJsonAsync($"/api/integrations/{mailbox}", new { name = "Mine" })).Is(HttpStatusCode.BadRequest).ErrorsAt("type"));
        Assert.NotEmpty((await desk.Admin.DeleteJsonAsync($"/api/integrations/{mailbox}")).Is(HttpStatusCode.BadRequest).ErrorsAt("type"));
        Assert.NotEmpty((await desk.Admin.PostJsonAsync("/api/integrations", """{"name": "x", "type": "email", "http": {"url": "https://a.example"}}""")).Is(HttpStatusCode.BadRequest).ErrorsAt("type"));
    }

    [Fact]
    public async Task The_accounts_limit_is_kept_also_by_requests_at_the_same_time()
    {
        await using var own = await Desk.StartAsync();
        await own.InScopeAsync(services => services.GetRequiredService<DeskDb>().ExecuteAsync(
            $$"""
            insert into account_settings (account_id, type, data, created_at, updated_at) values ({{own.Account.Id}}, 'limits', '{"max_integrations": 3}', now(), now())
            on conflict (account_id, type) do update set data = excluded.data
            """,
            CancellationToken.None));
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => own.Admin.PostJsonAsync("/api/integrations", Samples.Integration($"Nr. {n}"))));
        Assert.Equal(3, answers.Count(answer => answer.Status is HttpStatusCode.Created));
        Assert.All(answers.Where(answer => answer.Status is not HttpStatusCode.Created), answer => Assert.Equal(["The account may have 3 integrations at most."], answer.Is(HttpStatusCode.BadRequest).ErrorsAt("_schema")));
    }

    [Fact]
    public async Task The_client_lists_pages_by_type_in_both_orders()
    {
        await using var own = await Desk.StartAsync();
        using var client = own.Client();
        for (var i = 0; i < 5; i++)
        {
            await client.Integrations.CreateAsync(new CreateIntegrationRequest($"Nr. {i}", IntegrationType.Http, new HttpIntegrationRequest("https://a.example/hook", HmacSecret: "s")));
        }

        await own.InScopeAsync(services => services.GetRequiredService<DeskDb>().ExecuteAsync(
            $"insert into integrations (account_id, type, name, created_at, updated_at) values ({own.Account.Id}, 'sms', 'Texts', now(), now())", CancellationToken.None));
        var newest = await client.Integrations.ListAsync(new IntegrationQuery { Type = IntegrationType.Http, Limit = 2 }).ToListAsync();
        Assert.Equal(["Nr. 4", "Nr. 3", "Nr. 2", "Nr. 1", "Nr. 0"], newest.Select(integration => integration.Name));
        var oldest = await client.Integrations.ListPageAsync(new IntegrationQuery { OrderBy = "created_datetime:asc" });
        Assert.Equal(["Nr. 0", "Nr. 1", "Nr. 2", "Nr. 3", "Nr. 4", "Texts"], oldest.Data.Select(integration => integration.Name));
        var changed = await client.Integrations.UpdateAsync(newest[0].Id, new UpdateIntegrationRequest(DeactivatedDatetime: newest[0].CreatedDatetime));
        Assert.Equal(newest[0].CreatedDatetime, changed.DeactivatedDatetime);
        Assert.Equal("https://a.example/hook", (await client.Integrations.GetAsync(newest[0].Id)).Http!.Url);
        await client.Integrations.DeleteAsync(newest[0].Id);
        Assert.NotEmpty((await own.Admin.GetJsonAsync("/api/integrations?type=fax")).Is(HttpStatusCode.BadRequest).ErrorsAt("type"));
    }

    private async Task<long> CreateAsync(string name, params string[] triggers) =>
        (long)(await desk.Admin.PostJsonAsync("/api/integrations", Samples.Integration(name, triggers: triggers))).Is(HttpStatusCode.Created)["id"]!;

    private async Task<JsonNode> MadeAsync(string call) =>
        (await desk.Admin.PostJsonAsync("/api/integrations", $$"""{"name": "Made", "type": "http", "http": {{call}}}""")).Is(HttpStatusCode.Created)["http"]!;
}
