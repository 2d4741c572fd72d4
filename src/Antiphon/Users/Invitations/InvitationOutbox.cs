using System.Collections.Concurrent;

namespace Antiphon.Users.Invitations;

/// <summary>What an invited user gets to read: the link is the only place where the token stands in clear text.</summary>
internal sealed record Invitation(long AccountId, long UserId, string Email, string Name, string Link, DateTimeOffset ExpiresAt);

/// <summary>
/// Invitations on their way to their people. Mail leaves the server with the e-mail channel; until then the latest ones wait here, in memory, and the
/// oldest make room for new ones.
/// </summary>
internal sealed class InvitationOutbox
{
    public const int Capacity = 100;

    private readonly ConcurrentQueue<Invitation> waiting = new();

    public IReadOnlyCollection<Invitation> Waiting => waiting;

    public void Put(Invitation invitation)
    {
        waiting.Enqueue(invitation);
        while (waiting.Count > Capacity && waiting.TryDequeue(out _))
        {
        }
    }
}
