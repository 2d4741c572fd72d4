using System.Net;
using Antiphon.ApiTests.Furniture;
using Antiphon.Identity;

namespace Antiphon.ApiTests.Operations;

/// <summary>The verbs beside a server that runs on the same database, which goes by each change at once.</summary>
public sealed class CommandTests
{
    [Fact]
    public async Task An_account_is_opened_called_listed_and_set_from_the_command_line()
    {
        await using var desk = await Desk.StartAsync();
        using var site = Site.On(desk.ConnectionString);

        var created = await site.RunAsync("account create beta --email bo@beta.example --name Bo");
        Assert.Equal(0, created.ExitCode);
        var key = created.Output.Split('\n').Single(line => line.StartsWith("API key", StringComparison.Ordinal)).Split(' ')[^1];
        using var caller = desk.Caller("bo@beta.example", key, host: "beta.localhost");
        (await caller.GetJsonAsync("/api/tags?nonsense=1")).Is(HttpStatusCode.BadRequest);

        var set = await site.RunAsync("account set beta tolerant=true plan=off");
        Assert.Equal(0, set.ExitCode);
        Assert.Contains("tolerant=true\nplan=off\n", set.Output, StringComparison.Ordinal);
        await UntilAsync(HttpStatusCode.OK, () => caller.GetJsonAsync("/api/tags?nonsense=1"));
        Assert.Equal(set.Output, (await site.RunAsync("account set beta")).Output);

        var list = await site.RunAsync("account list");
        Assert.Matches("(?m)^[0-9]+ +acme +ada@acme.example +off ", list.Output);
        Assert.Matches("(?m)^[0-9]+ +beta +bo@beta.example +off .* active ", list.Output);

        var taken = await site.RunAsync("account create beta --email else@beta.example");
        Assert.Equal((1, "antiphon: The domain beta is taken."), (taken.ExitCode, taken.Errors.Trim()));
    }

    [Fact]
    public async Task A_host_leads_to_an_account_until_it_is_removed()
    {
        await using var desk = await Desk.StartAsync();
        using var site = Site.On(desk.ConnectionString);
        using var caller = desk.Caller(Desk.AdminEmail, desk.AdminKey, host: "help.shop.example");
        (await caller.GetJsonAsync("/api/tags")).Is(HttpStatusCode.NotFound);

        Assert.Equal("help.shop.example leads to acme.", (await site.RunAsync("account host add acme Help.Shop.Example")).Output.Trim());
        await UntilAsync(HttpStatusCode.OK, () => caller.GetJsonAsync("/api/tags"));
        Assert.Equal(1, (await site.RunAsync("account host add acme help.shop.example")).ExitCode);

        Assert.Equal(0, (await site.RunAsync("account host remove acme help.shop.example")).ExitCode);
        await UntilAsync(HttpStatusCode.NotFound, () => caller.GetJsonAsync("/api/tags"));
        Assert.Equal(1, (await site.RunAsync("account host remove acme help.shop.example")).ExitCode);
        Assert.Contains("without scheme", (await site.RunAsync("account host add acme https://help.shop.example/")).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_is_made_listed_without_itself_and_dead_once_revoked()
    {
        await using var desk = await Desk.StartAsync();
        using var site = Site.On(desk.ConnectionString);

        var key = (await site.RunAsync($"key create acme --email {Desk.AdminEmail} --name warehouse")).Output.Trim();
        Assert.Matches("^[0-9a-f]{64}$", key);
        using var caller = desk.Caller(Desk.AdminEmail, key);
        (await caller.GetJsonAsync("/api/tags")).Is(HttpStatusCode.OK);

        var list = (await site.RunAsync("key list acme")).Output;
        Assert.DoesNotContain(key, list, StringComparison.Ordinal);
        var line = list.Split('\n').Single(row => row.Contains("warehouse", StringComparison.Ordinal));
        Assert.Contains(key[..6], line, StringComparison.Ordinal);
        var id = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];

        Assert.Equal(0, (await site.RunAsync($"key revoke acme {id}")).ExitCode);
        await UntilAsync(HttpStatusCode.Unauthorized, () => caller.GetJsonAsync("/api/tags"));
        Assert.Matches("warehouse .* revoked", (await site.RunAsync("key list")).Output);
        Assert.Equal(1, (await site.RunAsync($"key revoke acme {id}")).ExitCode);
        var stranger = await site.RunAsync("key create acme --email nobody@acme.example");
        Assert.Equal((1, string.Empty), (stranger.ExitCode, stranger.Output));
    }

    [Fact]
    public async Task A_lost_password_is_replaced_from_the_command_line()
    {
        await using var desk = await Desk.StartAsync();
        using var site = Site.On(desk.ConnectionString);

        var password = (await site.RunAsync($"user password acme --email {Desk.AdminEmail}")).Output.Trim();

        var stored = await Embedded.Playground.QueryAsync<string>(desk.ConnectionString, $"select password_hash from users where email = '{Desk.AdminEmail}'");
        Assert.True(Passwords.Verify(password, stored));
    }

    /// <summary>Other nodes hear of a change a moment after its commit.</summary>
    private static async Task UntilAsync(HttpStatusCode expected, Func<Task<Answer>> call)
    {
        while ((await call()).Status != expected)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        }
    }
}
