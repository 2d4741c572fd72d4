using System.Globalization;
using System.Net;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Operations;
using Antiphon.Data;
using Antiphon.Statistics.Counting;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Statistics;

/// <summary>What is counted as it happens is what is counted from nothing, and the program itself notices when it is not.</summary>
[Trait("row", "N13")]
public sealed class RebuildTests
{
    private const string Everything =
        """
        select 'tickets' part, to_jsonb(t) from statistic_tickets t union all select 'closes', to_jsonb(t) from statistic_closes t
        union all select 'messages', to_jsonb(t) from statistic_messages t union all select 'tags', to_jsonb(t) from statistic_tags t
        union all select 'fields', to_jsonb(t) from statistic_fields t union all select 'slas', to_jsonb(t) from statistic_slas t union all select 'moments', to_jsonb(t) from statistic_moments t
        union all select 'acts', to_jsonb(t) from statistic_acts t order by 1, 2
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rows_counted_as_things_happen_by_three_at_once_equal_rows_counted_from_nothing()
    {
        // Each act leaves about three events and a half: 29,000 for 100,000 events.
        var acts = int.Parse(Environment.GetEnvironmentVariable("ANTIPHON_STATISTICS_REBUILD") ?? "250", CultureInfo.InvariantCulture);
        await using var desk = await RandomDesk.StartAsync(23, 0);
        using var done = new CancellationTokenSource();
        var sweep = desk.Desk.Services.GetRequiredService<CountingSweep>();
        var counting = Enumerable.Range(0, 3).Select(_ => Task.Run(
            async () =>
            {
                while (!done.IsCancellationRequested)
                {
                    await sweep.CountAsync(Token);
                    await Task.Yield();
                }
            },
            Token)).ToList();
        await desk.ActAsync(acts);
        var role = (await desk.Desk.Admin.PutJsonAsync($"/api/users/{desk.Users[1]}", new { role = new { name = "bot" } }));
        Assert.True(role.Status is HttpStatusCode.Accepted or HttpStatusCode.OK, role.Body);
        (await desk.Desk.Admin.PutJsonAsync($"/api/tags/{desk.Tags[0]}/merge", new { source_tags_ids = new[] { desk.Tags[3] } })).Is(HttpStatusCode.Accepted);
        await done.CancelAsync();
        await Task.WhenAll(counting);
        await sweep.CountAsync(Token);

        var before = await RowsAsync(desk.Desk);
        Assert.True(before.Count > acts, $"{before.Count} rows were counted.");
        await ExecuteAsync(
            desk.Desk,
            "truncate statistic_tickets, statistic_closes, statistic_messages, statistic_tags, statistic_fields, statistic_slas, statistic_moments, statistic_acts, statistic_marks, statistic_stale, statistic_states");
        using var site = Site.On(desk.Desk.ConnectionString);
        var rebuilt = await site.RunAsync("statistics rebuild acme");
        Assert.True(rebuilt.ExitCode == 0, rebuilt.Errors);
        Assert.Matches("Counted [0-9]+ tickets of acme anew", rebuilt.Output);
        var after = await RowsAsync(desk.Desk);
        var (lost, found) = (before.Except(after).Take(3).ToList(), after.Except(before).Take(3).ToList());
        Assert.True(lost.Count == 0 && found.Count == 0, $"Counted as it happened:\n{string.Join('\n', lost)}\nCounted from nothing:\n{string.Join('\n', found)}");
    }

    [Fact]
    public async Task A_row_that_is_not_what_it_was_counted_from_is_found_and_counted_again()
    {
        await using var desk = await Desk.StartAsync();
        var ticket = (long)(await desk.Admin.OpenTicketAsync(ticket => ticket["status"] = "closed"))["id"]!;
        var sweep = desk.Services.GetRequiredService<CountingSweep>();
        await sweep.CountAsync(Token);
        using var site = Site.On(desk.ConnectionString);
        var right = await site.RunAsync("statistics check acme");
        Assert.Equal((0, "acme: the statistics of 1 tickets are what events and tickets say."), (right.ExitCode, right.Output.Trim()));

        await ExecuteAsync(desk, "update statistic_closes set messages = 7; delete from statistic_messages; insert into statistic_tags select account_id, ticket_id, created_at, channel, integration_id, store_id, team_id, agent_id, tag_ids, left_out, 1, created_at from statistic_tickets");
        var wrong = await site.RunAsync("statistics check acme");
        Assert.Equal(1, wrong.ExitCode);
        Assert.Equal(
            ["acme: 1 rows of statistic_closes are not what they should be", "acme: 1 rows of statistic_messages are not what they should be", "acme: 1 rows of statistic_tags are not what they should be"],
            wrong.Output.Trim().Split('\n'));

        await sweep.CheckAsync(Token);
        await sweep.CountAsync(Token);
        Assert.Equal(0, (await site.RunAsync("statistics check acme")).ExitCode);
        (await desk.Admin.DeleteJsonAsync($"/api/tickets/{ticket}")).Is(HttpStatusCode.NoContent);
        await sweep.CountAsync(Token);
        Assert.DoesNotContain(await RowsAsync(desk), row => !row.StartsWith("acts", StringComparison.Ordinal));
        Assert.Equal(0, (await site.RunAsync("statistics check acme")).ExitCode);
    }

    [Fact]
    public async Task What_a_transaction_does_that_commits_late_is_counted_when_it_has_committed()
    {
        await using var desk = await Desk.StartAsync();
        var sweep = desk.Services.GetRequiredService<CountingSweep>();
        await using var scope = desk.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<DeskDb>();
        var early = (long)(await desk.Admin.OpenTicketAsync())["id"]!;
        await using (var transaction = await db.BeginAsync(Token))
        {
            // Its number is taken now, and those of others behind it are counted before it is there.
            await db.ExecuteAsync(
                $"""
                with closed as (update tickets set status = 'closed', closed_at = now() where account_id = {desk.Account.Id} and id = {early} returning account_id, id)
                insert into events (account_id, type, object_type, object_id, actor, context, created_at) select account_id, 'ticket-closed', 'Ticket', id, 'system', gen_random_uuid(), now() from closed
                """,
                Token);
            await desk.Admin.OpenTicketAsync();
            await sweep.CountAsync(Token);
            Assert.Equal(0, await ClosesAsync(desk));
            await transaction.CommitAsync(Token);
        }

        await sweep.CountAsync(Token);
        Assert.Equal(1, await ClosesAsync(desk));
    }

    private static Task<int> ClosesAsync(Desk desk) => desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().SingleAsync($"select count(*)::int from statistic_closes where account_id = {desk.Account.Id}", row => row.GetInt32(0), Token));

    private static Task<List<string>> RowsAsync(Desk desk) => desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().ListAsync($"{Everything:raw}", row => $"{row.GetString(0)} {row.GetString(1)}", Token));

    private static async Task ExecuteAsync(Desk desk, string statements)
    {
        await using var connection = new Npgsql.NpgsqlConnection(desk.ConnectionString);
        await connection.OpenAsync(Token);
        await using var command = new Npgsql.NpgsqlCommand(statements, connection);
        await command.ExecuteNonQueryAsync(Token);
    }
}
