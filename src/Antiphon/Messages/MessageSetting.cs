namespace Antiphon.Messages;

/// <summary>Where a message that is prepared will stand: what its ticket knows, and what a new ticket's body says for all of its messages.</summary>
internal sealed record MessageSetting
{
    public required DateTimeOffset Now { get; init; }

    /// <summary>Whether the ticket is made together with the message.</summary>
    public bool IsNewTicket { get; init; }

    /// <summary>The ticket's customer; for a new ticket the one that its body names, if it names one.</summary>
    public long? CustomerId { get; init; }

    /// <summary>The ticket's subject; an outgoing e-mail without a subject replies to it.</summary>
    public string? TicketSubject { get; init; }

    /// <summary>A historical import: nothing is sent.</summary>
    public bool Imported { get; init; }

    /// <summary>What to do when an action of the message fails: <c>force</c>, <c>retry</c> or <c>cancel</c>.</summary>
    public string? ActionPolicy { get; init; }

    /// <summary>The rule that writes it.</summary>
    public long? RuleId { get; init; }

    /// <summary>Stands in for what a message of a new ticket leaves to the ticket's body.</summary>
    public string? Channel { get; init; }

    /// <inheritdoc cref="Channel"/>
    public string? Via { get; init; }

    /// <inheritdoc cref="Channel"/>
    public bool? FromAgent { get; init; }

    /// <inheritdoc cref="Channel"/>
    public string? Subject { get; init; }

    /// <summary>What was looked up for earlier messages of the same request; copies of a setting share it.</summary>
    public MessageLookups Lookups { get; init; } = new();
}
