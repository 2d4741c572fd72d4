using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Agents;
using Antiphon.ApiTests.Audit;
using Antiphon.ApiTests.Furniture;

namespace Antiphon.ApiTests.Operations;

/// <summary>Agents, sign-in providers and the audit log from a terminal, beside a running server.</summary>
public sealed class AgentCommandTests
{
    [Fact]
    [Trait("row", "H01")]
    [Trait("row", "H03")]
    [Trait("row", "N11")]
    public async Task An_agent_is_made_listed_stopped_resumed_and_its_calls_are_shown()
    {
        await using var desk = await Desk.StartAsync();
        using var site = Site.On(desk.ConnectionString);
        var policy = Path.Combine(site.Home, "policy.json");
        await File.WriteAllTextAsync(policy, AgentDesk.Policy("tags:read", "tags:write hold").ToJsonString(), TestContext.Current.CancellationToken);

        var made = await site.RunAsync($"agent create acme --name Sorter --description Sorts --policy {policy}");
        Assert.True(made.ExitCode == 0, made.Errors);
        string Told(string what) => made.Output.Split('\n').Single(line => line.StartsWith(what, StringComparison.Ordinal)).Split(' ')[^1];
        var id = Told("Agent");
        using var agent = desk.Caller(Told("Address"), Told("API key"));
        (await agent.GetJsonAsync("/api/tags")).Is(HttpStatusCode.OK);
        (await agent.PostJsonAsync("/api/tags", new { name = "held" })).Is(HttpStatusCode.Accepted);
        (await agent.GetJsonAsync("/api/tickets")).Is(HttpStatusCode.Forbidden);
        Assert.Matches($"(?m)^{id} +Sorter +{Told("Address")} +version 1 .* active$", (await site.RunAsync("agent list acme")).Output);

        Assert.Equal($"Agent {id} (Sorter) is stopped.", (await site.RunAsync($"agent stop acme {id}")).Output.Trim());
        (await agent.GetJsonAsync("/api/tags")).IsRefused("stopped");
        Assert.Matches("Sorter .* stopped", (await site.RunAsync("agent list acme")).Output);
        Assert.Equal($"Agent {id} (Sorter) is running.", (await site.RunAsync($"agent resume acme {id}")).Output.Trim());
        Assert.Contains("are stopped", (await site.RunAsync("agent stop acme")).Output, StringComparison.Ordinal);
        (await agent.GetJsonAsync("/api/tags")).IsRefused("stopped");
        Assert.Equal(0, (await site.RunAsync("agent resume acme")).ExitCode);
        (await agent.GetJsonAsync("/api/tags")).Is(HttpStatusCode.OK);

        var log = (await site.RunAsync($"agent log acme {id}")).Output.Trim().Split('\n');
        Assert.Equal(["TIME", "allowed", "refused", "refused", "refused", "held", "allowed"], log.Select((line, n) => line.Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[n == 0 ? 0 : 1]));
        Assert.EndsWith("POST /api/tags", log[5], StringComparison.Ordinal);
        var refused = (await site.RunAsync($"agent log acme {id} --decision refused --limit 1")).Output.Trim().Split('\n');
        Assert.Equal(2, refused.Length);
        Assert.Equal("command-line", (await desk.AuditAsync("object_type=Agent"))[^1].Text("actor"));

        Assert.Equal(1, (await site.RunAsync("agent stop acme 999")).ExitCode);
        Assert.Equal(1, (await site.RunAsync("agent log acme 999")).ExitCode);
        Assert.Equal(2, (await site.RunAsync($"agent log acme {id} --limit 0")).ExitCode);
        Assert.Equal(2, (await site.RunAsync($"agent log acme {id} --decision maybe")).ExitCode);
        await File.WriteAllTextAsync(policy, "{\"grants\": [{\"resource\": \"nothing\", \"classes\": [\"read\"]}], \"oops\": 1}", TestContext.Current.CancellationToken);
        var wrong = await site.RunAsync($"agent create acme --name Wrong --policy {policy}");
        Assert.Equal((1, ""), (wrong.ExitCode, wrong.Output));
        Assert.Contains("policy.grants.0.resource: ", wrong.Errors, StringComparison.Ordinal);
        Assert.Contains("policy.oops: ", wrong.Errors, StringComparison.Ordinal);
        Assert.Equal(1, (await site.RunAsync($"agent create acme --name Wrong --policy {policy}.gone")).ExitCode);
    }

