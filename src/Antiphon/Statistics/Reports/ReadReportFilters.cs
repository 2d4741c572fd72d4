using System.Globalization;
using System.Text.Json;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Statistics.Scopes;

namespace Antiphon.Statistics.Reports;

/// <summary>The filters of a question, as a condition on the rows <c>f</c>.</summary>
/// <param name="Where">To follow others.</param>
/// <param name="WhereIn">The part of it that asks when the account works; null when no filter does.</param>
/// <param name="NamedAgents">A select of the agents that are asked for by name or team; null without such a filter.</param>
internal sealed record ReportFilters(Sql Where, Func<WorkingTime, Sql>? WhereIn, Sql? NamedAgents);

/// <summary>Checks the filters of a question and turns them into a condition. All must hold; the period is read elsewhere.</summary>
internal sealed class ReadReportFilters(ReportScope scope, TimeZoneInfo zone, bool withExtensions, long accountId)
{
    private const int MostValues = 1_000;

    private static readonly string[] OfIds = ["one-of", "not-one-of", "all-of", "set"];
    private static readonly string[] OfTexts = ["one-of", "not-one-of", "all-of", "set", "contains"];
    private static readonly string[] OfTimes = ["afterDate", "beforeDate", "inDateRange", "set"];

    private readonly string[] members =
    [
        TicketColumns.PeriodStart, TicketColumns.PeriodEnd, .. scope.Filters.Where(column => withExtensions || !column.IsExtension).Select(column => column.Name),
        .. scope.GroupFilters,
    ];

    private Sql where = Sql.Empty;
    private Func<WorkingTime, Sql>? whereIn;
    private Sql? agents;

    public ReportFilters? Run(IReadOnlyList<StatsFilterRequest> filters, FieldErrors errors)
    {
        var before = errors.Count;
        errors.MaxCount("_schema", filters.Count, 100);
        for (var i = 0; i < Math.Min(filters.Count, 100); i++)
        {
            Read(filters[i], errors.Under(i));
        }

        return errors.Count > before ? null : new(where, whereIn, agents);
    }

    private void Read(StatsFilterRequest filter, FieldErrors errors)
    {
        errors.Required("member", filter.Member).Required("values", filter.Values);
        if (filter.Member is null || filter.Values is not { } values)
        {
            return;
        }

        if (!members.Contains(filter.Member))
        {
            errors.Add("member", ReadReportQuery.OneOf(members));
        }
        else if (values.ValueKind is not JsonValueKind.Array)
        {
            errors.Add("values", "Not a valid list.");
        }
        else if (filter.Member is TicketColumns.Tags or TicketColumns.CustomFields)
        {
            errors.AddIf(filter.Operator is not null, "operator", $"The groups of {filter.Member} have their own.");
            var place = 0;
            foreach (var group in values.EnumerateArray().Take(MostValues))
            {
                ReadGroup(filter.Member, group, errors.Under("values").Under(place++));
            }
        }
        else if (filter.Member is not (TicketColumns.PeriodStart or TicketColumns.PeriodEnd))
        {
            Compare(scope.Filters.First(column => column.Name == filter.Member), filter.Operator, values, errors);
        }
    }

    private void Compare(ReportColumn column, string? comparison, JsonElement values, FieldErrors errors)
    {
        var allowed = column.Kind switch { ColumnKind.Time => OfTimes, ColumnKind.Text => OfTexts, _ => OfIds };
        errors.Required("operator", comparison).OneOf("operator", comparison, allowed);
        var texts = ReadReportPeriod.Texts(values);
        errors.AddIf(texts is null, "values", "Must be texts or numbers.").MaxCount("values", texts?.Count, MostValues)
            .AddIf(texts?.Count is 0 && comparison is not "set", "values", "Shorter than minimum length 1.");
        if (texts is null || errors.Has("operator") || errors.Has("values"))
        {
            return;
        }

        if (comparison is "set")
        {
            where += Sql.Of($" and {Meets(column, Sql.Of($"{column.Value} is not null"))}");
        }
        else if (column.ValueIn is { } valueIn)
        {
            if (FilterValues.ListOf(column, texts, errors) is { } flags)
            {
                var before = whereIn;
                whereIn = time => (before?.Invoke(time) ?? Sql.Empty) + Condition(comparison!, Sql.Of($"{valueIn(time)} = any({flags})"), Sql.Of($"{valueIn(time)} = all({flags})"));
            }
        }
        else if (column.Kind is ColumnKind.Time)
        {
            CompareTimes(column, comparison!, texts, errors);
        }
        else if (comparison is "contains")
        {
            var patterns = texts.Select(text => $"%{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%").ToArray();
            where += Sql.Of($" and {column.Value} ilike any({patterns})");
        }
        else if (FilterValues.ListOf(column, texts, errors) is { } list)
        {
            where += Condition(comparison!, Among(column, list), InAll(column, list));
            Name(column, comparison!, list);
        }
    }

