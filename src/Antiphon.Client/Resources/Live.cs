using System.Runtime.CompilerServices;
using Antiphon.Client.Transport;
using Antiphon.Contract;

namespace Antiphon.Client;

public sealed partial class AntiphonClient
{
    /// <summary>The live stream of changes and presence. Antiphon only: Gorgias has none.</summary>
    public LiveClient Live => field ??= new(caller);
}

/// <summary>The live stream of changes, and who looks at what. Antiphon only.</summary>
public sealed class LiveClient
{
    private readonly Caller caller;

    internal LiveClient(Caller caller) => this.caller = caller;

    /// <summary>
    /// Reads the live stream for as long as it is enumerated. When it breaks off it is opened again and goes on behind the last change, so that none is missed
    /// and none comes twice; presence begins anew with each <see cref="LiveReady"/>.
    /// </summary>
    /// <param name="after">The sequence up to which the changes are known; null for what changes from now on.</param>
    /// <param name="options">What is special about these calls.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What happens, as it happens.</returns>
    /// <exception cref="AntiphonException">The server refuses, such as 401 when the key was revoked, or cannot be reached any more.</exception>
    public async IAsyncEnumerable<LiveEvent> ReadAsync(long? after = null, RequestOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (var failures = 0; ;)
        {
            var request = new ApiRequest(HttpMethod.Get, "live") { IsEventStream = true, LastEventId = after };
            using (var stream = await Download.OpenAsync(await caller.SendAsync(request, options, cancellationToken), cancellationToken))
            {
                await foreach (var next in EventStream.ReadAsync(stream.Content, caller.Pipeline.Clock, cancellationToken))
                {
                    after = next switch
                    {
                        LiveReady ready => ready.Sequence,
                        LiveReset reset => reset.Sequence,
                        LiveChange change => change.Change.Sequence,
                        _ => after,
                    };
                    failures = 0;
                    yield return next;
                }
            }

            await caller.Pipeline.PauseAsync(++failures, cancellationToken);
        }
    }

    /// <summary>
    /// Tells everybody who reads the live stream what the caller does at a ticket. It counts for 30 seconds, so it is said again while it lasts.
    /// </summary>
    /// <param name="ticketId">The ticket.</param>
    /// <param name="activity">One of <see cref="PresenceActivity"/>.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>What was told, and until when it counts.</returns>
    /// <exception cref="AntiphonException">404 when there is no such ticket.</exception>
    public Task<PresenceResource> SetPresenceAsync(long ticketId, string activity, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.SendAsync<PresenceRequest, PresenceResource>(HttpMethod.Post, "live/presence", new(ticketId, activity), options, cancellationToken);
}

/// <summary>Something that the live stream tells.</summary>
public abstract record LiveEvent
{
    private protected LiveEvent()
    {
    }
}

/// <summary>The stream is open. What was known of presence is forgotten: who is there comes next.</summary>
/// <param name="Sequence">The number behind which changes follow.</param>
public sealed record LiveReady(long Sequence) : LiveEvent;

/// <summary>An object changed.</summary>
/// <param name="Change">Which, and how; without the object.</param>
public sealed record LiveChange(ChangeResource Change) : LiveEvent;

/// <summary>Somebody is at a ticket, or has left it.</summary>
/// <param name="Presence">Who, where and what.</param>
public sealed record LivePresence(PresenceResource Presence) : LiveEvent;

/// <summary>Somebody, or a rule, wants the reader to know of a ticket.</summary>
/// <param name="Notification">Of which, and why.</param>
public sealed record LiveNotification(NotificationResource Notification) : LiveEvent;

/// <summary>The changes that were missed are no longer kept: what is shown must be read anew. The stream goes on.</summary>
/// <param name="Sequence">The number behind which changes follow.</param>
public sealed record LiveReset(long Sequence) : LiveEvent;
