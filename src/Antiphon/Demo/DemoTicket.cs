namespace Antiphon.Demo;

/// <summary>One conversation as it stands at the moment of generation, with the history that led there.</summary>
internal sealed record DemoTicket
{
    public required string Scenario { get; init; }
    public required DemoCustomer Customer { get; init; }
    public required string Channel { get; init; }
    public required string Via { get; init; }
    public required string Language { get; init; }
    public required string Subject { get; init; }
    public required string Status { get; init; }
    public required string Priority { get; init; }
    public required bool FromAgent { get; init; }
    public required bool Spam { get; init; }
    public required DemoAgent? Assignee { get; init; }
    public required DemoTeam? Team { get; init; }
    public required IReadOnlyList<DemoTag> Tags { get; init; }
    public required string? ExternalId { get; init; }

    /// <summary>Values of custom fields by the key of the field.</summary>
    public required IReadOnlyDictionary<string, string> Fields { get; init; }

    public required IReadOnlyDictionary<string, string> Meta { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }
    public required DateTimeOffset? OpenedAt { get; init; }
    public required DateTimeOffset? ClosedAt { get; init; }
    public required DateTimeOffset? SnoozedUntil { get; init; }
    public required DateTimeOffset? TrashedAt { get; init; }
    public required IReadOnlyList<DemoMessage> Messages { get; init; }
    public required IReadOnlyList<DemoChange> Changes { get; init; }
}

internal sealed record DemoMessage
{
    public required string Channel { get; init; }
    public required string Via { get; init; }
    public required string SourceType { get; init; }
    public required string From { get; init; }
    public required string? To { get; init; }

    /// <summary>Null when the customer wrote it.</summary>
    public required DemoAgent? Agent { get; init; }

    public required bool Public { get; init; }
    public required string? Subject { get; init; }
    public required string BodyText { get; init; }
    public required string BodyHtml { get; init; }

    /// <summary>Without the quoted thread and the signature; null when there was nothing to strip.</summary>
    public required string? StrippedText { get; init; }

    public required string? StrippedHtml { get; init; }
    public required string? StrippedSignature { get; init; }
    public required string? MessageId { get; init; }
    public required IReadOnlyList<DemoAttachment> Attachments { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset? SentAt { get; init; }
    public required DateTimeOffset? FailedAt { get; init; }
    public required string? SendingError { get; init; }
    public required DateTimeOffset? OpenedAt { get; init; }

    public bool FromAgent => Agent is not null;
}

internal sealed record DemoAttachment(string Name, string ContentType, int Size, string Url);

/// <summary>What somebody did to the ticket beside writing in it. <see cref="Actor"/> is null for the system and for customers.</summary>
internal sealed record DemoChange(DemoChangeKind Kind, DateTimeOffset At, DemoAgent? Actor)
{
    public DemoAgent? Assignee { get; init; }
    public DemoTeam? Team { get; init; }
    public IReadOnlyList<DemoTag> Tags { get; init; } = [];
}

internal enum DemoChangeKind
{
    TeamAssigned,
    Assigned,
    TagsAdded,
    Closed,
    Reopened,
    Snoozed,
    SelfUnsnoozed,
    MarkedSpam,
    Trashed,
}
