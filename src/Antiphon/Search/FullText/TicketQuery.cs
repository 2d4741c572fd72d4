namespace Antiphon.Search.FullText;

/// <summary>What a term of a query asks for.</summary>
internal enum TermKind
{
    /// <summary>A word, in any form that its language knows.</summary>
    Word,

    /// <summary>Words as they stand, one after the other.</summary>
    Phrase,

    /// <summary>A phone number in any spelling.</summary>
    Phone,

    /// <summary>Who wrote, or whose ticket it is.</summary>
    From,

    /// <summary>A tag of the ticket.</summary>
    Tag,
}

/// <summary>One of the things that a ticket must have, or must not.</summary>
/// <param name="Kind">What is asked for.</param>
/// <param name="Text">As it was typed, without quotes and operator.</param>
/// <param name="IsBegun">Whether longer words count: the last one may not be typed to its end.</param>
/// <param name="IsExcluded">Whether a ticket that has it is left out.</param>
internal sealed record Term(TermKind Kind, string Text, bool IsBegun = false, bool IsExcluded = false);

/// <summary>A search as it was typed, taken apart. All terms must match.</summary>
/// <param name="Terms">In the order of the text.</param>
/// <param name="After">Tickets created at this time or later.</param>
/// <param name="Before">Tickets created earlier.</param>
internal sealed record TicketQuery(IReadOnlyList<Term> Terms, DateTimeOffset? After, DateTimeOffset? Before)
{
    /// <summary>Whether nothing is asked for, so that every ticket is an answer.</summary>
    public bool IsBlank => Terms.Count == 0 && After is null && Before is null;
}
