using System.Text.Json;
using Antiphon.CustomFields.Values;
using Antiphon.Messages;

namespace Antiphon.Tickets.Creation;

/// <summary>A ticket that passed every rule and whose people are found or made. All that is left is to store it.</summary>
internal sealed record NewTicket
{
    public required IReadOnlyList<PreparedMessage> Messages { get; init; }

    public required FieldChange Fields { get; init; }

    public required string Status { get; init; }

    public required string Priority { get; init; }

    public required string Channel { get; init; }

    public required string Via { get; init; }

    public required bool FromAgent { get; init; }

    public long? CustomerId { get; init; }

    public long? AssigneeUserId { get; init; }

    public long? AssigneeTeamId { get; init; }

    public string? ExternalId { get; init; }

    public string? Language { get; init; }

    public string? Subject { get; init; }

    public JsonElement? Meta { get; init; }

    public bool Spam { get; init; }

    public bool Imported { get; init; }

    public long? SplitFrom { get; init; }

    public string? Excerpt { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ProcessedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public DateTimeOffset? OpenedAt { get; init; }

    public DateTimeOffset? LastReceivedMessageAt { get; init; }

    public DateTimeOffset? LastMessageAt { get; init; }

    public DateTimeOffset? ClosedAt { get; init; }

    public DateTimeOffset? TrashedAt { get; init; }

    public DateTimeOffset? SnoozeAt { get; init; }

    public required int MessagesCount { get; init; }

    public bool LastSentMessageNotDelivered { get; init; }

    public required long[] IntegrationIds { get; init; }
}
