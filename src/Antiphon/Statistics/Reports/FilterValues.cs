using System.Globalization;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Statistics.Scopes;
using Npgsql;
using NpgsqlTypes;

namespace Antiphon.Statistics.Reports;

/// <summary>The values of a filter, which come as texts, as the lists that the database compares with.</summary>
internal static class FilterValues
{
    /// <summary>A list for a column of that kind; null when one of the values is none, which is noted at <c>values</c>.</summary>
    public static Sql? ListOf(ReportColumn column, List<string> texts, FieldErrors errors)
    {
        switch (column.Kind)
        {
            case ColumnKind.Text:
                return Sql.Of($"{texts.ToArray()}");
            case ColumnKind.Id:
                return Numbers(texts, errors) is { } ids ? Sql.Of($"{ids}") : null;
            case ColumnKind.Flag:
                errors.AddIf(!texts.TrueForAll(text => text is "true" or "false" or "True" or "False" or "0" or "1"), "values", "Not a valid boolean.");
                return errors.Has("values") ? null : Sql.Of($"{texts.Select(text => text is "true" or "True" or "1").ToArray()}");
            default:
                var numbers = new List<double>();
                foreach (var text in texts)
                {
                    errors.AddIf(!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number), "values", "Not a valid number.");
                    numbers.Add(number);
                }

                return errors.Has("values") ? null : Sql.Of($"{new NpgsqlParameter<double[]> { TypedValue = [.. numbers], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Double }}");
        }
    }

    /// <summary>Whole numbers, in the same way.</summary>
    public static long[]? Numbers(List<string> texts, FieldErrors errors)
    {
        var numbers = new List<long>();
        foreach (var text in texts)
        {
            errors.AddIf(!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number), "values", "Not a valid integer.");
            numbers.Add(number);
        }

        return errors.Has("values") ? null : [.. numbers];
    }
}
