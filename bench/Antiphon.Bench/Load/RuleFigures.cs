using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Antiphon.Bench.Report;
using Antiphon.Bench.Servers;
using Antiphon.Language;
using Antiphon.Language.Evaluation;
using Antiphon.Rules.Templates;

namespace Antiphon.Bench.Load;

/// <summary>What rules cost: their conditions in memory, and a simulation on the server.</summary>
internal static class RuleFigures
{
    private const int Rules = 50;
    private const int LeastEventsPerSecond = 2_000;
    private const int SimulatedTickets = 10_000;
    private const double LongestSimulationSeconds = 30;

    private const string Simulated =
        "if (contains(message.text, 'refund')) { Action('addTags', { tags: 'refund' }); Action('setPriority', { priority: 'high' }) }";

    public static async Task<IReadOnlyList<Idle>> MeasureAsync(ServerProcess server, Target target, TimeSpan measured, CancellationToken cancellationToken)
    {
        using var scout = new Scout(server, target);
        var ticket = await scout.GetAsync($"/api/tickets/{target.Conversations[0].TicketId}", cancellationToken);
        var rate = await EvaluateAsync(ticket, measured, cancellationToken);
        var body = new JsonObject
        {
            ["limit"] = SimulatedTickets,
            ["from_datetime"] = "2000-01-01T00:00:00",
            ["rule"] = new JsonObject { ["name"] = "Bench", ["code"] = Simulated, ["event_types"] = "ticket-created" },
        };
        var started = Stopwatch.GetTimestamp();
        var simulation = await scout.PostAsync("/api/rules/simulate", body.ToJsonString(), cancellationToken);
        var elapsed = Stopwatch.GetElapsedTime(started);
        return
        [
            new Idle($"events for which {Rules} rules are asked, in memory, {Environment.ProcessorCount} threads (at least)", rate, "/s", LeastEventsPerSecond),
            new Idle($"simulation of a rule on {(long)simulation["tickets_examined"]!:N0} tickets, {(long)simulation["tickets_matched"]!:N0} of which match", elapsed.TotalSeconds, "s", LongestSimulationSeconds),
        ];
    }

    /// <summary>Events a second: each is read from JSON, and each rule is asked, with its trace.</summary>
    private static async Task<double> EvaluateAsync(JsonNode ticket, TimeSpan measured, CancellationToken cancellationToken)
    {
        RuleCode[] rules = [.. Enumerable.Range(0, Rules).Select(number => RuleCode.Parse(RuleTemplate.All[number % RuleTemplate.All.Count].Code).Value!)];
        var message = ticket["messages"]![0]!.DeepClone();
        message["text"] = message["body_text"]?.DeepClone();
        var bytes = Encoding.UTF8.GetBytes(new JsonObject { ["ticket"] = ticket.DeepClone(), ["message"] = message, ["event"] = new JsonObject(), ["user"] = new JsonObject() }.ToJsonString());
        var begin = Stopwatch.GetTimestamp();
        var counts = await Task.WhenAll(Enumerable.Range(0, Environment.ProcessorCount).Select(_ => Task.Run(() => Loop(), cancellationToken)));
        return counts.Sum() / Stopwatch.GetElapsedTime(begin).TotalSeconds;

        long Loop()
        {
            var events = 0L;
            var evaluator = new Evaluator(new EvaluationContext(TimeProvider.System.GetUtcNow()));
            for (; Stopwatch.GetElapsedTime(begin) < measured; events++)
            {
                var facts = new JsonFacts(JsonElement.Parse(bytes).EnumerateObject().ToDictionary(root => root.Name, root => root.Value, StringComparer.Ordinal));
                foreach (var rule in rules)
                {
                    var asked = new List<TracedComparison>();
                    _ = RuleRun.Actions(rule, facts, evaluator, asked).Count();
                }
            }

            return events;
        }
    }
}
