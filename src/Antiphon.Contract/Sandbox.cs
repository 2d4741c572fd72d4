using System.Text.Json.Serialization;

namespace Antiphon.Contract;

/// <summary>
/// Moves the clock of a sandbox. Time goes forward only; <c>restore</c> and <c>reset</c> bring earlier times back. Antiphon's own; see docs/sandbox.md.
/// </summary>
public sealed record MoveSandboxClockRequest
{
    /// <summary>How far, such as <c>3d</c>, <c>2h30m</c> or <c>90s</c>: weeks, days, hours, minutes and seconds, ten years at most. <c>0s</c> only lets everything be done that is due now.</summary>
    public string? Advance { get; init; }

    /// <summary>To which time, not before the account's present.</summary>
    public DateTimeOffset? Set { get; init; }

    /// <summary>Whether the clock stands still afterwards; as before when absent.</summary>
    public bool? Frozen { get; init; }
}

/// <summary>The clock of a sandbox.</summary>
/// <param name="NowDatetime">What time it is in the account.</param>
/// <param name="Frozen">Whether it stands still. Otherwise it goes on as ordinary time does.</param>
/// <param name="Seed">What chance begins with: the same script with the same seed leaves the same behind.</param>
public sealed record SandboxClockResource(DateTimeOffset NowDatetime, bool Frozen, long Seed);

/// <summary>What came of moving the clock of a sandbox.</summary>
/// <param name="NowDatetime">What time it is in the account.</param>
/// <param name="Frozen">Whether the clock stands still.</param>
/// <param name="Steps">At how many times something was due on the way, and was done then.</param>
/// <param name="Waiting">
/// What did not come to its end within a minute, so that the clock stands still where it had come to; null when everything that is due is done. Moving it again goes on.
/// </param>
public sealed record SandboxClockMovedResource(DateTimeOffset NowDatetime, bool Frozen, int Steps, string? Waiting);

/// <summary>
/// Which faults a sandbox makes: those of a profile, those of the shares that are given, or both, where a given share counts. Shares are numbers from 0 to 1.
/// </summary>
public sealed record SetSandboxFaultsRequest
{
    /// <summary>One of <see cref="SandboxProfile.All"/>.</summary>
    public string? Profile { get; init; }

    /// <summary>The same number makes the same faults at the same requests; 1 unless said.</summary>
    public long? Seed { get; init; }

    /// <summary>How many requests are answered 429, five in a row each time.</summary>
    public decimal? TooManyRequests { get; init; }

    /// <summary>The seconds that such an answer asks to wait, 0 to 60.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>How many requests are answered 502, 503 or 504, with nothing done.</summary>
    public decimal? ServerErrors { get; init; }

    /// <summary>How many requests lose their connection with nothing done.</summary>
    public decimal? CutBefore { get; init; }

    /// <summary>How many requests are done and then lose their connection.</summary>
    public decimal? CutAfter { get; init; }

    /// <summary>How many requests have to wait.</summary>
    public decimal? Slow { get; init; }

    /// <summary>For how long, in milliseconds, 1 to 60,000.</summary>
    public int? SlowBy { get; init; }

    /// <summary>In how many answers a member has another name.</summary>
    public decimal? RenamedFields { get; init; }

    /// <summary>How many requests with a cursor are told that it is not valid any more.</summary>
    public decimal? ExpiredCursors { get; init; }

    /// <summary>How many webhooks arrive twice.</summary>
    public decimal? WebhooksTwice { get; init; }

    /// <summary>How many webhooks arrive behind the next one of their integration, or a second late.</summary>
    public decimal? WebhooksOutOfOrder { get; init; }

    /// <summary>How many webhooks never arrive, although the log says they did.</summary>
    public decimal? WebhooksLost { get; init; }
}

/// <summary>The faults that a sandbox makes.</summary>
public sealed record SandboxFaultsResource
{
    /// <summary>The profile they come from; null when there is none.</summary>
    public string? Profile { get; init; }

    /// <summary>What chance begins with.</summary>
    public required long Seed { get; init; }

    /// <summary>Of requests.</summary>
    public required decimal TooManyRequests { get; init; }

    /// <summary>In seconds.</summary>
    public required int RetryAfter { get; init; }

    /// <summary>Of requests.</summary>
    public required decimal ServerErrors { get; init; }

    /// <summary>Of requests.</summary>
    public required decimal CutBefore { get; init; }

    /// <summary>Of requests.</summary>
    public required decimal CutAfter { get; init; }

