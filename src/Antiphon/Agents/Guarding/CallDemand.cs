using Antiphon.Http;

namespace Antiphon.Agents.Guarding;

/// <summary>What a call asks for, whichever door it comes through.</summary>
/// <param name="Resource">Such as <c>tickets</c>.</param>
/// <param name="Classes">What it does; a grant is needed of each.</param>
internal sealed record CallDemand(string Resource, CallClass Classes)
{
    /// <summary>How many messages it sends to customers.</summary>
    public int Replies { get; init; }

    /// <summary>What it refunds; null in the list is an amount that the call does not name.</summary>
    public IReadOnlyList<decimal?> Refunds { get; init; } = [];

    /// <summary>Macros that it applies, whose own actions count.</summary>
    public IReadOnlyList<long> Macros { get; init; } = [];

    /// <summary>Tickets that it names, in path, query or body.</summary>
    public IReadOnlyList<long> Tickets { get; init; } = [];

    /// <summary>A view whose items it lists, or which it changes.</summary>
    public long? View { get; init; }

    /// <summary>Tags that it names.</summary>
    public IReadOnlyList<long> Tags { get; init; } = [];

    /// <summary>The same by name.</summary>
    public IReadOnlyList<string> TagNames { get; init; } = [];

    /// <summary>The team that it assigns to.</summary>
    public long? Team { get; init; }

    /// <summary>Whether it makes a ticket, which lies inside of limits or not when it is made.</summary>
    public bool CreatesTicket { get; init; }

    public bool IsRead => Classes is CallClass.Read or CallClass.Own;

    /// <summary>The kinds of budgets that the call spends of, and how much.</summary>
    public IReadOnlyDictionary<string, int> Spends()
    {
        var spends = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var word in Classes.Words())
        {
            spends[word] = 1;
            spends[$"{Resource}:{word}"] = 1;
        }

        if (Replies > 0)
        {
            spends[Contract.AgentWords.PublicReply] = Replies;
        }

        return spends;
    }
}
