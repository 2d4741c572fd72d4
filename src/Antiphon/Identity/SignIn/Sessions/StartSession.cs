using System.Text.Json.Nodes;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events;

namespace Antiphon.Identity.SignIn.Sessions;

/// <summary>Starts a session for someone whose password, and code if there is one, was right, or for whom a provider vouches. The answer is the cookie's value, which is stored nowhere.</summary>
internal sealed class StartSession(DeskDb db, TimeProvider clock)
{
    /// <summary>A whole session.</summary>
    public Task<string> RunAsync(long accountId, long userId, string role, bool byProvider, SessionPlace place, CancellationToken cancellationToken) =>
        WholeAsync(accountId, userId, role, place, null, byProvider, cancellationToken);

    /// <summary>The same for whom a provider vouches; the event tells which.</summary>
    public Task<string> WithProviderAsync(long accountId, long userId, string role, SessionPlace place, long providerId, CancellationToken cancellationToken) =>
        WholeAsync(accountId, userId, role, place, new JsonObject { ["provider"] = providerId }, byProvider: true, cancellationToken);

    /// <summary>Half a session, which only the second factor makes whole.</summary>
    public async Task<string> HalfAsync(long accountId, long userId, bool byProvider, SessionPlace place, CancellationToken cancellationToken)
    {
        var token = OpaqueToken.New();
        await db.ExecuteAsync(Insert(accountId, userId, token, awaitsCode: true, byProvider, place, clock.Now(), SessionLifetime.Code), cancellationToken);
        return token;
    }

    private async Task<string> WholeAsync(long accountId, long userId, string role, SessionPlace place, JsonObject? how, bool byProvider, CancellationToken cancellationToken)
    {
        var token = OpaqueToken.New();
        var now = clock.Now();
        var self = Actor.Person(accountId, userId, role, place.Address);
        await db.ExecuteAsync(
            $"""
            with started as ({Insert(accountId, userId, token, awaitsCode: false, byProvider, place, now, SessionLifetime.Longest)})
            {EventLog.Of(self, EventType.UserLoggedIn, EventObject.User, now, Sql.Of($"select user_id, {new Jsonb(how?.ToJsonString())} from started"))}
            """,
            cancellationToken);
        return token;
    }

    private static Sql Insert(long accountId, long userId, string token, bool awaitsCode, bool byProvider, SessionPlace place, DateTimeOffset now, TimeSpan lifetime) => Sql.Of(
        $"""
        insert into sessions (account_id, user_id, token_hash, awaits_code, by_provider, address, user_agent, created_at, seen_at, expires_at)
        values ({accountId}, {userId}, {OpaqueToken.Hash(token)}, {awaitsCode}, {byProvider}, {place.Address}, {place.UserAgent}, {now}, {now}, {now + lifetime}) returning user_id
        """);
}