    [Fact]
    [Trait("row", "E21")]
    [Trait("row", "J30")]
    public async Task The_audit_log_is_exported_as_lines_or_as_a_table()
    {
        await using var desk = await Desk.StartAsync();
        using var site = Site.On(desk.ConnectionString);
        (await desk.Admin.PostJsonAsync("/api/teams", new { name = "\u00C9quipe \U0001F98A" })).Is(HttpStatusCode.Created);
        var lines = await site.RunAsync("audit export acme");
        Assert.True(lines.ExitCode == 0, lines.Errors);
        var rows = lines.Output.Trim().Split('\n').Select(line => JsonNode.Parse(line)!).ToList();
        Assert.Equal(Enumerable.Range(1, rows.Count).Select(number => (long)number), rows.Select(row => (long)row["id"]!));
        Assert.Contains(rows, row => (string?)row["after"]?["name"] == "\u00C9quipe \U0001F98A");
        Assert.Equal((await desk.Admin.GetJsonAsync("/api/audit/export")).Is(HttpStatusCode.OK).Body.Trim(), lines.Output.Trim());

        var file = Path.Combine(site.Home, "audit.csv");
        var table = await site.RunAsync($"audit export acme --format csv --output {file}");
        Assert.Equal((0, ""), (table.ExitCode, table.Output));
        Assert.StartsWith("id,created_datetime,action,", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }

        Assert.Equal(1, (await site.RunAsync($"audit export acme --output {file}")).ExitCode);
        Assert.Equal("", (await site.RunAsync("audit export acme --since 2999-01-01")).Output);
        Assert.Equal(2, (await site.RunAsync("audit export acme --format xml")).ExitCode);
        Assert.Equal(1, (await site.RunAsync("audit export nobody")).ExitCode);
    }

    [Fact]
    [Trait("row", "J29")]
    public async Task A_sign_in_provider_is_added_listed_and_removed()
    {
        await using var desk = await Desk.StartAsync();
        using var site = Site.On(desk.ConnectionString);
        var secret = Path.Combine(site.Home, "client-secret");
        await File.WriteAllTextAsync(secret, "not-on-the-command-line\n", TestContext.Current.CancellationToken);
        var added = await site.RunAsync(
            $"sign-in add acme --name Google --issuer https://accounts.google.com --client-id antiphon --client-secret-file {secret} --domain corp.example --domain example.org --join-role agent",
            ("Secrets__Key", Desk.SecretsKey));
        Assert.True(added.ExitCode == 0, added.Errors);
        var provider = (await desk.Admin.GetJsonAsync("/api/sign-in-providers")).Is(HttpStatusCode.OK)["data"]![0]!;
        Assert.Equal(("Google", true, "agent"), ((string?)provider["name"], (bool)provider["has_client_secret"]!, (string?)provider["join_role"]));
        Assert.Contains($"/sign-in/with/{provider["id"]}/callback", added.Output, StringComparison.Ordinal);
        Assert.Matches($"(?m)^{provider["id"]} +Google +https://accounts.google.com +corp.example,example.org +agent +on$", (await site.RunAsync("sign-in list acme")).Output);
        Assert.Equal(0, (await site.RunAsync($"sign-in remove acme {provider["id"]}")).ExitCode);
        Assert.Equal(1, (await site.RunAsync($"sign-in remove acme {provider["id"]}")).ExitCode);
        var wrong = await site.RunAsync("sign-in add acme --name X --issuer http://id.example --client-id x --domain localhost --join-role admin");
        Assert.Equal(1, wrong.ExitCode);
        Assert.Contains("issuer: Must begin with https://.", wrong.Errors, StringComparison.Ordinal);
    }
}
