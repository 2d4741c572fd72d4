using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Operations;
using Antiphon.Audit;
using Antiphon.Audit.Chain;
using Antiphon.Data;
using Antiphon.Data.Retention;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using NpgsqlTypes;

namespace Antiphon.ApiTests.Audit;

[Trait("row", "E21")]
[Trait("row", "J30")]
public sealed class AuditChainTests : IAsyncLifetime
{
    // Switches the guards off as somebody would who has the database.
    private const string Unguarded = "set session_replication_role = replica; ";

    private readonly TestClock clock = new();
    private Desk desk = null!;

    public async ValueTask InitializeAsync()
    {
        desk = await Desk.StartAsync(builder => builder.Services.AddSingleton<TimeProvider>(clock));
        for (var n = 0; n < 6; n++)
        {
            (await desk.Admin.PostJsonAsync("/api/teams", new { name = $"Team {n}" })).Is(HttpStatusCode.Created);
        }

        Assert.True(await desk.LastAuditAsync() >= 7);
    }

    public ValueTask DisposeAsync() => desk.DisposeAsync();

    [Fact]
    public async Task What_nobody_touched_is_whole()
    {
        var report = await VerifyAsync();
        Assert.True(report.IsWhole);
        Assert.Equal((1L, report.Count), (report.First, report.Last));
    }

