using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Tickets;

namespace Antiphon.Search.FullText;

/// <summary>Reads what the tickets of a page say, and marks in it what was looked for.</summary>
internal sealed class FoundText(DeskDb db)
{
    private const int MostFragments = 2;
    private const int NewestMessages = 20;
    private const int LongestBody = 5000;

    private static readonly TicketHighlightsResource None = new(null, []);

    public async Task<IReadOnlyDictionary<long, TicketHighlightsResource>> RunAsync(
        IReadOnlyList<Ticket> tickets, PreparedSearch search, CancellationToken cancellationToken)
    {
        if (search.Marks.Count == 0 || tickets.Count == 0)
        {
            return tickets.ToDictionary(ticket => ticket.Id, _ => None);
        }

        var bodies = (await db.ListAsync(
            $"""
            select wanted.id, said.body from unnest({tickets.Select(ticket => ticket.Id).ToArray()}) wanted (id)
            cross join lateral (
              select left(coalesce(body_text, stripped_text), {LongestBody}) body, created_at, id from messages
              where account_id = {search.AccountId} and ticket_id = wanted.id and deleted_at is null order by created_at desc, id desc limit {NewestMessages}) said
            where said.body is not null order by said.created_at desc, said.id desc
            """,
            row => (Ticket: row.GetInt64(0), Body: row.GetString(1)),
            cancellationToken)).ToLookup(said => said.Ticket, said => said.Body);
        return tickets.ToDictionary(
            ticket => ticket.Id,
            ticket => new TicketHighlightsResource(Highlighter.Whole(ticket.Subject, search.Marks), Highlighter.Fragments(bodies[ticket.Id], search.Marks, MostFragments)));
    }
}