    private void CompareTimes(ReportColumn column, string comparison, List<string> texts, FieldErrors errors)
    {
        if (texts.Count != (comparison is "inDateRange" ? 2 : 1))
        {
            errors.Add("values", comparison is "inDateRange" ? "Must be two dates." : "Must be one date.");
            return;
        }

        if (comparison is "afterDate" or "inDateRange" && ReadReportPeriod.Moment(texts[0], zone, isEnd: false, errors) is { } from)
        {
            where += Sql.Of($" and {column.Value} >= {from}");
        }

        if (comparison is "beforeDate" or "inDateRange" && ReadReportPeriod.Moment(texts[^1], zone, isEnd: true, errors) is { } to)
        {
            where += Sql.Of($" and {column.Value} < {to}");
        }
    }

    private void ReadGroup(string member, JsonElement group, FieldErrors errors)
    {
        if (group.ValueKind is not JsonValueKind.Object)
        {
            errors.Add("_schema", "Invalid input type.");
            return;
        }

        var isTags = member is TicketColumns.Tags;
        string[] known = isTags ? ["operator", "values"] : ["custom_field_id", "operator", "values"];
        foreach (var property in group.EnumerateObject().Where(property => !known.Contains(property.Name)))
        {
            errors.AddAt(property.Name, FieldErrors.Unknown);
        }

        var comparison = group.TryGetProperty("operator", out var named) && named.ValueKind is JsonValueKind.String ? named.GetString() : null;
        var texts = group.TryGetProperty("values", out var values) ? ReadReportPeriod.Texts(values) : null;
        errors.Required("operator", comparison).OneOf("operator", comparison, isTags ? ["one-of", "not-one-of", "all-of"] : ["one-of", "not-one-of"])
            .AddIf(texts is null or { Count: 0 or > MostValues }, "values", $"Must be 1 to {MostValues} texts or numbers.");
        if (comparison is null || errors.Has("operator") || errors.Has("values"))
        {
            return;
        }

        if (isTags)
        {
            if (FilterValues.Numbers(texts!, errors) is { } tags)
            {
                where += comparison switch
                {
                    "one-of" => Sql.Of($" and f.tag_ids && {tags}"),
                    "not-one-of" => Sql.Of($" and not f.tag_ids && {tags}"),
                    _ => Sql.Of($" and f.tag_ids @> {tags}"),
                };
            }

            return;
        }

        if (!group.TryGetProperty("custom_field_id", out var id) || !long.TryParse(id.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var field))
        {
            errors.Add("custom_field_id", FieldErrors.Missing);
            return;
        }

        string[] whole = [.. texts!];
        string[] heads = [.. whole.Select(text => string.Concat(text.EnumerateRunes().Take(256)))];
        var held = Sql.Of(
            $"f.ticket_id in (select v.ticket_id from statistic_fields v where v.account_id = {accountId} and v.field_id = {field} and left(v.value, 256) = any({heads}) and v.value = any({whole}))");
        where += Condition(comparison, held, held);
    }

    private static Sql Condition(string comparison, Sql inOne, Sql inAll) => comparison switch
    {
        "one-of" => Sql.Of($" and {inOne}"),
        "not-one-of" => Sql.Of($" and ({inOne}) is not true"),
        _ => Sql.Of($" and {inAll}"),
    };

    /// <summary>A condition on the value of a column, wherever that stands.</summary>
    private Sql Meets(ReportColumn column, Sql condition) =>
        column.Beside is { } table ? Sql.Of($"f.ticket_id in (select v.ticket_id from {table} v where v.account_id = {accountId} and {condition})") : condition;

    private Sql Among(ReportColumn column, Sql list) => column.Name is TicketColumns.AgentIdFromTeamId
        ? Sql.Of($"{column.Value} in (select member.user_id from team_members member where member.account_id = {accountId} and member.team_id = any({list}))")
        : Meets(column, Sql.Of($"{column.Value} = any({list})"));

    // A column has one value, so it is all of a list that repeats it; an agent may be in several teams.
    private Sql InAll(ReportColumn column, Sql list) => column.Name is TicketColumns.AgentIdFromTeamId
        ? Sql.Of($"not exists (select from unnest({list}) one where ({Among(column, Sql.Of($"array[one]"))}) is not true)")
        : Meets(column, Sql.Of($"{column.Value} = all({list})"));

    private void Name(ReportColumn column, string comparison, Sql list)
    {
        var named = (column.Name, comparison) switch
        {
            ("agentId", "one-of") => Sql.Of($"select asked.id from unnest({list}) asked (id)"),
            (TicketColumns.AgentIdFromTeamId, "one-of") => Sql.Of($"select member.user_id from team_members member where member.account_id = {accountId} and member.team_id = any({list})"),
            _ => null,
        };
        agents = (agents, named) switch
        {
            (_, null) => agents,
            (null, _) => named,
            _ => agents + Sql.Of($" intersect ") + named,
        };
    }
}
