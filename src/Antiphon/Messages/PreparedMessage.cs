using Antiphon.Data;

namespace Antiphon.Messages;

/// <summary>
/// A message that passed every rule and whose people are found or made: all that is left is to store it. Made by <see cref="PrepareMessage"/>, for a new
/// ticket as for one that is there.
/// </summary>
internal sealed record PreparedMessage
{
    public required string Channel { get; init; }

    public required string Via { get; init; }

    public required bool FromAgent { get; init; }

    public required bool Public { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ProcessedAt { get; init; }

    public Jsonb Source { get; init; }

    public long? SenderUserId { get; init; }

    public long? SenderCustomerId { get; init; }

    public long? ReceiverCustomerId { get; init; }

    public long? IntegrationId { get; init; }

    public string? MessageId { get; init; }

    public string? ExternalId { get; init; }

    public string? Subject { get; init; }

    public string? BodyText { get; init; }

    public string? BodyHtml { get; init; }

    public string? StrippedText { get; init; }

    public string? StrippedHtml { get; init; }

    public string? StrippedSignature { get; init; }

    public Jsonb Attachments { get; init; }

    /// <summary>The addresses of attachments that lie elsewhere.</summary>
    public IReadOnlyList<string> LinkedFiles { get; init; } = [];

    /// <summary>The macros that were used for it; those that change tickets run when it is stored.</summary>
    public long[] MacroIds { get; init; } = [];

    public long? RuleId { get; init; }

    /// <summary>Actions that run before it leaves.</summary>
    public Jsonb Actions { get; init; }

    public string? ActionPolicy { get; init; }

    public Jsonb Headers { get; init; }

    public Jsonb Meta { get; init; }

    public Jsonb AuthCustomerIdentity { get; init; }

    public Jsonb LastSendingError { get; init; }

    public long[]? MentionIds { get; init; }

    public bool Imported { get; init; }

    public DateTimeOffset? SentAt { get; init; }

    public DateTimeOffset? FailedAt { get; init; }

    public DateTimeOffset? OpenedAt { get; init; }

    public DateTimeOffset? DeletedAt { get; init; }

    /// <summary>Whether it waits to be sent to the customer.</summary>
    public bool IsQueued { get; init; }

    public bool IsNote => !Public;

    /// <summary>The macros as they are stored.</summary>
    public Jsonb Macros => new(MacroIds.Length == 0 ? null : $"[{string.Join(", ", MacroIds.Select(id => $$"""{"id": {{id}}}"""))}]");

    /// <summary>The macros that change the ticket with it; those of history have done so elsewhere.</summary>
    public IReadOnlyList<long> MacrosToApply => Imported ? [] : MacroIds;
}
