using Antiphon.Accounts;

namespace Antiphon.Identity.SignIn.Sessions;

/// <summary>Whom a session cookie leads to, and since when.</summary>
internal sealed record SessionHolder(
    long Id, long UserId, string Email, string Name, string Role, DateTimeOffset SignedInAt, DateTimeOffset ExpiresAt, DateTimeOffset SeenAt,
    DateTimeOffset? MustEnrolBy = null, DateTimeOffset? MustConnectBy = null)
{
    public Actor ToActor(HttpContext http) => new(http.Account().Id, UserId, Role, ActorKind.User, Id, Actor.NewContext()) { From = CallerAddress.Of(http) };

    public bool IsOver(DateTimeOffset now) => ExpiresAt <= now || SeenAt + SessionLifetime.Idle <= now;
}

/// <summary>Where a session was started from, as its owner may recognize it.</summary>
internal sealed record SessionPlace(string? Address, string? UserAgent)
{
    private const int LongestAgent = 300;

    public static SessionPlace Of(HttpContext http)
    {
        var agent = http.Request.Headers.UserAgent.ToString();
        return new SessionPlace(CallerAddress.Of(http), agent.Length > LongestAgent ? agent[..LongestAgent] : agent);
    }
}

internal static class SessionLifetime
{
    /// <summary>From sign-in to the next sign-in at most.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    /// <summary>Without a request.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromDays(7);

    /// <summary>For the second factor after the password.</summary>
    public static readonly TimeSpan Code = TimeSpan.FromMinutes(10);

    /// <summary>How exactly the last request is noted.</summary>
    public static readonly TimeSpan Noted = TimeSpan.FromMinutes(5);
}
