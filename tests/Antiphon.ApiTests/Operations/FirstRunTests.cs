using System.Net;
using Antiphon.ApiTests.Embedded;
using Antiphon.ApiTests.Furniture;
using Antiphon.Data.Embedded;
using Antiphon.Identity;
using Antiphon.Secrets;

namespace Antiphon.ApiTests.Operations;

public sealed class FirstRunTests
{
    [Fact]
    public async Task The_first_start_shows_a_call_that_works_and_the_second_keeps_what_was_made()
    {
        using var site = Site.Private();
        Announcement first;
        await using (var server = site.Start("--port 0 --no-demo"))
        {
            first = await server.AnnouncementAsync();
            using var admin = first.Caller();
            (await admin.GetJsonAsync(first.FirstCall!.PathAndQuery)).Is(HttpStatusCode.OK);
            using var byNumber = first.Caller(host: "127.0.0.1");
            (await byNumber.PostJsonAsync("/api/tags", new { name = "kept" })).Is(HttpStatusCode.Created);
            (await byNumber.PostJsonAsync("/api/integrations", Samples.Integration("kept with its secrets"))).Is(HttpStatusCode.Created);
            var key = MasterKeyFile.PathIn(site.Options.DataDirectory);
            Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(key) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));

            var connectionString = await RunningServer.FindAsync(site.Options, TimeProvider.System, TestContext.Current.CancellationToken);
            var stored = await Playground.QueryAsync<string>(connectionString, "select password_hash from users where email = 'admin@acme.example'");
            Assert.True(Passwords.Verify(first.Password!, stored));
            Assert.StartsWith("pbkdf2-sha256$600000$", stored, StringComparison.Ordinal);

            Assert.Equal(0, (await server.StopAsync()).ExitCode);
        }

        await using var again = site.Start("serve --port 0");
        var second = await again.AnnouncementAsync();
        Assert.Null(second.Credentials);
        Assert.Null(second.Password);
        using var same = second.Caller(first.Credentials!.Value.Email, first.Credentials.Value.Key);
        Assert.Equal("kept", (string)(await same.GetJsonAsync("/api/tags")).Is(HttpStatusCode.OK)["data"]![0]!["name"]!);
        var secret = (await same.GetJsonAsync("/api/integrations")).Is(HttpStatusCode.OK)["data"]![0]!;
        Assert.Equal("abcdef12345", (string?)secret["http"]!["headers"]!["x-api-key"]);
        Assert.DoesNotContain(first.Credentials.Value.Key, again.Output + again.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_works_beside_the_server_that_holds_the_private_database()
    {
        using var site = Site.Private();
        await using var server = site.Start("--port 0 --no-demo");
        var started = await server.AnnouncementAsync();

        var created = await site.RunAsync($"key create acme --email {started.Credentials!.Value.Email}");

        Assert.Equal(0, created.ExitCode);
        using var caller = started.Caller(started.Credentials.Value.Email, created.Output.Trim());
        (await caller.GetJsonAsync("/api/tags")).Is(HttpStatusCode.OK);
        var refused = await site.RunAsync("serve --port 0");
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("Another Antiphon already uses the data directory", refused.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nodes_that_start_at_once_on_an_empty_database_make_one_account()
    {
        using var site = await Site.EmptyAsync();
        await using var one = site.Start("--port 0 --no-demo");
        await using var two = site.Start("--port 0 --no-demo");
        await using var three = site.Start("--port 0 --no-demo");

        var announcements = await Task.WhenAll(one.AnnouncementAsync(), two.AnnouncementAsync(), three.AnnouncementAsync());

        var first = Assert.Single(announcements, announcement => announcement.Credentials is not null);
        Assert.Equal(1L, await Playground.QueryAsync<long>(site.ConnectionString, "select count(*) from accounts"));
        foreach (var announcement in announcements)
        {
            using var caller = announcement.Caller(first.Credentials!.Value.Email, first.Credentials.Value.Key);
            (await caller.GetJsonAsync("/api/tags")).Is(HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task An_account_that_is_there_makes_a_start_an_ordinary_one()
    {
        using var site = await Site.EmptyAsync();
        Assert.Equal("Applied", (await site.RunAsync("migrate")).Output[..7]);
        Assert.Equal(0, (await site.RunAsync("account create shop --email owner@shop.example")).ExitCode);

        await using var server = site.Start("--port 0");

        Assert.Null((await server.AnnouncementAsync()).Credentials);
        Assert.Equal("shop", await Playground.QueryAsync<string>(site.ConnectionString, "select string_agg(domain, ',') from accounts"));
    }
}
