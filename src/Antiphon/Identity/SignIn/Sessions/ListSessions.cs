using Antiphon.Data;

namespace Antiphon.Identity.SignIn.Sessions;

/// <summary>A session as its owner sees it.</summary>
internal sealed record SessionLine(long Id, string? Address, string? UserAgent, DateTimeOffset SignedInAt, DateTimeOffset SeenAt);

/// <summary>The living sessions of a user, the most recently used first.</summary>
internal sealed class ListSessions(DeskDb db, TimeProvider clock)
{
    private const int Most = 200;

    public async Task<IReadOnlyList<SessionLine>> RunAsync(long accountId, long userId, CancellationToken cancellationToken)
    {
        var now = clock.Now();
        return await db.ListAsync(
            $"""
            select id, address, user_agent, created_at, seen_at from sessions
            where account_id = {accountId} and user_id = {userId} and not awaits_code and expires_at > {now} and seen_at > {now - SessionLifetime.Idle}
            order by seen_at desc, id desc limit {Most}
            """,
            row => new SessionLine(row.GetInt64(0), row.Text(1), row.Text(2), row.Time(3), row.Time(4)),
            cancellationToken);
    }
}
