using System.Globalization;
using System.Text.Json;
using Antiphon.Contract;
using Antiphon.Http;
using Antiphon.Statistics.Scopes;

namespace Antiphon.Statistics.Reports;

/// <summary>Reads the period of a question, which stands among its filters.</summary>
internal static class ReadReportPeriod
{
    public const int LongestDays = 366;

    private static readonly string[] DateForms = ["yyyy-MM-dd"];

    private static readonly string[] LocalForms =
        ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.FFFFFF", "yyyy-MM-dd' 'HH:mm:ss", "yyyy-MM-dd' 'HH:mm:ss.FFFFFF"];

    public static ReportPeriod? Run(IReadOnlyList<StatsFilterRequest> filters, TimeZoneInfo zone, bool withExtensions, FieldErrors errors)
    {
        (DateTimeOffset? start, DateTimeOffset? end) = (null, null);
        var before = errors.Count;
        for (var i = 0; i < filters.Count; i++)
        {
            var (filter, at) = (filters[i], errors.Under("filters").Under(i));
            if (filter.Member is not (TicketColumns.PeriodStart or TicketColumns.PeriodEnd))
            {
                continue;
            }

            var isStart = filter.Member is TicketColumns.PeriodStart;
            var wanted = isStart ? "afterDate" : "beforeDate";
            if (filter.Operator is null)
            {
                at.AddIf(true, "operator", FieldErrors.Missing);
            }
            else if (filter.Operator is "inDateRange")
            {
                if (Texts(filter.Values) is [var from, var to])
                {
                    start = Moment(from, zone, isEnd: false, at);
                    end = Moment(to, zone, isEnd: true, at);
                }
                else
                {
                    at.AddIf(true, "values", "Must be two dates.");
                }
            }
            else if (filter.Operator != wanted)
            {
                at.AddIf(true, "operator", ReadReportQuery.OneOf([wanted, "inDateRange"]));
            }
            else if (Texts(filter.Values) is not [var text])
            {
                at.AddIf(true, "values", "Must be one date.");
            }
            else if (isStart)
            {
                start = Moment(text, zone, isEnd: false, at);
            }
            else
            {
                end = Moment(text, zone, isEnd: true, at);
            }
        }

        errors.AddIf(errors.Count == before && start is null, "filters", $"A filter of {TicketColumns.PeriodStart} is needed.")
            .AddIf(errors.Count == before && end is null, "filters", $"A filter of {TicketColumns.PeriodEnd} is needed.");
        if (errors.Count > before || start is null || end is null)
        {
            return null;
        }

        errors.AddIf(end < start, "filters", "The period ends before it begins.")
            .AddIf(!withExtensions && end - start > TimeSpan.FromDays(LongestDays) + TimeSpan.FromHours(1), "filters", $"The period may span {LongestDays} days at most.");
        return new(start.Value, end.Value);
    }

    /// <summary>A moment in a zone; null when the text is none, or no longer what a database can hold. A date of an end is excluded, a time of an end included.</summary>
    public static DateTimeOffset? Moment(string text, TimeZoneInfo zone, bool isEnd, FieldErrors errors)
    {
        DateTimeOffset? found = null;
        if (DateTime.TryParseExact(text, DateForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
        {
            found = InReach(date) ? zone.At(date) : null;
        }
        else if (DateTime.TryParseExact(text, LocalForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
        {
            found = InReach(local) ? zone.At(local).AddTicks(isEnd ? TimeSpan.TicksPerMicrosecond : 0) : null;
        }
        else if (WireDate.TryParse(text, out var moment))
        {
            found = InReach(moment.UtcDateTime) ? moment.AddTicks(isEnd ? TimeSpan.TicksPerMicrosecond : 0) : null;
        }

        errors.AddIf(found is null, "values", "Not a valid date.");
        return found;
    }

    public static List<string>? Texts(JsonElement? values)
    {
        if (values is not { ValueKind: JsonValueKind.Array } list)
        {
            return null;
        }

        var texts = new List<string>();
        foreach (var value in list.EnumerateArray())
        {
            if (value.ValueKind is not (JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False))
            {
                return null;
            }

            texts.Add(value.ToString());
        }

        return texts;
    }

    private static bool InReach(DateTime moment) => moment.Year is >= 1970 and < 2200;
}
