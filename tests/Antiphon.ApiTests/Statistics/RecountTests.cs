using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;

namespace Antiphon.ApiTests.Statistics;

/// <summary>Every scope that counts something against a count of the tests' own over raw events, for random questions.</summary>
[Trait("row", "N13")]
[Trait("row", "B40")]
[Trait("row", "J25")]
[Trait("row", "E19")]
public sealed class RecountTests
{
    [Fact]
    public async Task Every_scope_answers_random_questions_as_a_recount_of_raw_events_does()
    {
        var questions = int.Parse(Environment.GetEnvironmentVariable("ANTIPHON_STATISTICS_QUESTIONS") ?? "20", CultureInfo.InvariantCulture);
        var acts = int.Parse(Environment.GetEnvironmentVariable("ANTIPHON_STATISTICS_ACTS") ?? "450", CultureInfo.InvariantCulture);
        await using var desk = await RandomDesk.StartAsync(11, acts);
        var recount = new Recount(await RawDesk.ReadAsync(desk.Desk) with { ReadAt = desk.Now }, desk.Deleted);
        var scopes = (await desk.Desk.Admin.GetJsonAsync("/api/reporting/scopes")).Is(HttpStatusCode.OK)["data"]!.AsArray().Where(scope => (bool)scope!["is_fed"]!).ToList();
        Assert.True(scopes.Count >= 30, $"{scopes.Count} scopes count something.");
        var random = new Random(7);
        foreach (var scope in scopes)
        {
            var counted = 0;
            for (var i = 0; i < questions; i++)
            {
                var question = new RandomQuestion(random, desk, recount, scope!);
                var answer = (await desk.Desk.Admin.PostJsonAsync("/api/reporting/stats?limit=10000", new JsonObject { ["query"] = question.Json })).Is(HttpStatusCode.OK);
                var expected = Expected(question, recount);
                var rows = answer["data"]!.AsArray().Select(row => row!.AsObject()).ToDictionary(row => KeyOf(question, row), row => row);
                Assert.True(
                    expected.Keys.ToHashSet().SetEquals(rows.Keys),
                    $"{question.Json}\nmissing {string.Join(" ", expected.Keys.Except(rows.Keys))}\ntoo many {string.Join(" ", rows.Keys.Except(expected.Keys))}");
                foreach (var (key, values) in expected)
                {
                    foreach (var (measure, value) in values)
                    {
                        var told = (double?)rows[key][measure];
                        Assert.True(value is null ? told is null : told is not null && Math.Abs(value.Value - told.Value) < 1e-4, $"{question.Json}\n{key} {measure} is {value}, told {told}");
                        counted += value is null ? 0 : 1;
                    }
                }

                Assert.Equal(rows.Count, (int)answer["meta"]!["total"]!);
            }

            Assert.True(counted > 0, $"Nothing was counted in {scope!["name"]}.");
        }
    }

    private static Dictionary<string, Dictionary<string, double?>> Expected(RandomQuestion question, Recount recount)
    {
        if (question.Scope is "online-time")
        {
            return Online(question, recount);
        }

        var found = recount.Rows(question.Scope, question.Start, question.End).Where(question.Holds)
            .GroupBy(row => KeyOf(question, row)).ToDictionary(group => group.Key, group => question.Measures.ToDictionary(measure => measure, measure => Value(question.Scope, measure, [.. group])));
        return WithNamed(question, found);
    }

    private static Dictionary<string, Dictionary<string, double?>> Online(RandomQuestion question, Recount recount)
    {
        var nobody = new RawTicket(0, "", [], null, null, [], false, false, false, default, null);
        var found = recount.Online(question.Start, question.End).Select(act => new CountedRow(nobody, act.Slot, act.User)).Where(question.Holds)
            .GroupBy(row => KeyOf(question, row)).ToDictionary(group => group.Key, group => question.Measures.ToDictionary(measure => measure, _ => (double?)(300 * group.Select(row => (row.Agent, row.At)).Distinct().Count())));
        return WithNamed(question, found);
    }

