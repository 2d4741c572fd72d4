using System.Text.Json;
using Antiphon.Contract;
using Antiphon.Http;
using Antiphon.Statistics.Scopes;

namespace Antiphon.Statistics.Reports;

/// <summary>Checks a question. Everything that is wrong is named, with what would be right.</summary>
internal static class ReadReportQuery
{
    private const int Most = 50;

    private static readonly string[] Granularities = ["hour", "day", "week", "month"];

    /// <summary>Null when something is wrong, which is in <paramref name="all"/> then.</summary>
    /// <param name="request">The question.</param>
    /// <param name="withExtensions">Whether the caller asks for what the original does not have.</param>
    /// <param name="accountId">In whose tables filters look.</param>
    /// <param name="all">What is wrong with the whole body.</param>
    public static ReportQuery? Run(StatsQueryRequest? request, bool withExtensions, long accountId, FieldErrors all)
    {
        if (request is null)
        {
            all.AddIf(true, "query", FieldErrors.Missing);
            return null;
        }

        var errors = all.Under("query");
        errors.Required("scope", request.Scope).Required("timezone", request.Timezone).Required("filters", request.Filters);
        var scope = ReportScopes.Find(request.Scope);
        errors.AddIf(request.Scope is not null && scope is null, "scope", OneOf(ReportScopes.Names));
        var zone = ReportZone.Find(request.Timezone);
        errors.AddIf(request.Timezone is not null && zone is null, "timezone", "Not a known time zone: use an IANA name such as Europe/Paris.");
        if (scope is null || zone is null || request.Filters is null)
        {
            return null;
        }

        var before = all.Count;
        var period = ReadReportPeriod.Run(request.Filters, zone, withExtensions, errors);
        var filters = new ReadReportFilters(scope, zone, withExtensions, accountId).Run(request.Filters, errors.Under("filters"));
        foreach (var needed in scope.Needs.Where(member => !request.Filters.Any(filter => filter.Member == member)))
        {
            errors.AddIf(true, "filters", $"A filter of {needed} is needed.");
        }

        var dimensions = Named(request.Dimensions, scope.Dimensions, column => column.Name, column => column.IsExtension && !withExtensions, column => column.IsAlias, errors, "dimensions");
        var bucket = BucketOf(request.TimeDimensions, scope, errors.Under("time_dimensions"));
        var measures = Named(request.Measures, scope.Measures, measure => measure.Name, measure => measure.IsExtension && !withExtensions, measure => measure.IsAlias, errors, "measures");
        if (request.Measures is null || (measures.Count == 0 && dimensions.Count == 0 && bucket is null))
        {
            measures = [scope.Measures[0]];
        }

        string[] names = [.. bucket is null ? [] : new[] { bucket.Column.Name }, .. dimensions.Select(column => column.Name), .. measures.Select(measure => measure.Name)];
        var order = OrderOf(request.Order, names, errors.Under("order"));
        return all.Count > before || period is null || filters is null ? null : new ReportQuery(request.Scope!, scope, period.Value, zone.Id)
        {
            Measures = measures,
            Dimensions = dimensions,
            Bucket = bucket,
            Order = order,
            Where = filters.Where,
            WhereIn = filters.WhereIn,
            NamedAgents = filters.NamedAgents,
        };
    }

    public static string OneOf(IEnumerable<string> allowed) => $"Must be one of: {string.Join(", ", allowed)}.";

    private static List<T> Named<T>(
        IReadOnlyList<string>? wanted, IReadOnlyList<T> known, Func<T, string> name, Func<T, bool> isHidden, Func<T, bool> isAlias, FieldErrors errors, string field)
    {
        var found = new List<T>();
        errors.MaxCount(field, wanted?.Count, Most);
        for (var i = 0; i < Math.Min(wanted?.Count ?? 0, Most); i++)
        {
            var at = known.FirstOrDefault(one => name(one) == wanted![i] && !isHidden(one));
            if (at is null)
            {
                errors.Under(field).AddAt($"{i}", OneOf(known.Where(one => !isHidden(one) && !isAlias(one)).Select(name)));
            }
            else if (!found.Contains(at))
            {
                found.Add(at);
            }
        }

        return found;
    }

    private static ReportBucket? BucketOf(IReadOnlyList<StatsTimeDimensionRequest>? wanted, ReportScope scope, FieldErrors errors)
    {
        if (wanted is null or { Count: 0 })
        {
            return null;
        }

        errors.AddIf(wanted.Count > 1, "1", "One time dimension at most.");
        var entry = errors.Under(0);
        entry.Required("dimension", wanted[0].Dimension).Required("granularity", wanted[0].Granularity).OneOf("granularity", wanted[0].Granularity, Granularities);
        var column = scope.TimeDimensions.FirstOrDefault(time => time.Name == wanted[0].Dimension);
        entry.AddIf(column is null, "dimension", OneOf(scope.TimeDimensions.Where(time => !time.IsAlias).Select(time => time.Name)));
        return column is null ? null : new(column, wanted[0].Granularity ?? "");
    }

    private static List<ReportOrder> OrderOf(IReadOnlyList<JsonElement>? wanted, string[] names, FieldErrors errors)
    {
        var order = new List<ReportOrder>();
        for (var i = 0; i < (wanted?.Count ?? 0); i++)
        {
            if (wanted![i] is not { ValueKind: JsonValueKind.Array } pair || pair.GetArrayLength() != 2 || pair[0].ValueKind is not JsonValueKind.String
                || pair[1].ValueKind is not JsonValueKind.String || pair[1].GetString() is not ("asc" or "desc"))
            {
                errors.AddAt($"{i}", "Must be a pair of a requested name and asc or desc.");
                continue;
            }

            var at = Array.IndexOf(names, pair[0].GetString()!.Split('.')[0]);
            if (at < 0)
            {
                errors.AddAt($"{i}", OneOf(names));
                continue;
            }

            order.Add(new(at, pair[1].GetString() is "desc"));
        }

        return order;
    }
}
