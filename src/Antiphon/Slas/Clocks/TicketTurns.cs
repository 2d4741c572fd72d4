using Antiphon.Contract;

namespace Antiphon.Slas.Clocks;

/// <summary>An event that lets a ticket's clocks run or stand still.</summary>
internal readonly record struct TicketTurn(string Type, DateTimeOffset At);

/// <summary>When the clocks of a ticket run: while it is open and neither spam nor in the trash. A snoozed ticket is closed until it wakes. Pure.</summary>
internal static class TicketTurns
{
    public static readonly string[] Types =
    [
        EventType.TicketClosed, EventType.TicketReopened, EventType.TicketSelfUnsnoozed, EventType.TicketTrashed, EventType.TicketUntrashed, EventType.TicketMarkedSpam, EventType.TicketUnmarkedSpam,
    ];

    /// <param name="start">Nothing before counts.</param>
    /// <param name="turns">The ticket's turns in order, as far back as they are kept: what it was before the first one is what that one changed.</param>
    /// <param name="isOpen">What it is now.</param>
    /// <param name="isTrashed">Whether it lies in the trash.</param>
    /// <param name="isSpam">Whether it is spam.</param>
    public static IReadOnlyList<ClockSpan> Spans(DateTimeOffset start, IReadOnlyList<TicketTurn> turns, bool isOpen, bool isTrashed, bool isSpam)
    {
        var (open, trashed, spam) = (Before(turns, Open, isOpen), Before(turns, Trashed, isTrashed), Before(turns, Spam, isSpam));
        var spans = new List<ClockSpan>();
        DateTimeOffset? since = open && !trashed && !spam ? start : null;
        foreach (var turn in turns)
        {
            (open, trashed, spam) = (Open(turn) ?? open, Trashed(turn) ?? trashed, Spam(turn) ?? spam);
            var runs = open && !trashed && !spam;
            var at = turn.At > start ? turn.At : start;
            if (runs && since is null)
            {
                since = at;
            }
            else if (!runs && since is { } from)
            {
                if (from < at)
                {
                    spans.Add(new(from, at));
                }

                since = null;
            }
        }

        if (since is { } running)
        {
            spans.Add(new(running, null));
        }

        return spans;
    }

    private static bool Before(IReadOnlyList<TicketTurn> turns, Func<TicketTurn, bool?> flag, bool now) => turns.Select(flag).FirstOrDefault(value => value is not null) is { } first ? !first : now;

    private static bool? Open(TicketTurn turn) => turn.Type switch { EventType.TicketClosed => false, EventType.TicketReopened or EventType.TicketSelfUnsnoozed => true, _ => null };

    private static bool? Trashed(TicketTurn turn) => turn.Type switch { EventType.TicketTrashed => true, EventType.TicketUntrashed => false, _ => null };

    private static bool? Spam(TicketTurn turn) => turn.Type switch { EventType.TicketMarkedSpam => true, EventType.TicketUnmarkedSpam => false, _ => null };
}