    [Theory]
    [InlineData("update audit_log set after = replace(after, 'Team 2', 'Team X') where after like '%Team 2%'", "it was changed")]
    [InlineData("update audit_log set user_id = null where number = (select max(number) - 1 from audit_log)", "it was changed")]
    [InlineData("update audit_log set created_at = created_at + interval '1 microsecond' where number = 4", "it was changed")]
    [InlineData("delete from audit_log where number = 4", "it is missing")]
    [InlineData("delete from audit_log where number in (4, 5)", "it is missing, and so are the rows up to 5")]
    [InlineData("delete from audit_log where number = (select max(number) from audit_log)", "it is missing at the end")]
    [InlineData("insert into audit_log select account_id, 0, created_at, action, object_type, object_id, user_id, actor, actor_id, context, came_from, data, before, after, previous_hash, hash from audit_log where number = 4", "it stands before the beginning of the chain")]
    [InlineData("insert into audit_log select account_id, number + 1, created_at, action, object_type, object_id, user_id, actor, actor_id, context, came_from, data, before, after, hash, hash from audit_log order by number desc limit 1", "it stands behind the end of the chain")]
    [InlineData("delete from audit_log where number <= 3; update audit_chains set anchor_number = 3, anchor_hash = (select previous_hash from audit_log where number = 4)", "no row says that retention took it away")]
    public async Task What_somebody_did_by_hand_is_found_at_its_place(string statement, string expected)
    {
        await Embedded.Playground.RunAsync(desk.ConnectionString, Unguarded + statement);
        var report = await VerifyAsync();
        Assert.Contains(expected, report.Faults[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_command_names_the_place_and_ends_with_1()
    {
        using var site = Site.On(desk.ConnectionString);
        var whole = await site.RunAsync("audit verify");
        Assert.Equal(0, whole.ExitCode);
        Assert.Matches("acme: [0-9]+ rows, 1 to [0-9]+, are whole; the last one has the digest [0-9a-f]{64}", whole.Output);
        await Embedded.Playground.RunAsync(desk.ConnectionString, Unguarded + "update audit_log set action = 'x' where number = 4");
        var broken = await site.RunAsync("audit verify acme");
        Assert.Equal((1, "acme: row 4: it was changed"), (broken.ExitCode, broken.Output.Trim()));
        Assert.Contains("not what was written: acme", broken.Errors, StringComparison.Ordinal);
        Assert.Equal(1, (await site.RunAsync("audit verify nobody")).ExitCode);
    }

    [Fact]
    public async Task A_row_that_was_written_anew_with_a_right_digest_is_found_by_the_next()
    {
        await desk.InScopeAsync(async services =>
        {
            var db = services.GetRequiredService<DeskDb>();
            var row = await db.SingleAsync($"select {ChainedEntry.Columns:raw} from audit_log where account_id = {desk.Account.Id} and number = 4", ChainedEntry.Read, CancellationToken.None);
            using var digest = new AuditDigest();
            var hash = digest.Of(row.AccountId, row.Number, row.Entry with { UserId = 99 }, row.PreviousHash);
            await using var transaction = await db.BeginAsync(CancellationToken.None);
            await db.ExecuteAsync($"set local session_replication_role = replica", CancellationToken.None);
            await db.ExecuteAsync($"update audit_log set user_id = 99, hash = {hash} where account_id = {desk.Account.Id} and number = 4", CancellationToken.None);
            await transaction.CommitAsync(CancellationToken.None);
            return true;
        });
        Assert.Equal("row 5: it does not follow row 4: one of the two was put in, or written anew", Assert.Single((await VerifyAsync()).Faults).ToString());
    }

    [Fact]
    public async Task Retention_takes_the_oldest_rows_and_the_chain_stays_whole()
    {
        clock.Advance(TimeSpan.FromDays(400));
        (await desk.Admin.PostJsonAsync("/api/teams", new { name = "Later" })).Is(HttpStatusCode.Created);
        var last = await desk.LastAuditAsync();
        clock.Advance(TimeSpan.FromDays(400));
        var retention = desk.Services.GetServices<IRetention>().OfType<AuditRetention>().Single();
        Assert.Equal(last - 1, await retention.SweepAsync(TestContext.Current.CancellationToken));
        Assert.Equal(0, await retention.SweepAsync(TestContext.Current.CancellationToken));
        var rows = await desk.AuditAsync();
        Assert.Equal(["audit-shortened", "team-created"], rows.Select(row => row.Text("action")));
        Assert.Equal((last - 1, rows[1].Text("previous_hash")), ((long)rows[0]["data"]!["number"]!, (string?)rows[0]["data"]!["hash"]));
        var report = await VerifyAsync();
        Assert.True(report.IsWhole, string.Join('\n', report.Faults));
        Assert.Equal((last, last + 1), (report.First, report.Last));

        // All of it may be too old; what says so stays.
        clock.Advance(TimeSpan.FromDays(800));
        Assert.Equal(2, await retention.SweepAsync(TestContext.Current.CancellationToken));
        report = await VerifyAsync();
        Assert.True(report.IsWhole && report.Count == 1, string.Join('\n', report.Faults));
    }

    [Fact]
    public async Task Many_writers_and_many_who_chain_make_one_chain_without_a_hole()
    {
        await using var node = await Node.StartAsync(desk.ConnectionString, builder => builder.Configuration.AddInMemoryCollection([new("Audit:Beat", "00:00:00.050")]));
        var before = await desk.LastAuditAsync();
        await Parallel.ForEachAsync(Enumerable.Range(0, 60), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (n, _) =>
        {
            (await desk.Admin.PostJsonAsync("/api/teams", new { name = $"Crowd {n}" })).Is(HttpStatusCode.Created);
            (await desk.Admin.GetJsonAsync("/api/audit?limit=1")).Is(HttpStatusCode.OK);
        });
        Assert.Equal(before + 60, await desk.LastAuditAsync());
        Assert.True((await VerifyAsync()).IsWhole);
    }

    [Fact]
    public async Task What_nobody_reads_is_chained_in_the_background()
    {
        await using var node = await Node.StartAsync(desk.ConnectionString, builder => builder.Configuration.AddInMemoryCollection([new("Audit:Beat", "00:00:00.050")]));
        (await desk.Admin.PostJsonAsync("/api/teams", new { name = "Unread" })).Is(HttpStatusCode.Created);
        while (await Embedded.Playground.QueryAsync<long>(desk.ConnectionString, "select count(*) from audit_log where after like '%Unread%'") == 0)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        }

        Assert.Equal(0, await Embedded.Playground.QueryAsync<long>(desk.ConnectionString, "select count(*) from audit_pending"));
    }

    [Fact]
    public async Task A_writer_does_not_wait_for_whoever_holds_the_chain()
    {
        await using var source = DeskDataSource.Create(desk.ConnectionString);
        var db = new DeskDb(source);
        await using (await db.BeginAsync(TestContext.Current.CancellationToken))
        {
            await new AuditChain(db).LockAsync(desk.Account.Id, TestContext.Current.CancellationToken);
            (await desk.Admin.PostJsonAsync("/api/teams", new { name = "Not held up" })).Is(HttpStatusCode.Created);
        }

        Assert.Equal("Not held up", (string?)(await desk.AuditAsync("actions=team-created"))[0]["after"]!["name"]);
    }

    /// <summary>A million rows with ANTIPHON_AUDIT_ROWS=1000000; a short form of it otherwise.</summary>
    [Fact]
    public async Task A_million_rows_are_verified_within_a_minute_and_a_planted_change_is_found()
    {
        var rows = int.TryParse(Environment.GetEnvironmentVariable("ANTIPHON_AUDIT_ROWS"), out var wanted) ? wanted : 20_000;
        await FillAsync(rows);
        var planted = rows / 2;
        var started = Stopwatch.GetTimestamp();
        Assert.True((await VerifyAsync()).IsWhole);
        var took = Stopwatch.GetElapsedTime(started);
        TestContext.Current.SendDiagnosticMessage($"{rows} rows verified in {took.TotalSeconds:0.0} s");
        Assert.True(took < TimeSpan.FromSeconds(Math.Max(5, 60.0 * rows / 1_000_000)), $"{rows} rows took {took}");
        await Embedded.Playground.RunAsync(desk.ConnectionString, $"{Unguarded}update audit_log set after = '{{\"role\":\"admin\"}}' where number = {planted}");
        Assert.Equal($"row {planted}: it was changed", Assert.Single((await VerifyAsync()).Faults).ToString());
    }

    private Task<AuditReport> VerifyAsync() => desk.InScopeAsync(services => services.GetRequiredService<VerifyAudit>().RunAsync(desk.Account.Id, CancellationToken.None));

    private async Task FillAsync(int rows)
    {
        await using var connection = new NpgsqlConnection(desk.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        var (number, hash) = await desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().SingleAsync(
            $"select number, hash from audit_chains where account_id = {desk.Account.Id}", row => (row.GetInt64(0), row.GetFieldValue<byte[]>(1)), CancellationToken.None));
        using var digest = new AuditDigest();
        var data = new JsonObject { ["change"] = "api-key-created", ["api_key"] = new JsonObject { ["id"] = 12, ["name"] = "Warehouse sync" } }.ToJsonString();
        await using (var copy = await connection.BeginBinaryImportAsync(
            "copy audit_log (account_id, number, created_at, action, object_type, object_id, user_id, actor, actor_id, context, came_from, data, before, after, previous_hash, hash) from stdin (format binary)",
            TestContext.Current.CancellationToken))
        {
            for (var i = 0; i < rows; i++)
            {
                var entry = new AuditEntry(
                    DateTimeOffset.UnixEpoch.AddSeconds(1_700_000_000 + i), "user-updated", "User", i, 1, "api-key", 2, Guid.Empty, "192.0.2.1", data, """{"role":"agent"}""", """{"role":"basic-agent"}""");
                var next = digest.Of(desk.Account.Id, ++number, entry, hash);
                await copy.StartRowAsync(TestContext.Current.CancellationToken);
                foreach (var (value, type) in new (object, NpgsqlDbType)[]
                {
                    (desk.Account.Id, NpgsqlDbType.Bigint), (number, NpgsqlDbType.Bigint), (entry.CreatedAt, NpgsqlDbType.TimestampTz), (entry.Action, NpgsqlDbType.Text),
                    (entry.ObjectType, NpgsqlDbType.Text), (entry.ObjectId!, NpgsqlDbType.Bigint), (entry.UserId!, NpgsqlDbType.Bigint), (entry.Actor, NpgsqlDbType.Text),
                    (entry.ActorId!, NpgsqlDbType.Bigint), (entry.Context!, NpgsqlDbType.Uuid), (entry.From!, NpgsqlDbType.Text), (entry.Data!, NpgsqlDbType.Text),
                    (entry.Before!, NpgsqlDbType.Text), (entry.After!, NpgsqlDbType.Text), (hash, NpgsqlDbType.Bytea), (next, NpgsqlDbType.Bytea),
                })
                {
                    await copy.WriteAsync(value, type, TestContext.Current.CancellationToken);
                }

                hash = next;
            }

            await copy.CompleteAsync(TestContext.Current.CancellationToken);
        }

        await desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().ExecuteAsync(
            $"update audit_chains set number = {number}, hash = {hash} where account_id = {desk.Account.Id}", CancellationToken.None));
    }
}
