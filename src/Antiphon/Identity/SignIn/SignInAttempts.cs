using System.Security.Cryptography;
using System.Text;
using Antiphon.Data;

namespace Antiphon.Identity.SignIn;

/// <summary>What is counted, how often it may happen, and within what time.</summary>
internal sealed record AttemptKind(string Name, int Most, TimeSpan Window)
{
    public static readonly AttemptKind Password = new("password", 10, TimeSpan.FromMinutes(15));
    public static readonly AttemptKind Code = new("code", 5, TimeSpan.FromMinutes(15));
    public static readonly AttemptKind Reset = new("reset", 5, TimeSpan.FromHours(1));
}

/// <summary>
/// Attempts against one person, from wherever they come; those of one address are counted by <see cref="Limits.FailedLogins"/>. An attempt counts before
/// it is looked at, so a volley of them gets no further than the same number one by one, and it counts for addresses that nobody has.
/// </summary>
internal sealed class SignInAttempts(DeskDb db, TimeProvider clock)
{
    /// <summary>Counts an attempt; false when there were too many.</summary>
    public async Task<bool> TakeAsync(AttemptKind kind, long accountId, string subject, CancellationToken cancellationToken)
    {
        var now = clock.Now();
        var count = await db.SingleAsync(
            $"""
            insert into sign_in_attempts as known (account_id, kind, subject, count, since) values ({accountId}, {kind.Name}, {Hash(subject)}, 1, {now})
            on conflict (account_id, kind, subject) do update set
              count = case when known.since <= {now - kind.Window} then 1 else least(known.count + 1, 1000000) end,
              since = case when known.since <= {now - kind.Window} then excluded.since else known.since end
            returning count
            """,
            row => row.GetInt32(0),
            cancellationToken);
        return count <= kind.Most;
    }

    /// <summary>Forgets the attempts after one that was right.</summary>
    public Task ClearAsync(AttemptKind kind, long accountId, string subject, CancellationToken cancellationToken) => db.ExecuteAsync(
        $"delete from sign_in_attempts where account_id = {accountId} and kind = {kind.Name} and subject = {Hash(subject)}", cancellationToken);

    private static byte[] Hash(string subject) => SHA256.HashData(Encoding.UTF8.GetBytes(subject.Trim().ToLowerInvariant()));
}
