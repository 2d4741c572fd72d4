using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Antiphon.Accounts.Settings;
using Antiphon.Http;

namespace Antiphon.Accounts.WorkingHours;

/// <summary>Checks the data of <c>business-hours</c>. <c>holidays</c> and <c>calendars</c> are our own addition.</summary>
internal static partial class BusinessHoursData
{
    private const int MostSpans = 100;
    private const int MostHolidays = 1_000;
    private const int MostCalendars = 50;
    private const int MaxNameLength = 256;

    public static void Check(SettingData data)
    {
        Calendar(data);
        var seen = new HashSet<long>();
        data.Each("calendars", MostCalendars, calendar =>
        {
            calendar.Required("id", "name").Integer("id", 1, long.MaxValue).Text("name", MaxNameLength, isNullable: false);
            Calendar(calendar);
            calendar.Errors.AddIf(calendar.Json["id"] is { } id && SettingNodes.Whole(id) is { } number && !seen.Add(number), "id", "Another calendar has this id.");
        });
    }

    private static void Calendar(SettingData data)
    {
        data.Errors.TimeZone("timezone", data.TextOf("timezone", isNullable: false));
        // The official example shows one object where a list stands: both are taken, and the list is kept.
        if (data.Json["business_hours"] is JsonObject single)
        {
            data.Json["business_hours"] = new JsonArray(single.DeepClone());
        }

        data.Each("business_hours", MostSpans, span =>
        {
            span.Required("days");
            var days = span.TextOf("days", isNullable: false);
            span.Errors.AddIf(days is not null && !Days().IsMatch(days), "days", "Name the days with commas between them, from 1 for Monday to 7 for Sunday.");
            Times(span);
        });
        data.Each("holidays", MostHolidays, holiday =>
        {
            holiday.Required("date").Text("name", MaxNameLength);
            var date = holiday.TextOf("date", isNullable: false);
            holiday.Errors.AddIf(date is not null && !WorkingCalendar.TryDate(date, out _, out _), "date", "Not a valid date: use YYYY-MM-DD, or MM-DD for every year.");
            holiday.Each("business_hours", MostSpans, span =>
            {
                if (Times(span) is var (from, to))
                {
                    span.Errors.AddIf(from >= to, "to_time", "Must be later than from_time.");
                }
            });
        });
    }

    private static (TimeSpan From, TimeSpan To)? Times(SettingData span)
    {
        span.Required("from_time", "to_time");
        var (fromText, toText) = (span.TextOf("from_time", isNullable: false), span.TextOf("to_time", isNullable: false));
        var from = Time(span, "from_time", fromText);
        var to = Time(span, "to_time", toText);
        span.Errors.AddIf(from == TimeSpan.FromDays(1), "from_time", "Must be earlier than 24:00.");
        return from is { } begin && to is { } end ? (begin, end) : null;
    }

    private static TimeSpan? Time(SettingData span, string member, string? text)
    {
        if (text is null)
        {
            return null;
        }

        var isTime = WorkingCalendar.TryTime(text, out var time);
        span.Errors.AddIf(!isTime, member, "Not a valid time: use HH:MM.");
        return isTime ? time : null;
    }

    [GeneratedRegex("^ *[1-7] *(, *[1-7] *){0,6}$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Days();
}
