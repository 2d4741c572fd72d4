using Antiphon.Data;

namespace Antiphon.Search.FullText;

/// <summary>Whole days as the index of words knows them, numbered from the beginning of 1970; both ends belong to it.</summary>
internal readonly record struct DayRange(int First, int Last)
{
    /// <summary>The days of a span, with so many times its length behind it: earlier days when it was walked backwards, later ones otherwise.</summary>
    public static DayRange Behind(DateTimeOffset from, DateTimeOffset to, int factor, bool isBackwards)
    {
        var (first, last) = (Day(from), Day(to));
        var length = (last - first + 1L) * factor;
        return isBackwards ? new((int)Math.Max(int.MinValue, first - length), last) : new(first, (int)Math.Min(int.MaxValue, last + length));
    }

    /// <summary>The condition that a time lies in these days; it begins with <c>and</c>.</summary>
    public Sql Contains(Sql time) => Sql.Of($" and search_day({time}) between {First} and {Last}");

    private static int Day(DateTimeOffset time) => (int)Math.Floor((time - DateTimeOffset.UnixEpoch).TotalDays);
}
