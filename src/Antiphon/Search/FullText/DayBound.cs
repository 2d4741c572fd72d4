using Antiphon.Data;

namespace Antiphon.Search.FullText;

/// <summary>
/// From or up to which day to look, as the index of words numbers them from the beginning of 1970. One bound and not two: the index gathers everything on the
/// right side of each bound before it compares.
/// </summary>
internal readonly record struct DayBound(int Day, bool IsEarliest)
{
    /// <summary>The bound behind a span, so many times its length away: an earlier day when it was walked backwards, a later one otherwise.</summary>
    public static DayBound Behind(DateTimeOffset from, DateTimeOffset to, int factor, bool isBackwards)
    {
        var (first, last) = (DayOf(from), DayOf(to));
        var length = (last - first + 1L) * factor;
        return isBackwards ? new((int)Math.Max(int.MinValue, first - length), IsEarliest: true) : new((int)Math.Min(int.MaxValue, last + length), IsEarliest: false);
    }

    /// <summary>The condition that a time lies within the bound; it begins with <c>and</c>.</summary>
    public Sql Admits(Sql time) => IsEarliest ? Sql.Of($" and search_day({time}) >= {Day}") : Sql.Of($" and search_day({time}) <= {Day}");

    private static int DayOf(DateTimeOffset time) => (int)Math.Floor((time - DateTimeOffset.UnixEpoch).TotalDays);
}
