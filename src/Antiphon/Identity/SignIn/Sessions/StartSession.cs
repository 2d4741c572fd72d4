using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events;

namespace Antiphon.Identity.SignIn.Sessions;

/// <summary>Starts a session for someone whose password, and code if there is one, was right. The answer is the cookie's value, which is stored nowhere.</summary>
internal sealed class StartSession(DeskDb db, TimeProvider clock)
{
    /// <summary>A whole session.</summary>
    public async Task<string> RunAsync(long accountId, long userId, string role, SessionPlace place, CancellationToken cancellationToken)
    {
        var token = OpaqueToken.New();
        var now = clock.Now();
        var self = Actor.Person(accountId, userId, role, place.Address);
        await db.ExecuteAsync(
            $"""
            with started as ({Insert(accountId, userId, token, awaitsCode: false, place, now, SessionLifetime.Longest)})
            {EventLog.Of(self, EventType.UserLoggedIn, EventObject.User, now, Sql.Of($"select user_id, null::jsonb from started"))}
            """,
            cancellationToken);
        return token;
    }

    /// <summary>Half a session, which only the second factor makes whole.</summary>
    public async Task<string> HalfAsync(long accountId, long userId, SessionPlace place, CancellationToken cancellationToken)
    {
        var token = OpaqueToken.New();
        await db.ExecuteAsync(Insert(accountId, userId, token, awaitsCode: true, place, clock.Now(), SessionLifetime.Code), cancellationToken);
        return token;
    }

    private static Sql Insert(long accountId, long userId, string token, bool awaitsCode, SessionPlace place, DateTimeOffset now, TimeSpan lifetime) => Sql.Of(
        $"""
        insert into sessions (account_id, user_id, token_hash, awaits_code, address, user_agent, created_at, seen_at, expires_at)
        values ({accountId}, {userId}, {OpaqueToken.Hash(token)}, {awaitsCode}, {place.Address}, {place.UserAgent}, {now}, {now}, {now + lifetime}) returning user_id
        """);
}
