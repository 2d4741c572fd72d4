using System.Net;
using System.Security.Cryptography;
using Antiphon.ApiTests.Audit;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Operations;
using Antiphon.Data;
using Antiphon.Secrets;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace Antiphon.ApiTests.Secrets;

[Trait("row", "E09")]
public sealed class RekeyTests
{
    private static readonly string NewKey = Convert.ToBase64String(RandomNumberGenerator.GetBytes(MasterKey.Bytes));
    private static readonly (string, string)[] Changing = [("Secrets__Key", NewKey), ("Secrets__OtherKey", Desk.SecretsKey)];

    [Fact(Timeout = 120_000)]
    public async Task The_master_key_changes_beside_running_servers_and_goes_on_where_it_was_killed()
    {
        await using var desk = await Desk.StartAsync(Keys(Desk.SecretsKey, NewKey));
        var hook = await HookAsync(desk.Admin, "Acme");
        for (var n = 0; n < 3; n++)
        {
            var account = await desk.OpenAccountAsync($"beta{n}", $"ada@beta{n}.example");
            using var admin = desk.Caller($"ada@beta{n}.example", account.ApiKey, $"beta{n}.localhost");
            await HookAsync(admin, $"Beta {n}");
        }

        // A node that has the new key already, and opens with both.
        await using var node = await Node.StartAsync(desk.ConnectionString, Keys(NewKey, Desk.SecretsKey));
        using var there = new HttpClient { BaseAddress = node.Address };
        there.DefaultRequestHeaders.Authorization = desk.Admin.DefaultRequestHeaders.Authorization;
        using var site = Site.On(desk.ConnectionString);

        // Killed while it waits for the third key.
        await using (var connection = new NpgsqlConnection(desk.ConnectionString))
        {
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
            await using (var command = new NpgsqlCommand("select from secret_keys where (account_id, id) = (select account_id, id from secret_keys order by account_id, id limit 1 offset 2) for update", connection, transaction))
            {
                await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            }

            await using var program = site.Start("secrets rekey", Changing);
            while (await SealedWithAsync(desk, NewKey) < 2)
            {
                TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            }

            await OpensAsync(desk.Admin, hook);
            await OpensAsync(there, hook);
            program.Kill();
            await program.EndAsync();
        }

        Assert.Equal((2, 2), (await SealedWithAsync(desk, NewKey), await SealedWithAsync(desk, Desk.SecretsKey)));
        // What is half done lets either kind of server begin, and none that has one key alone.
        await using (var other = await Node.StartAsync(desk.ConnectionString, Keys(Desk.SecretsKey, NewKey)))
        {
            using var caller = new HttpClient { BaseAddress = other.Address };
            caller.DefaultRequestHeaders.Authorization = desk.Admin.DefaultRequestHeaders.Authorization;
            await OpensAsync(caller, hook);
        }

        await Assert.ThrowsAsync<SecretException>(() => Node.StartAsync(desk.ConnectionString, Keys(NewKey, null)));

        var ended = await site.RunAsync("secrets rekey", Changing);
        Assert.Equal(0, ended.ExitCode);
        Assert.StartsWith("Encrypted 2 keys anew", ended.Output, StringComparison.Ordinal);
        Assert.Equal((4, 0), (await SealedWithAsync(desk, NewKey), await SealedWithAsync(desk, Desk.SecretsKey)));
        Assert.StartsWith("All keys are encrypted", (await site.RunAsync("secrets rekey", Changing)).Output, StringComparison.Ordinal);
        await OpensAsync(desk.Admin, hook);
        await OpensAsync(there, hook);

        // Now the old key is not needed any more, and opens nothing.
        await using (var after = await Node.StartAsync(desk.ConnectionString, Keys(NewKey, null)))
        {
            using var caller = new HttpClient { BaseAddress = after.Address };
            caller.DefaultRequestHeaders.Authorization = desk.Admin.DefaultRequestHeaders.Authorization;
            await OpensAsync(caller, hook);
        }

        await Assert.ThrowsAsync<SecretException>(() => Node.StartAsync(desk.ConnectionString, Keys(Desk.SecretsKey, null)));
        var row = Assert.Single(await desk.AuditAsync("actions=secret-key-sealed-anew"));
        Assert.Equal(("command-line", "***"), (row.Text("actor"), (string?)row["after"]!["sealed"]));
    }

    [Fact]
    public async Task Without_the_key_that_was_there_before_nothing_is_touched()
    {
        await using var desk = await Desk.StartAsync();
        await HookAsync(desk.Admin, "Acme");
        using var site = Site.On(desk.ConnectionString);
        var refused = await site.RunAsync("secrets rekey", ("Secrets__Key", NewKey));
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("Secrets:OtherKey", refused.Errors, StringComparison.Ordinal);
        Assert.Equal(1, (await site.RunAsync("secrets rekey")).ExitCode);
        Assert.Equal(1, await SealedWithAsync(desk, Desk.SecretsKey));
    }

    private static Action<WebApplicationBuilder> Keys(string key, string? other) =>
        builder => builder.Configuration.AddInMemoryCollection([new("Secrets:Key", key), new("Secrets:OtherKey", other)]);

    private static async Task<long> HookAsync(HttpClient admin, string name) => (long)(await admin.PostJsonAsync("/api/integrations", Samples.Integration(name))).Is(HttpStatusCode.Created)["id"]!;

    private static async Task OpensAsync(HttpClient caller, long hook) =>
        Assert.Equal("abcdef12345", (string?)(await caller.GetJsonAsync($"/api/integrations/{hook}")).Is(HttpStatusCode.OK)["http"]!["headers"]!["x-api-key"]);

    private static async Task<int> SealedWithAsync(Desk desk, string key)
    {
        var id = Convert.ToHexStringLower(SHA256.HashData(Convert.FromBase64String(key)).AsSpan(0, 8));
        return (int)await Embedded.Playground.QueryAsync<long>(desk.ConnectionString, $"select count(*) from secret_keys where master_key = '{id}'");
    }
}
