namespace Antiphon.ApiTests.Statistics;

/// <summary>What became of the promises of <see cref="RandomDesk"/>.</summary>
internal sealed partial class Recount
{
    // The promises of RandomDesk, counted in minutes that the ticket was open since its customer first wrote. What was deleted had been seen.
    private CountedRow? SlaOf(RawTicket ticket)
    {
        var letters = messages[ticket.Id].Concat(deleted.Where(message => message.Ticket == ticket.Id && message.Channel != "internal-note" && (message.IsPublic || !message.FromAgent)))
            .DistinctBy(message => message.Id).OrderBy(At).ToList();
        if (letters.Find(message => !message.FromAgent) is not { } question || raw.Imported.Contains(ticket.Id) || !RandomDesk.PromisedChannels.Contains(ticket.Channel))
        {
            return null;
        }

        var asked = At(question);
        var replied = letters.Where(message => message.FromAgent && At(message) >= asked && How(message) is "person" or "agent").Select(message => (DateTimeOffset?)At(message)).Min();
        var turns = events[ticket.Id].Where(e => e.Type is "ticket-closed" or "ticket-reopened" or "ticket-self-unsnoozed" or "ticket-trashed" or "ticket-untrashed" or "ticket-marked-spam" or "ticket-unmarked-spam").ToList();
        DateTimeOffset? closed = !ticket.IsOpen && !raw.Snoozed.Contains(ticket.Id) ? turns.Last(turn => turn.Type is "ticket-closed").At : null;
        closed = closed < asked ? asked : closed;
        var first = StateOf(turns, asked, replied ?? closed, TimeSpan.FromMinutes(90));
        var resolution = StateOf(turns, asked, closed, TimeSpan.FromDays(2));
        var status = first is "breached" || resolution is "breached" ? "breached" : first is "pending" || resolution is "pending" ? "pending" : "achieved";
        return new(ticket, asked, ticket.Assignee)
        {
            Own = { ["status"] = status },
            Samples = { ["ticketCount"] = 1, ["slaAchievementRate"] = status switch { "achieved" => 1, "breached" => 0, _ => null } },
        };
    }

    // New tickets are open, and no spam.
    private string StateOf(List<RawEvent> turns, DateTimeOffset start, DateTimeOffset? stop, TimeSpan target)
    {
        var (isClosed, isTrashed, isSpam, since, ran) = (false, false, false, start, TimeSpan.Zero);
        var end = stop ?? raw.ReadAt;
        foreach (var turn in turns.Where(turn => turn.At < end).Append(null))
        {
            var at = turn is null ? end : turn.At > start ? turn.At : start;
            ran += isClosed || isTrashed || isSpam ? TimeSpan.Zero : at - since;
            since = at;
            (isClosed, isTrashed, isSpam) = turn?.Type switch
            {
                "ticket-closed" => (true, isTrashed, isSpam),
                "ticket-reopened" or "ticket-self-unsnoozed" => (false, isTrashed, isSpam),
                "ticket-trashed" or "ticket-untrashed" => (isClosed, turn.Type is "ticket-trashed", isSpam),
                "ticket-marked-spam" or "ticket-unmarked-spam" => (isClosed, isTrashed, turn.Type is "ticket-marked-spam"),
                _ => (isClosed, isTrashed, isSpam),
            };
        }

        return stop is null ? ran >= target ? "breached" : "pending" : ran > target ? "breached" : "achieved";
    }
}
