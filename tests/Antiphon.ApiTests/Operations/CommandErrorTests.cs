using Antiphon.ApiTests.Furniture;

namespace Antiphon.ApiTests.Operations;

public sealed class CommandErrorTests
{
    [Fact]
    public async Task A_wrong_command_line_exits_with_2_and_says_what_is_wrong()
    {
        using var site = Site.On("Host=nowhere.invalid");

        var ended = await site.RunAsync("account set acme plan=gold");

        Assert.Equal(2, ended.ExitCode);
        Assert.StartsWith("plan: Must be one of: standard,", ended.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("serve --port 0", "Host=127.0.0.1;Port=1", "PostgreSQL cannot be reached: Connection refused.")]
    [InlineData("account list", "Host=nowhere.invalid", "PostgreSQL cannot be reached: ")]
    [InlineData("migrate", "Host=127.0.0.1;Colour=red", "ConnectionStrings:Desk cannot be read")]
    public async Task A_database_that_cannot_be_reached_exits_with_1_and_one_line(string verb, string connectionString, string expected)
    {
        using var site = Site.On(connectionString);

        var ended = await site.RunAsync(verb);

        Assert.Equal(1, ended.ExitCode);
        Assert.StartsWith($"antiphon: {expected}", ended.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', ended.Errors);
    }

    [Fact]
    public async Task A_database_that_is_not_migrated_or_too_new_is_told_apart()
    {
        using var empty = await Site.EmptyAsync();
        var early = await empty.RunAsync("key list");
        Assert.Equal(1, early.ExitCode);
        Assert.Matches("lacks [0-9]+ migrations of this build: run `antiphon migrate` first", early.Errors);

        using var site = Site.On(await Desk.NewDatabaseAsync());
        await Embedded.Playground.RunAsync(site.ConnectionString, "insert into schema_migrations values ('9999_future.sql', '', now())");
        foreach (var verb in new[] { "serve --port 0", "key list" })
        {
            var ended = await site.RunAsync(verb);
            Assert.Equal(1, ended.ExitCode);
            Assert.StartsWith("antiphon: The database has migration 9999_future.sql, which this build does not know.", ended.Errors, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("Events__Parallel", "0", "Events:Parallel must be between 1 and 64.")]
    [InlineData("Jobs__Poll", "soon", "Failed to convert configuration value 'soon' at 'Jobs:Poll' to type 'System.TimeSpan'.")]
    [InlineData("Webhooks__Retries", "often", "Webhooks:Retries must be pauses such as 5s,5m,1h separated by commas, or standard, or compatible.")]
    public async Task A_value_that_cannot_be_used_ends_the_start_and_is_named(string name, string value, string expected)
    {
        using var site = Site.On(await Desk.NewDatabaseAsync());
        var ended = await site.RunAsync("serve --port 0 --no-demo", (name, value));
        Assert.Equal((1, $"antiphon: The configuration cannot be used: {expected}"), (ended.ExitCode, ended.Errors.Trim()));
    }

    [Fact]
    public async Task All_sections_that_cannot_be_used_are_named_at_once()
    {
        using var site = Site.On(await Desk.NewDatabaseAsync());
        var ended = await site.RunAsync("serve --port 0 --no-demo", ("Events__Parallel", "0"), ("Events__RetentionDays", "-1"), ("Audit__RetentionDays", "-1"));
        Assert.Equal(1, ended.ExitCode);
        Assert.StartsWith("antiphon: The configuration cannot be used: ", ended.Errors, StringComparison.Ordinal);
        foreach (var option in (string[])["Events:Parallel", "Events:RetentionDays", "Audit:RetentionDays"])
        {
            Assert.Contains($"{option} must be between ", ended.Errors, StringComparison.Ordinal);
        }

        Assert.DoesNotContain('\n', ended.Errors.Trim());
    }

    [Fact]
    public async Task A_mistyped_directory_does_not_become_a_database()
    {
        using var site = Site.Private();

        var ended = await site.RunAsync("key list --data mistyped");

        Assert.Equal(1, ended.ExitCode);
        Assert.StartsWith("antiphon: There is no database in ", ended.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(site.Home, "mistyped")));
    }

    [Fact]
    public async Task The_version_names_the_program_and_the_runtime()
    {
        using var site = Site.On("Host=nowhere.invalid");

        var ended = await site.RunAsync("version");

        Assert.Equal(0, ended.ExitCode);
        Assert.Matches("^Antiphon [0-9]+\\.[0-9]+\\.[0-9]+.*, \\.NET 10\\.", ended.Output);
    }
}
