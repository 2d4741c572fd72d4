using System.Net;
using Antiphon.ApiTests.Furniture;
using Antiphon.Changes;
using Antiphon.Data;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Antiphon.ApiTests.Changes;

/// <summary>Positions in the feed have no holes and never go back, so that nothing can get past a reader.</summary>
[Trait("row", "N06")]
[Trait("row", "K20")]
public sealed class FeedPositionTests(Desk desk) : IClassFixture<Desk>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_commits_late_comes_late_and_is_not_missed()
    {
        var after = await desk.Admin.PositionAsync();
        await using var source = DeskDataSource.Create(desk.ConnectionString);
        await using var slow = await source.OpenConnectionAsync(Token);
        await using var transaction = await slow.BeginTransactionAsync(Token);
        var late = await InsertTagAsync(slow, "late");
        var early = (await desk.Admin.PostJsonAsync("/api/tags", new { name = "early" })).Is(HttpStatusCode.Created)["id"];
        var first = (await desk.Admin.ChangesAsync(after, "&object_types=Tag")).Single();
        Assert.Equal($"created Tag {early}", first.Said());
        await transaction.CommitAsync(Token);
        var second = (await desk.Admin.ChangesAsync((long)first["sequence"]!, "&object_types=Tag")).Single();
        Assert.Equal(($"created Tag {late}", (long)first["sequence"]! + 1), (second.Said(), (long)second["sequence"]!));
    }

    [Fact]
    public async Task What_was_undone_leaves_no_hole()
    {
        var after = await desk.Admin.PositionAsync();
        await using (var source = DeskDataSource.Create(desk.ConnectionString))
        {
            await using var connection = await source.OpenConnectionAsync(Token);
            await using var transaction = await connection.BeginTransactionAsync(Token);
            await InsertTagAsync(connection, "undone");
            await transaction.RollbackAsync(Token);
        }

        (await desk.Admin.PostJsonAsync("/api/tags", new { name = "done" })).Is(HttpStatusCode.Created);
        Assert.Equal([after + 1], (await desk.Admin.ChangesAsync(after)).Select(change => (long)change["sequence"]!));
    }

    [Fact]
    public async Task Pages_follow_each_other_and_a_filter_does_not_hold_the_position_back()
    {
        var after = await desk.Admin.PositionAsync();
        for (var i = 0; i < 5; i++)
        {
            (await desk.Admin.PostJsonAsync("/api/tags", new { name = $"page {i}" })).Is(HttpStatusCode.Created);
        }

        var all = await desk.Admin.ChangesAsync(after);
        Assert.Equal(all.Select(Feed.Said), await desk.Admin.SaidAsync(after, "&limit=2"));
        var first = (await desk.Admin.GetJsonAsync($"/api/changes?after={after}&limit=2")).Is(HttpStatusCode.OK);
        Assert.Equal((after + 2, true), ((long)first["next"]!, (bool)first["has_more"]!));
        var none = (await desk.Admin.GetJsonAsync($"/api/changes?after={after}&types=deleted&object_types=Macro")).Is(HttpStatusCode.OK);
        Assert.Empty(none["data"]!.AsArray());
        Assert.Equal((after + 5, false), ((long)none["next"]!, (bool)none["has_more"]!));
    }

    [Fact]
    public async Task A_position_that_is_no_longer_kept_or_not_yet_reached_answers_410_with_both_ends()
    {
        var clock = new TestClock();
        await using var own = await Desk.StartAsync(builder => builder.Services.AddSingleton<TimeProvider>(clock));
        (await own.Admin.PostJsonAsync("/api/tags", new { name = "old" })).Is(HttpStatusCode.Created);
        var old = await own.Admin.PositionAsync();
        clock.Advance(TimeSpan.FromDays(31));
        var tag = (await own.Admin.PostJsonAsync("/api/tags", new { name = "new" })).Is(HttpStatusCode.Created)["id"];
        var newest = await own.Admin.PositionAsync();
        Assert.Equal(old, await own.Services.GetRequiredService<ChangeSweep>().ForgetAsync(Token));
        Assert.Equal(0, await own.Services.GetRequiredService<ChangeSweep>().ForgetAsync(Token));
        Assert.Equal([$"created Tag {tag}"], await own.Admin.SaidAsync(old));
        foreach (var wrong in new[] { 0, old - 1, newest + 1, long.MaxValue })
        {
            var gone = (await own.Admin.GetJsonAsync($"/api/changes?after={wrong}")).Is(HttpStatusCode.Gone);
            Assert.Equal((old, newest), ((long)gone["error"]!["data"]!["oldest"]!, (long)gone["error"]!["data"]!["newest"]!));
        }
    }

    [Theory]
    [InlineData("after=-1", "after")]
    [InlineData("after=x", "after")]
    [InlineData("after=0&limit=0", "limit")]
    [InlineData("after=0&limit=1001", "limit")]
    [InlineData("after=0&limit=101&include=object", "limit")]
    [InlineData("after=0&types=vanished", "types")]
    [InlineData("after=0&object_types=Order", "object_types")]
    [InlineData("after=0&include=everything", "include")]
    [InlineData("since=0", "since")]
    public async Task A_wrong_query_answers_400(string query, string field) =>
        Assert.NotEmpty((await desk.Admin.GetJsonAsync($"/api/changes?{query}")).Is(HttpStatusCode.BadRequest).ErrorsAt(field));

    [Fact]
    public async Task More_changes_than_one_pass_takes_are_all_numbered()
    {
        await using var own = await Desk.StartAsync();
        var after = await own.Admin.PositionAsync();
        await own.InScopeAsync(services => services.GetRequiredService<DeskDb>().ExecuteAsync(
            $"insert into tags (account_id, name, created_at) select {own.Account.Id}, 'many ' || n, now() from generate_series(1, 25000) n", Token));
        var many = await own.Admin.ChangesAsync(after, "&limit=1000");
        Assert.Equal(Enumerable.Range(1, 25_000).Select(i => after + i), many.Select(change => (long)change["sequence"]!));
        Assert.Equal(25_000, many.Select(change => (long)change["object_id"]!).Distinct().Count());
    }

    private static async Task<long> InsertTagAsync(NpgsqlConnection connection, string name)
    {
        await using var command = new NpgsqlCommand("insert into tags (account_id, name, created_at) select min(account_id), $1, now() from accounts returning id", connection)
        {
            Parameters = { new() { Value = name } },
        };
        return (long)(await command.ExecuteScalarAsync(Token))!;
    }
}
