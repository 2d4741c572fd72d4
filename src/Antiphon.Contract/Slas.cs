using System.Text.Json.Serialization;

namespace Antiphon.Contract;

/// <summary>A promise of how soon tickets are answered and resolved, and for which. Antiphon's own; see docs/slas.md.</summary>
/// <param name="Id">Positive, unique in the account.</param>
/// <param name="Uuid">The same for all versions; events and the statistics filter <c>slaPolicyUuid</c> name it.</param>
/// <param name="VersionId">The version that counts now: a change of what the policy says makes a new one.</param>
/// <param name="Name">1 to 256 characters.</param>
/// <param name="Position">From 1; of the policies that match a ticket the first counts.</param>
/// <param name="Channels">Tickets of one of these; empty: of any.</param>
/// <param name="TagIds">Tickets with one of these; empty: with any or none.</param>
/// <param name="IntegrationIds">Tickets of one of these stores or addresses; empty: of any.</param>
/// <param name="Priorities">Tickets with one of these; empty: with any.</param>
/// <param name="CustomFields">Tickets that have one of the values in each of these fields; empty: all.</param>
/// <param name="FirstResponseMinutes">From the customer's first message to the first answer; null: nothing is promised.</param>
/// <param name="ResolutionMinutes">How long the ticket may be open, from the customer's first message; null: nothing is promised.</param>
/// <param name="BusinessHoursOnly">Whether only the business hours count.</param>
/// <param name="NearBreachPercent">After how much of the time it is told that the rest is short.</param>
/// <param name="DeactivatedDatetime">Since when it is switched off; null while it is on.</param>
/// <param name="CreatedDatetime">When it was made.</param>
/// <param name="UpdatedDatetime">When it was last changed.</param>
/// <param name="Uri"><c>/api/sla-policies/{id}/</c>.</param>
public sealed record SlaPolicyResource(
    long Id,
    Guid Uuid,
    long VersionId,
    string Name,
    int Position,
    IReadOnlyList<string> Channels,
    IReadOnlyList<long> TagIds,
    IReadOnlyList<long> IntegrationIds,
    IReadOnlyList<string> Priorities,
    IReadOnlyList<SlaFieldCondition> CustomFields,
    int? FirstResponseMinutes,
    int? ResolutionMinutes,
    bool BusinessHoursOnly,
    int NearBreachPercent,
    DateTimeOffset? DeactivatedDatetime,
    DateTimeOffset CreatedDatetime,
    DateTimeOffset UpdatedDatetime,
    string Uri);

/// <summary>A ticket field and the values that fulfil the condition.</summary>
/// <param name="Id">Required: the field.</param>
/// <param name="Values">Required, 1 to 100: values as texts. One of a tree, such as <c>Shipping</c>, stands for all that is below it too.</param>
public sealed record SlaFieldCondition(long? Id, IReadOnlyList<string>? Values);

/// <summary>Body of <c>POST /api/sla-policies</c>. The policy comes last and counts for tickets whose customer writes from now on.</summary>
public sealed record CreateSlaPolicyRequest
{
    /// <summary>Required, 1 to 256 characters.</summary>
    public string? Name { get; init; }

    /// <summary>At most 100.</summary>
    public IReadOnlyList<string>? Channels { get; init; }

    /// <summary>At most 100.</summary>
    public IReadOnlyList<long>? TagIds { get; init; }

    /// <summary>At most 100.</summary>
    public IReadOnlyList<long>? IntegrationIds { get; init; }

    /// <summary>Of low, normal, high and critical.</summary>
    public IReadOnlyList<string>? Priorities { get; init; }

    /// <summary>At most 20.</summary>
    public IReadOnlyList<SlaFieldCondition>? CustomFields { get; init; }

    /// <summary>1 to 20,160, which are 14 days. This or <see cref="ResolutionMinutes"/> is required.</summary>
    public int? FirstResponseMinutes { get; init; }

    /// <summary>1 to 20,160.</summary>
    public int? ResolutionMinutes { get; init; }

    /// <summary>Default false: all hours count.</summary>
    public bool? BusinessHoursOnly { get; init; }

    /// <summary>1 to 99; default 80.</summary>
    public int? NearBreachPercent { get; init; }

    /// <summary>Set: it is made switched off.</summary>
    public DateTimeOffset? DeactivatedDatetime { get; init; }
}

/// <summary>Body of <c>PUT /api/sla-policies/{id}</c>: only what is present changes. Open clocks are set anew.</summary>
public sealed record UpdateSlaPolicyRequest
{
    /// <summary>1 to 256 characters.</summary>
    public Optional<string?> Name { get; init; }

    /// <summary>Replaces the list; null empties it.</summary>
    public Optional<IReadOnlyList<string>?> Channels { get; init; }

