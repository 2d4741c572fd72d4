using Antiphon.Client.Transport;
using Antiphon.Contract;

namespace Antiphon.Client;

public sealed partial class AntiphonClient
{
    /// <summary>The clock, faults and snapshots of a sandbox account. Antiphon's own; see docs/sandbox.md.</summary>
    public SandboxClient Sandbox => field ??= new(caller);
}

/// <summary>
/// What only sandbox accounts have: every call throws 404 elsewhere. Needs an admin's API key. No call is repeated by itself, because time that has passed twice
/// cannot be told from time that was meant to; and none meets the faults that it sets.
/// </summary>
public sealed class SandboxClient
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Caller caller;

    internal SandboxClient(Caller caller) => this.caller = caller;

    /// <summary>Reads what time it is in the account.</summary>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The clock.</returns>
    public Task<SandboxClockResource> GetClockAsync(RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.GetAsync<SandboxClockResource>("/_sandbox/clock", options, cancellationToken);

    /// <summary>Moves the clock, and returns when everything that was due on the way is done.</summary>
    /// <param name="request">How far or to which time, and whether it stands still then.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Where it has come to.</returns>
    /// <exception cref="AntiphonException">400 for a time that has passed, 409 while another call moves it.</exception>
    public Task<SandboxClockMovedResource> MoveClockAsync(MoveSandboxClockRequest request, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.SendAsync<MoveSandboxClockRequest, SandboxClockMovedResource>(HttpMethod.Post, "/_sandbox/clock", request, Once(options), cancellationToken);

    /// <summary>Lets time pass.</summary>
    /// <param name="by">How much; whole seconds.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Where the clock has come to.</returns>
    /// <exception cref="AntiphonException">409 while another call moves it.</exception>
    public Task<SandboxClockMovedResource> AdvanceAsync(TimeSpan by, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        MoveClockAsync(new MoveSandboxClockRequest { Advance = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{(long)by.TotalSeconds}s") }, options, cancellationToken);

    /// <summary>Reads the faults that are made, and how many have been.</summary>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The shares, all 0 while everything works.</returns>
    public Task<SandboxFaultsResource> GetFaultsAsync(RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.GetAsync<SandboxFaultsResource>("/_sandbox/faults", options, cancellationToken);

    /// <summary>Lets faults be made, in place of those before.</summary>
    /// <param name="request">A profile, shares of your own, or both.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The faults.</returns>
    /// <exception cref="AntiphonException">400 for a profile that does not exist, or shares beyond 1.</exception>
    public Task<SandboxFaultsResource> SetFaultsAsync(SetSandboxFaultsRequest request, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.SendAsync<SetSandboxFaultsRequest, SandboxFaultsResource>(HttpMethod.Post, "/_sandbox/faults", request, Once(options), cancellationToken);

    /// <summary>Lets everything work again.</summary>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Completes when no more faults are made.</returns>
    public Task RemoveFaultsAsync(RequestOptions? options = null, CancellationToken cancellationToken = default) => caller.DeleteAsync("/_sandbox/faults", options, cancellationToken);

    /// <summary>Reads all snapshots, the earliest first; <c>origin</c> is how the account was made.</summary>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The snapshots.</returns>
    public Task<IReadOnlyList<SandboxSnapshotResource>> ListSnapshotsAsync(RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.GetAsync<IReadOnlyList<SandboxSnapshotResource>>("/_sandbox/snapshots", options, cancellationToken);

    /// <summary>Keeps everything of the account under a name, once all that is due is done.</summary>
    /// <param name="name">1 to 63 lower-case letters, digits, hyphens and underscores.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The snapshot.</returns>
    /// <exception cref="AntiphonException">400 for a name that is none, 409 for one that is taken or when there are too many.</exception>
    public Task<SandboxSnapshotResource> CreateSnapshotAsync(string name, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.SendAsync<CreateSandboxSnapshotRequest, SandboxSnapshotResource>(HttpMethod.Post, "/_sandbox/snapshots", new() { Name = name }, Once(options), cancellationToken);

    /// <summary>Sets the account back to a snapshot.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>What came back.</returns>
    /// <exception cref="AntiphonException">404 when there is no such snapshot, 409 while the clock is moved.</exception>
    public Task<SandboxRestoredResource> RestoreAsync(string name, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.SendAsync<SandboxRestoredResource>(new(HttpMethod.Post, $"/_sandbox/snapshots/{Uri.EscapeDataString(name)}/restore"), Once(options), cancellationToken);

    /// <summary>Forgets a snapshot.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Completes when it is gone.</returns>
    /// <exception cref="AntiphonException">404 when there is no such snapshot, 409 for <c>origin</c>.</exception>
    public Task DeleteSnapshotAsync(string name, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.DeleteAsync($"/_sandbox/snapshots/{Uri.EscapeDataString(name)}", options, cancellationToken);

    /// <summary>Sets the account back to how it was made.</summary>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>What came back.</returns>
    /// <exception cref="AntiphonException">409 while the clock is moved.</exception>
    public Task<SandboxRestoredResource> ResetAsync(RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.SendAsync<SandboxRestoredResource>(new(HttpMethod.Post, "/_sandbox/reset"), Once(options), cancellationToken);

    private static RequestOptions Once(RequestOptions? options) => (options ?? new()) with { MaxRetries = options?.MaxRetries ?? 0, AttemptTimeout = options?.AttemptTimeout ?? Patience };
}
