using Antiphon.ApiTests.Furniture;
using Antiphon.Data;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Operations;

/// <summary>What an operation does beyond the database happens when its transaction is committed as a whole, and only then.</summary>
public sealed class AfterCommitTests(Desk desk) : IClassFixture<Desk>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public Task What_waits_for_a_commit_happens_after_it_in_order() => desk.InScopeAsync(async services =>
    {
        var (db, done) = (services.GetRequiredService<DeskDb>(), new List<string>());
        db.AfterCommit(() => done.Add("none open"));
        await using (var whole = await db.BeginAsync(Token))
        {
            db.AfterCommit(() => done.Add("first"));
            await using (var kept = await db.BeginAsync(Token))
            {
                db.AfterCommit(() => done.Add("kept"));
                await kept.CommitAsync(Token);
            }

            await using (await db.BeginAsync(Token))
            {
                db.AfterCommit(() => done.Add("undone"));
            }

            Assert.Equal(["none open"], done);
            await whole.CommitAsync(Token);
            Assert.Equal(["none open", "first", "kept"], done);
        }

        return 0;
    });

    [Fact]
    public Task What_waits_for_a_commit_that_does_not_come_never_happens() => desk.InScopeAsync(async services =>
    {
        var (db, done) = (services.GetRequiredService<DeskDb>(), new List<string>());
        await using (await db.BeginAsync(Token))
        {
            db.AfterCommit(() => done.Add("undone"));
            await using var kept = await db.BeginAsync(Token);
            db.AfterCommit(() => done.Add("undone with the rest"));
            await kept.CommitAsync(Token);
        }

        await using (var next = await db.BeginAsync(Token))
        {
            await next.CommitAsync(Token);
        }

        Assert.Empty(done);
        return 0;
    });
}