    /// <summary>Replaces the list; null empties it.</summary>
    public Optional<IReadOnlyList<long>?> TagIds { get; init; }

    /// <summary>Replaces the list; null empties it.</summary>
    public Optional<IReadOnlyList<long>?> IntegrationIds { get; init; }

    /// <summary>Replaces the list; null empties it.</summary>
    public Optional<IReadOnlyList<string>?> Priorities { get; init; }

    /// <summary>Replaces the list; null empties it.</summary>
    public Optional<IReadOnlyList<SlaFieldCondition>?> CustomFields { get; init; }

    /// <summary>1 to 20,160; null promises nothing.</summary>
    public Optional<int?> FirstResponseMinutes { get; init; }

    /// <summary>1 to 20,160; null promises nothing.</summary>
    public Optional<int?> ResolutionMinutes { get; init; }

    /// <summary>Whether only the business hours count.</summary>
    public Optional<bool?> BusinessHoursOnly { get; init; }

    /// <summary>1 to 99.</summary>
    public Optional<int?> NearBreachPercent { get; init; }

    /// <summary>A time switches the policy off, null switches it on, for tickets whose customer writes from then on.</summary>
    public Optional<DateTimeOffset?> DeactivatedDatetime { get; init; }
}

/// <summary>Body of <c>PUT /api/sla-policies/order</c>.</summary>
/// <param name="Ids">Required: those that come first, each once; the others follow in the order that they have.</param>
public sealed record SlaPolicyOrderRequest(IReadOnlyList<long>? Ids);

/// <summary>The clocks of a ticket: none until a policy matches it.</summary>
/// <param name="Data">First response before resolution.</param>
public sealed record TicketSlasResource(IReadOnlyList<TicketSlaResource> Data);

/// <summary>One clock of a ticket.</summary>
/// <param name="Metric">One of <see cref="SlaWords.Metrics"/>.</param>
/// <param name="Status">One of <see cref="SlaWords.Statuses"/>. What is breached stays breached.</param>
/// <param name="TargetMinutes">What is promised.</param>
/// <param name="StartedDatetime">When the customer first wrote.</param>
/// <param name="NearBreachDatetime">When it is told that the time is nearly over; null while the clock stands still.</param>
/// <param name="DueDatetime">When the time is over; null while the clock stands still.</param>
/// <param name="BreachedDatetime">When the time was over; null when it was not.</param>
/// <param name="StoppedDatetime">When the ticket was answered or closed; null until then.</param>
/// <param name="Policy">Whose promise it is.</param>
public sealed record TicketSlaResource(
    string Metric,
    string Status,
    int TargetMinutes,
    DateTimeOffset StartedDatetime,
    DateTimeOffset? NearBreachDatetime,
    DateTimeOffset? DueDatetime,
    DateTimeOffset? BreachedDatetime,
    DateTimeOffset? StoppedDatetime,
    TicketSlaPolicyResource Policy);

/// <summary>The policy of a clock, as it was when it last changed the clock.</summary>
/// <param name="Id">The policy, which may be deleted by now.</param>
/// <param name="Uuid">The same for all versions.</param>
/// <param name="VersionId">The version that counts for the ticket.</param>
/// <param name="Name">Its name in that version.</param>
/// <param name="BusinessHoursOnly">Whether only the business hours count.</param>
public sealed record TicketSlaPolicyResource(long Id, Guid Uuid, long VersionId, string Name, bool BusinessHoursOnly);

/// <summary>The words of service level agreements.</summary>
public static class SlaWords
{
#pragma warning disable CS1591 // the words of the wire
    public const string FirstResponse = "first-response";
    public const string Resolution = "resolution";
    public const string Pending = "pending";
    public const string Paused = "paused";
    public const string Achieved = "achieved";
    public const string Breached = "breached";
#pragma warning restore CS1591

    /// <summary>What is measured.</summary>
    public static IReadOnlyList<string> Metrics { get; } = [FirstResponse, Resolution];

    /// <summary>How a clock stands. A paused one waits for its ticket to be opened.</summary>
    public static IReadOnlyList<string> Statuses { get; } = [Pending, Paused, Achieved, Breached];
}

/// <summary>Source-generated metadata of service level agreements.</summary>
[JsonSerializable(typeof(SlaPolicyResource))]
[JsonSerializable(typeof(IReadOnlyList<SlaPolicyResource>))]
[JsonSerializable(typeof(ListResource<SlaPolicyResource>))]
[JsonSerializable(typeof(CreateSlaPolicyRequest))]
[JsonSerializable(typeof(UpdateSlaPolicyRequest))]
[JsonSerializable(typeof(SlaPolicyOrderRequest))]
[JsonSerializable(typeof(TicketSlasResource))]
[JsonSerializable(typeof(IReadOnlyList<SlaFieldCondition>))]
public sealed partial class SlasJson : JsonSerializerContext;
