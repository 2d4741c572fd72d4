using System.Globalization;
using System.Text.Json;
using Antiphon.Contract;
using Antiphon.Http;
using Antiphon.Http.Body;
using Antiphon.Identity;
using Antiphon.Statistics.Reports;

namespace Antiphon.Statistics.Legacy;

/// <summary>Answers the older statistics by asking the newer ones, for the period and for the one before it, which is as long.</summary>
internal sealed class LegacyStatistics(AnswerReport answerReport)
{
    private const string Path = "/stats/{name}";
    private const string Msg = "Failed to get statistic";

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost(Path, HandleAsync).RequireScope(Scope.StatisticsRead, Right.Read).Produces<LegacyStatsResource>().WithName("GetLegacyStatistic");
        api.MapPost(Path + "/download", HandleDownloadAsync).RequireScope(Scope.StatisticsRead, Right.Read).Produces(StatusCodes.Status200OK).WithName("DownloadLegacyStatistic");
    }

    private static async Task<IResult> HandleAsync(string name, Input<LegacyStatsRequest> input, Actor actor, LegacyStatistics statistics, CancellationToken cancellationToken) =>
        (await statistics.RunAsync(name, input, actor, cancellationToken)).ToOk(Msg, statistic => statistic);

    private static async Task<IResult> HandleDownloadAsync(string name, Input<LegacyStatsRequest> input, Actor actor, LegacyStatistics statistics, HttpContext http, CancellationToken cancellationToken) =>
        (await statistics.RunAsync(name, input, actor, cancellationToken)).To(Msg, statistic =>
        {
            http.Response.Headers.CacheControl = "no-store";
            return Results.File(System.Text.Encoding.UTF8.GetBytes(CsvOf(statistic)), "text/csv; charset=utf-8", $"{name}.csv");
        });

    public async Task<Result<LegacyStatsResource>> RunAsync(string name, Input<LegacyStatsRequest> input, Actor actor, CancellationToken cancellationToken)
    {
        var numbers = LegacyNames.Of(name);
        if (numbers.Count == 0)
        {
            return Failure.Invalid("name", "The statistic does not exist.");
        }

        var (filters, errors) = (input.Value.Filters, input.Errors.Under("filters"));
        input.Errors.Required("filters", filters);
        if (filters is null)
        {
            return Failure.Invalid(input.Errors);
        }

        errors.Required("period", filters.Period);
        var (start, end) = (filters.Period?.StartDatetime, filters.Period?.EndDatetime);
        if (filters.Period is not null)
        {
            errors.Under("period").Required("start_datetime", start).Required("end_datetime", end)
                .AddIf(end < start, "end_datetime", "The period ends before it begins.")
                .AddIf(end - start > TimeSpan.FromDays(ReadReportPeriod.LongestDays), "end_datetime", $"The period may span {ReadReportPeriod.LongestDays} days at most.")
                .AddIf(start?.Year < 1972 || end?.Year > 2198, "start_datetime", "Not a valid date.");
        }

        if (input.Errors.Any)
        {
            return Failure.Invalid(input.Errors);
        }

        var length = end!.Value - start!.Value;
        var (before, beforeEnd) = (start.Value - length - TimeSpan.FromSeconds(1), start.Value - TimeSpan.FromSeconds(1));
        var answered = new List<LegacyStatsNumber>();
        foreach (var number in numbers)
        {
            var now = await AskAsync(number, filters, start.Value, end.Value, input.Errors, actor, cancellationToken);
            var then = await AskAsync(number, filters, before, beforeEnd, input.Errors, actor, cancellationToken);
            if (input.Errors.Any)
            {
                return Failure.Invalid(input.Errors);
            }

            answered.Add(new(number.Name, now, then));
        }

        return new LegacyStatsResource(new(answered, LegacyNames.LabelOf(name)), new(start.Value, end.Value, before, beforeEnd));
    }

    private async Task<JsonElement> AskAsync(
        LegacyName number, LegacyStatsFiltersRequest filters, DateTimeOffset start, DateTimeOffset end, FieldErrors errors, Actor actor, CancellationToken cancellationToken)
    {
        List<StatsFilterRequest> asked =
        [
            new("periodStart", "afterDate", Texts([WireDate.Format(start)])),
            new("periodEnd", "beforeDate", Texts([WireDate.Format(end)])),
        ];
        Add(asked, "channel", filters.Channels);
        Add(asked, "agentId", filters.Agents?.Select(Text));
        Add(asked, "integrationId", filters.Integrations?.Select(Text));
        Add(asked, "teamId", filters.Teams?.Select(Text));
        Add(asked, "score", filters.Score?.Select(score => Text(score)));
        if (filters.Tags is { Count: > 0 } tags)
        {
            asked.Add(new("tags", null, Json(writer =>
            {
                writer.WriteStartArray();
                writer.WriteStartObject();
                writer.WriteString("operator", "one-of");
                writer.WriteStartArray("values");
                foreach (var tag in tags)
                {
                    writer.WriteNumberValue(tag);
                }

                writer.WriteEndArray();
                writer.WriteEndObject();
                writer.WriteEndArray();
            })));
        }

        var read = new FieldErrors();
        if (ReadReportQuery.Run(new(number.Scope, asked, "UTC", [number.Measure]), withExtensions: false, actor.AccountId, read) is not { } query)
        {
            errors.AddIf(true, "filters", string.Join(' ', read.Lines()));
            return default;
        }

        var answer = await answerReport.RunAsync(query, 0, 1, actor.AccountId, cancellationToken);
        return ReportRows.Write(query, answer.Value.Rows)[0].GetProperty(number.Measure);
    }

    private static void Add(List<StatsFilterRequest> asked, string member, IEnumerable<string>? values)
    {
        if (values?.ToList() is { Count: > 0 } some)
        {
            asked.Add(new(member, "one-of", Texts(some)));
        }
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static JsonElement Texts(IReadOnlyList<string> texts) => Json(writer =>
    {
        writer.WriteStartArray();
        foreach (var text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    });

    private static JsonElement Json(Action<Utf8JsonWriter> write)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            write(writer);
        }

        using var document = JsonDocument.Parse(buffer.WrittenMemory);
        return document.RootElement.Clone();
    }

    // Names are ours and values are numbers, so nothing needs quotes and no program takes a cell for a formula.
    private static string CsvOf(LegacyStatsResource statistic) => string.Concat(
        statistic.Data.Data.Select(number => $"{number.Name},{ValueOf(number.Value)},{ValueOf(number.PreviousValue)}\r\n").Prepend("name,value,previous_value\r\n"));

    private static string ValueOf(JsonElement value) => value.ValueKind is JsonValueKind.Null ? "" : value.GetRawText();
}
