using Antiphon.Contract;
using Antiphon.Tickets;

namespace Antiphon.Search.FullText;

/// <summary>A ticket that matches.</summary>
/// <param name="Ticket">The ticket.</param>
/// <param name="Rank">How well it matches, in millionths; counted only under the order by relevance.</param>
/// <param name="Highlights">Where the words stand.</param>
internal sealed record FoundTicket(Ticket Ticket, long Rank, TicketHighlightsResource Highlights)
{
    public FoundTicketResource ToResource() => new(Ticket.ToCompact(), Highlights);
}

/// <summary>The ids of a page, in its order, with their ranks.</summary>
internal sealed record FoundIds(long[] Ids, long[] Ranks);