    /// <summary>Of requests.</summary>
    public required decimal Slow { get; init; }

    /// <summary>In milliseconds.</summary>
    public required int SlowBy { get; init; }

    /// <summary>Of requests.</summary>
    public required decimal RenamedFields { get; init; }

    /// <summary>Of requests.</summary>
    public required decimal ExpiredCursors { get; init; }

    /// <summary>Of webhooks.</summary>
    public required decimal WebhooksTwice { get; init; }

    /// <summary>Of webhooks.</summary>
    public required decimal WebhooksOutOfOrder { get; init; }

    /// <summary>Of webhooks.</summary>
    public required decimal WebhooksLost { get; init; }

    /// <summary>What was made of them since they were set, by the names of the shares; of the node that answers.</summary>
    public required IReadOnlyDictionary<string, long> Made { get; init; }
}

/// <summary>Ready-made faults.</summary>
public static class SandboxProfile
{
    /// <summary>Requests are answered 429, many in a row.</summary>
    public const string Storm = "429-storm";

    /// <summary>Requests are answered 502, 503 and 504.</summary>
    public const string ServerErrors = "server-errors";

    /// <summary>Every other request has to wait.</summary>
    public const string Slow = "slow";

    /// <summary>Connections are lost, before and after the work.</summary>
    public const string Cut = "cut";

    /// <summary>Answers have a member with another name.</summary>
    public const string RenamedFields = "renamed-fields";

    /// <summary>Cursors are not valid any more.</summary>
    public const string ExpiredCursors = "expired-cursors";

    /// <summary>Webhooks arrive twice.</summary>
    public const string WebhooksTwice = "webhooks-twice";

    /// <summary>Webhooks overtake each other.</summary>
    public const string WebhooksOutOfOrder = "webhooks-out-of-order";

    /// <summary>Webhooks never arrive.</summary>
    public const string WebhooksLost = "webhooks-lost";

    /// <summary>Some of all that a client can get over.</summary>
    public const string BadDay = "bad-day";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Storm, ServerErrors, Slow, Cut, RenamedFields, ExpiredCursors, WebhooksTwice, WebhooksOutOfOrder, WebhooksLost, BadDay];
}

/// <summary>Keeps everything of a sandbox under a name.</summary>
public sealed record CreateSandboxSnapshotRequest
{
    /// <summary>1 to 63 lower-case letters, digits, hyphens and underscores. <c>origin</c> is how the account was made.</summary>
    public string? Name { get; init; }
}

/// <summary>Everything of a sandbox, as it once was.</summary>
/// <param name="Name">Unique in the account.</param>
/// <param name="ClockDatetime">What time it was in the account.</param>
/// <param name="Frozen">Whether its clock stood still.</param>
/// <param name="CreatedDatetime">When it was taken, by ordinary time.</param>
/// <param name="Rows">How many rows of the database it holds.</param>
/// <param name="Bytes">How many bytes these have.</param>
/// <param name="Uri"><c>/_sandbox/snapshots/{name}/</c>.</param>
public sealed record SandboxSnapshotResource(string Name, DateTimeOffset ClockDatetime, bool Frozen, DateTimeOffset CreatedDatetime, long Rows, long Bytes, string Uri);

/// <summary>A sandbox that was set back.</summary>
/// <param name="Name">The snapshot.</param>
/// <param name="Rows">How many rows came back.</param>
/// <param name="NowDatetime">What time it is in the account again.</param>
/// <param name="Frozen">Whether its clock stands still.</param>
/// <param name="DurationMs">How long it took, in milliseconds.</param>
public sealed record SandboxRestoredResource(string Name, long Rows, DateTimeOffset NowDatetime, bool Frozen, long DurationMs);

/// <summary>Source-generated metadata of sandboxes.</summary>
[JsonSerializable(typeof(MoveSandboxClockRequest))]
[JsonSerializable(typeof(SandboxClockResource))]
[JsonSerializable(typeof(SandboxClockMovedResource))]
[JsonSerializable(typeof(SetSandboxFaultsRequest))]
[JsonSerializable(typeof(SandboxFaultsResource))]
[JsonSerializable(typeof(CreateSandboxSnapshotRequest))]
[JsonSerializable(typeof(SandboxSnapshotResource))]
[JsonSerializable(typeof(IReadOnlyList<SandboxSnapshotResource>))]
[JsonSerializable(typeof(SandboxRestoredResource))]
public sealed partial class SandboxJson : JsonSerializerContext;
