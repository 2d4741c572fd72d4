using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Identity.SignIn;
using Antiphon.ApiTests.OAuth;
using Antiphon.ApiTests.Operations;
using Antiphon.ApiTests.Users;
using Antiphon.Client;
using Antiphon.Contract;
using Antiphon.Data;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Audit;

[Trait("row", "E21")]
[Trait("row", "J30")]
public sealed class AuditTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task A_change_says_who_made_it_from_where_and_how_it_was_before()
    {
        var user = await desk.InviteAsync("promoted@store.example", "agent");
        (await desk.Admin.PutJsonAsync($"/api/users/{user.Id()}", new { role = new { name = "admin" }, name = "Prom Oted" })).Is(HttpStatusCode.Accepted);
        var row = (await desk.AuditAsync($"object_type=User&object_id={user.Id()}&actions=user-updated")).Single();
        Assert.Equal(("api-key", desk.Account.OwnerUserId, "127.0.0.1"), (row.Text("actor"), (long?)row["user_id"], row.Text("address")));
        Assert.NotNull((long?)row["actor_id"]);
        Assert.Equal("""{"name":"Sam Reed","role":"agent"}""", Sorted(row["before"]!));
        Assert.Equal("""{"name":"Prom Oted","role":"admin"}""", Sorted(row["after"]!));
        var events = await desk.Admin.GetJsonAsync($"/api/events?object_type=User&object_id={user.Id()}&types=user-updated");
        Assert.Equal((string?)events["data"]![0]!["context"], row.Text("context"));
    }

    [Fact]
    public async Task Secrets_are_masked_and_that_they_changed_is_seen()
    {
        var made = (await desk.Admin.PostJsonAsync("/api/keys", new { name = "Warehouse" })).Is(HttpStatusCode.Created);
        var key = (await desk.AuditAsync($"object_type=ApiKey&object_id={made["id"]}")).Single();
        Assert.Equal(("api-key-created", "***", "Warehouse"), (key.Text("action"), (string?)key["after"]!["hash"], (string?)key["after"]!["name"]));

        var hook = (await desk.Admin.PostJsonAsync("/api/integrations", Samples.Integration("Hook"))).Is(HttpStatusCode.Created);
        (await desk.Admin.PutJsonAsync($"/api/integrations/{hook["id"]}", new { http = new { url = "https://desk.example/other", hmac_secret = "a-new-signing-secret" } })).Is(HttpStatusCode.OK);
        var changed = (await desk.AuditAsync($"object_type=Integration&object_id={hook["id"]}&actions=integration-updated")).Single();
        var http = changed["after"]!["http_integrations"]![0]!;
        Assert.Equal(("***", "https://desk.example/other"), ((string?)http["hmac_secret"], (string?)http["url"]));
        var log = string.Concat((await desk.AuditAsync()).Select(row => row.ToJsonString()));
        Assert.DoesNotContain("a-new-signing-secret", log, StringComparison.Ordinal);
        Assert.DoesNotContain("abcdef12345", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_deleted_or_merged_is_named_and_no_copy_of_people_is_kept()
    {
        var ticket = (await desk.Admin.PostJsonAsync("/api/tickets", Samples.Ticket("leaving@mail.example"))).Is(HttpStatusCode.Created);
        (await desk.Admin.DeleteJsonAsync($"/api/tickets/{ticket["id"]}")).Is(HttpStatusCode.NoContent);
        (await desk.Admin.DeleteJsonAsync($"/api/customers/{ticket["customer"]!["id"]}")).Is(HttpStatusCode.NoContent);
        var gone = (await desk.AuditAsync($"object_type=Ticket&object_id={ticket["id"]}")).Single();
        Assert.Equal(("ticket-deleted", "email"), (gone.Text("action"), (string?)gone["before"]!["channel"]));
        var customer = (await desk.AuditAsync($"object_type=Customer&object_id={ticket["customer"]!["id"]}")).Single();
        Assert.Equal("customer-deleted", customer.Text("action"));
        Assert.DoesNotContain("leaving@mail.example", customer.ToJsonString(), StringComparison.Ordinal);

        var (one, other) = ((await desk.Admin.PostJsonAsync("/api/tags", new { name = "one" })).Json.Id(), (await desk.Admin.PostJsonAsync("/api/tags", new { name = "other" })).Json.Id());
        (await desk.Admin.PostJsonAsync("/api/tags/merge", new { source_tags_ids = new[] { one }, destination_tag_id = other })).Is(HttpStatusCode.Accepted);
        Assert.Equal("tag-merged", (await desk.AuditAsync($"object_type=Tag&object_id={other}")).Single().Text("action"));
        var source = (await desk.AuditAsync($"object_type=Tag&object_id={one}")).Single();
        Assert.Equal(("tag-deleted", "one"), (source.Text("action"), (string?)source["before"]!["name"]));
    }

    [Fact]
    public async Task Daily_work_is_not_audited()
    {
        var before = await desk.LastAuditAsync();
        var ticket = (await desk.Admin.PostJsonAsync("/api/tickets", Samples.Ticket("daily@mail.example"))).Is(HttpStatusCode.Created);
        (await desk.Admin.PutJsonAsync($"/api/tickets/{ticket["id"]}", new { status = "closed" })).Is(HttpStatusCode.Accepted);
        (await desk.Admin.PostJsonAsync($"/api/tickets/{ticket["id"]}/messages", Samples.Note("done"))).Is(HttpStatusCode.Created);
        Assert.Equal(before, await desk.LastAuditAsync());
    }

    [Fact]
    public async Task The_command_line_and_the_hand_in_the_database_are_told_apart()
    {
        await using var own = await Desk.StartAsync();
        using var site = Site.On(own.ConnectionString);
        Assert.Equal(0, (await site.RunAsync("account set acme tolerant=true")).ExitCode);
        var set = (await own.AuditAsync("actors=command-line")).Single();
        Assert.Equal(("account-updated", "antiphon command line of"), (set.Text("action"), set.Text("address")![..24]));
        Assert.Equal("true", (string?)set["after"]!["switches"]!["tolerant"]?.ToString());
        await Embedded.Playground.RunAsync(own.ConnectionString, "update users set role = 'observer-agent' where email = 'ada@acme.example'");
        await Embedded.Playground.RunAsync(own.ConnectionString, "update users set role = 'admin' where email = 'ada@acme.example'");
        var hand = await own.AuditAsync("actors=database&object_type=User");
        Assert.Equal("""{"role":"admin"}""", hand[^1]["before"]!.ToJsonString());
        Assert.All(hand, row => Assert.Equal("user-changed", row.Text("action")));
    }

    [Fact]
    public async Task The_sdk_pages_filters_and_exports()
    {
        await using var own = await Desk.StartAsync();
        for (var n = 0; n < 5; n++)
        {
            (await own.Admin.PostJsonAsync("/api/teams", new { name = $"Team \"{n}\"", description = "=1+1, plain" })).Is(HttpStatusCode.Created);
        }

        using var client = new AntiphonClient(own.Address, AntiphonCredentials.ApiKey(Desk.AdminEmail, own.AdminKey));
        var query = new AuditQuery { ObjectType = "Team", Actions = ["team-created"], Limit = 2, OrderBy = "id:asc", UserIds = [own.Account.OwnerUserId!.Value], Actors = ["api-key"] };
        var teams = new List<AuditEntryResource>();
        await foreach (var row in client.Audit.ListAsync(query))
        {
            teams.Add(row);
        }

        Assert.Equal(5, teams.Count);
        Assert.Equal(teams.Select(row => row.Id).Order(), teams.Select(row => row.Id));
        Assert.Empty((await client.Audit.ListPageAsync(query with { Until = teams[0].CreatedDatetime.AddDays(-1) })).Data);

        using var lines = await client.Audit.ExportAsync();
        Assert.Equal("application/x-ndjson", lines.ContentType);
        var exported = new List<AuditEntryResource>();
        using (var reader = new StreamReader(lines.Content))
        {
            while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
            {
                exported.Add((AuditEntryResource)JsonSerializer.Deserialize(line, WireJson.Options.GetTypeInfo(typeof(AuditEntryResource)))!);
            }
        }

        Assert.Equal(Enumerable.Range(1, exported.Count).Select(n => (long)n), exported.Select(row => row.Id));
        Assert.All(exported.Zip(exported.Skip(1)), pair => Assert.Equal(pair.First.Hash, pair.Second.PreviousHash));

        using var csv = await client.Audit.ExportAsync(AuditFormat.Csv, query);
        using var text = new StreamReader(csv.Content);
        var table = (await text.ReadToEndAsync(TestContext.Current.CancellationToken)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(6, table.Length);
        Assert.StartsWith("id,created_datetime,action,", table[0], StringComparison.Ordinal);
        // JSON in a cell is quoted, and a quotation mark in it twice.
        Assert.Contains("\"\"description\"\":\"\"=1+1, plain\"\"", table[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_admins_read_it_and_no_account_reads_another()
    {
        using var lead = await desk.AsRoleAsync("agent");
        (await lead.GetJsonAsync("/api/audit")).Is(HttpStatusCode.Forbidden);
        (await lead.GetJsonAsync("/api/audit/export")).Is(HttpStatusCode.Forbidden);
        var app = await desk.RegisterAsync("write:all");
        using var narrow = await desk.AsAppAsync(app, Desk.AdminEmail, "events:read");
        (await narrow.GetJsonAsync("/api/audit")).Is(HttpStatusCode.Forbidden);
        await using var own = await Desk.StartAsync();
        var beta = await own.OpenAccountAsync("beta", "ada@beta.example");
        using var other = own.Caller("ada@beta.example", beta.ApiKey, "beta.localhost");
        (await own.Admin.PostJsonAsync("/api/teams", new { name = "Acme only" })).Is(HttpStatusCode.Created);
        var rows = (await other.GetJsonAsync("/api/audit?limit=100")).Is(HttpStatusCode.OK);
        Assert.DoesNotContain("Acme only", rows.Body, StringComparison.Ordinal);
        Assert.Equal(1, (long)rows["data"]!.AsArray()[^1]!["id"]!);
    }

    [Fact]
    public async Task Sign_ins_are_audited_with_their_address_and_so_are_those_that_fail()
    {
        var id = await desk.PersonAsync("signer@acme.example");
        using var browser = new Browser(desk);
        var page = await browser.GetAsync("/sign-in");
        (await browser.SubmitAsync(page, "/sign-in", ("email", "signer@acme.example"), ("password", "wrong and wrong"))).Is(HttpStatusCode.BadRequest);
        page = await browser.GetAsync("/sign-in");
        (await browser.SubmitAsync(page, "/sign-in", ("email", "signer@acme.example"), ("password", Passphrase.Text))).Is(HttpStatusCode.SeeOther);
        var rows = await desk.AuditAsync($"object_type=User&object_id={id}");
        Assert.Equal(["user-logged-in", "password-hash-renewed", "sign-in-failed"], rows.Where(row => row.Text("actor") == "user").Select(row => row.Text("action")));
        Assert.All(rows.Where(row => row.Text("actor") == "user"), row => Assert.Equal("127.0.0.1", row.Text("address")));
        Assert.Null((long?)rows.Single(row => row.Text("action") == "sign-in-failed")["user_id"]);
    }

    [Fact]
    public async Task The_tables_refuse_to_be_changed()
    {
        foreach (var statement in (string[])["update audit_log set action = 'x'", "delete from audit_log", "truncate audit_log", "update audit_pending set action = 'x'", "delete from audit_pending"])
        {
            await Assert.ThrowsAsync<Npgsql.PostgresException>(() => Embedded.Playground.RunAsync(desk.ConnectionString, statement));
        }
    }

    [Fact]
    public async Task What_is_undone_leaves_no_row()
    {
        var before = await desk.LastAuditAsync();
        await desk.InScopeAsync(async services =>
        {
            var db = services.GetRequiredService<DeskDb>();
            await using var transaction = await db.BeginAsync(CancellationToken.None);
            return await db.ExecuteAsync($"update users set role = 'agent' where account_id = {desk.Account.Id} and email = {Desk.AdminEmail}", CancellationToken.None);
        });
        Assert.Equal(before, await desk.LastAuditAsync());
    }

    private static string Sorted(JsonNode json) => new JsonObject(json.AsObject().OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone()))).ToJsonString();
}