    // Agents who are asked for are shown with nothing; so is a number without dimensions.
    private static Dictionary<string, Dictionary<string, double?>> WithNamed(RandomQuestion question, Dictionary<string, Dictionary<string, double?>> found)
    {
        IEnumerable<string> shown = question is { Time: null, Dimensions: [] } ? [""] : question is { Time: null, Dimensions: ["agentId"], Named: { } named } ? named.Select(agent => $"{agent}|") : [];
        foreach (var key in shown.Distinct())
        {
            found.TryAdd(key, question.Measures.ToDictionary(measure => measure, _ => (double?)null));
        }

        return found;
    }

    private static double? Value(string scope, string measure, List<CountedRow> rows)
    {
        var samples = rows.Select(row => row.Samples[measure]).OfType<object>().Select(sample => Convert.ToDouble(sample, CultureInfo.InvariantCulture)).Order().ToList();
        if (samples.Count == 0)
        {
            return null;
        }

        return measure switch
        {
            "ticketCount" when scope is "tickets-replied" or "tags" or "ticket-fields" => rows.Select(row => row.Ticket.Id).Distinct().Count(),
            "handleTime" or "totalDuration" => samples.Sum(),
            "voiceCallsCount" or "voiceAgentEventsCount" when scope is "voice-agent-events" => samples.Distinct().Count(),
            "satisfactionScore" => samples.Average(),
            _ when measure.StartsWith("median", StringComparison.Ordinal) => (samples[(samples.Count - 1) / 2] + samples[samples.Count / 2]) / 2,
            _ when measure.StartsWith("average", StringComparison.Ordinal) || measure.EndsWith("Rate", StringComparison.Ordinal) => samples.Average(),
            _ => samples.Count,
        };
    }

    private static string KeyOf(RandomQuestion question, JsonObject row)
    {
        var time = question.Time is { } asked ? (string?)row[asked.Name] + "|" : "";
        Assert.True(question.Time is null || (string?)row[question.Time.Value.Name] == (string?)row[$"{question.Time.Value.Name}.{question.Time.Value.Granularity}"]);
        return time + string.Concat(question.Dimensions.Select(dimension => Text(row[dimension]) + "|"));
    }

    private static string KeyOf(RandomQuestion question, CountedRow row)
    {
        var time = "";
        if (question.Time is { } asked)
        {
            var at = asked.Name is "createdDatetime" && question.Scope is not ("online-time" or "workload-tickets" or "voice-calls" or "voice-calls-summary" or "voice-agent-events") ? row.Ticket.CreatedAt : row.At;
            time = Bucket(TimeZoneInfo.ConvertTime(at, question.Zone).DateTime, asked.Granularity).ToString("yyyy-MM-dd'T'HH:mm:ss.fff", CultureInfo.InvariantCulture) + "|";
        }

        return time + string.Concat(question.Dimensions.Select(dimension => Text(dimension switch
        {
            "ticketId" => row.Ticket.Id is 0 ? null : row.Ticket.Id,
            "agentId" or "filteringAgentId" => row.Agent,
            "channel" => row.Ticket.Channel,
            "integrationId" => question.IntegrationOf(row),
            "storeId" or "storeIntegrationId" => question.StoreOf(row.Ticket),
            _ => row.Own[dimension],
        }) + "|"));
    }

    private static DateTime Bucket(DateTime local, string granularity) => granularity switch
    {
        "hour" => local.Date.AddHours(local.Hour),
        "day" => local.Date,
        "week" => local.Date.AddDays(-(((int)local.DayOfWeek + 6) % 7)),
        _ => new DateTime(local.Year, local.Month, 1),
    };

    // Numbers of both sides in one form: 3 and 3.0 are the same, and seconds are compared to the microsecond.
    private static string Text(object? value) => value switch
    {
        null => "",
        JsonNode node when node.GetValueKind() is System.Text.Json.JsonValueKind.Number => Text((double)node),
        JsonNode node => (string)node!,
        double number => Math.Round(number, 5).ToString(CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
