using System.Text.Json;
using Antiphon.Language;
using Antiphon.Language.Conditions;
using Antiphon.Language.Evaluation;

namespace Antiphon.UnitTests.Language;

[Trait("row", "J11")]
public sealed class RuleRunTests
{
    private const string Ticket = """
        {"id": 12, "status": "open", "from_agent": false, "tags": [{"name": "vip"}, {"name": null}],
         "custom_fields": {"5": {"value": "Late"}},
         "customer": {"email": "noreply@shop.test",
           "integrations": {"31": {"__integration_type__": "shopify", "orders": [{"financial_status": "paid", "items": [{"sku": "a"}, {"sku": "b"}]}]}}}}
        """;

    [Fact]
    public void The_official_example_takes_both_actions_in_order()
    {
        var run = Run(
            """
            if (eq(ticket.from_agent, false) && eq(ticket.status, 'open')) {
                if (containsAny(message.intents.name, ['other/no_reply']) || containsAny(ticket.customer.email, ['noreply@', '@noreply'])) {
                    Action('addTags', { tags: 'auto-close' });
                    Action('setStatus', { status: 'closed' })
                }
            }
            """,
            Documents(("ticket", Ticket), ("message", """{"intents": []}""")));
        Assert.Equal(["addTags {\"tags\":\"auto-close\"}", "setStatus {\"status\":\"closed\"}"], run);
    }

    [Fact]
    public void An_unknown_test_takes_neither_branch()
    {
        var run = Run("if (containsAny(message.text, ['a'])) { Action('trashTicket') } else { Action('notify') } Action('setTags', {})", Documents(("ticket", Ticket)));
        Assert.Equal(["setTags {}"], run);
    }

    [Fact]
    public void A_known_part_decides_beside_an_unknown_one()
    {
        var run = Run(
            """
            if (eq(message.text, 'a') || eq(ticket.id, 12)) Action('notify')
            if (eq(message.text, 'a') && eq(ticket.id, 13)) Action('setTags'); else Action('trashTicket')
            """,
            Documents(("ticket", Ticket)));
        Assert.Equal(["notify {}", "trashTicket {}"], run);
    }

    [Theory]
    [InlineData("ticket.customer.integrations.shopify.orders[0].financial_status", "\"paid\"")]
    [InlineData("ticket.customer.integrations[31].orders[0].financial_status", "\"paid\"")]
    [InlineData("ticket.customer.integrations.magento2.orders[0].status", "null")]
    [InlineData("ticket.customer.integrations.shopify.orders[1].financial_status", "null")]
    [InlineData("ticket.customer.integrations.shopify.orders.items.sku", "[\"a\",\"b\"]")]
    [InlineData("ticket.custom_fields['5'].value", "\"Late\"")]
    [InlineData("ticket.tags.name", "[\"vip\"]")]
    [InlineData("ticket['status']", "\"open\"")]
    [InlineData("ticket.status.length", "null")]
    [InlineData("ticket.id", "12")]
    public void Paths_lead_through_documents(string path, string value)
    {
        var trace = new List<TracedComparison>();
        Run($"if (isEmpty({path})) {{}}", Documents(("ticket", Ticket)), trace);
        Assert.Equal(value, Json(Assert.Single(trace).Value));
    }

    [Fact]
    public void A_trace_tells_what_was_looked_at_and_no_more()
    {
        var trace = new List<TracedComparison>();
        Run("if (eq(ticket.status, 'closed') && eq(ticket.id, 12) || !isEmpty(ticket.tags.name)) {}", Documents(("ticket", Ticket)), trace);
        Assert.Equal(
            ["eq ticket.status \"open\" False", "isEmpty ticket.tags.name [\"vip\"] False"],
            trace.Select(step => $"{Operators.Of(step.Comparison.Operator).Name} {step.Comparison.Path} {Json(step.Value)} {step.Verdict}"));
    }

    [Fact]
    public void What_an_action_changes_is_seen_by_the_tests_behind_it()
    {
        var code = RuleCode.Parse("Action('setStatus', { status: 'closed' }) ; if (eq(ticket.status, 'closed')) { Action('notify') }").Value!;
        var facts = new Changing();
        var taken = new List<string>();
        foreach (var action in RuleRun.Actions(code, facts, Facts.Evaluator))
        {
            taken.Add(action.Name);
            facts.Status = action.Arguments["status"] is TextConstant status ? status.Value : facts.Status;
        }

        Assert.Equal(["setStatus", "notify"], taken);
    }

    [Theory]
    [InlineData("duringBusinessHours", 10, Verdict.True)]
    [InlineData("duringBusinessHours", 20, Verdict.False)]
    [InlineData("outsideBusinessHours", 10, Verdict.False)]
    [InlineData("outsideBusinessHours", 20, Verdict.True)]
    public void Business_hours_are_asked_for(string name, int hour, Verdict verdict)
    {
        var test = Facts.RuleTest($"{name}(message.created_datetime)");
        var evaluator = new Evaluator(new EvaluationContext(Facts.Now) { BusinessHours = new NineToFive() });
        var fact = FactValue.Of(new DateTimeOffset(2026, 3, 2, hour, 0, 0, TimeSpan.Zero));
        Assert.Equal(verdict, evaluator.Evaluate(test, new Facts(fact)));
        Assert.Equal(Verdict.False, evaluator.Evaluate(test, new Facts(FactValue.Null)));
        Assert.Equal(Verdict.Unknown, Facts.Evaluator.Evaluate(test, new Facts(fact)));
    }

    private static List<string> Run(string code, IFacts facts, List<TracedComparison>? trace = null)
    {
        var parsed = RuleCode.Parse(code);
        Assert.Empty(parsed.Errors);
        return [.. RuleRun.Actions(parsed.Value!, facts, Facts.Evaluator, trace).Select(action => $"{action.Name} {action.ArgumentsAsJson().GetRawText()}")];
    }

    private static JsonFacts Documents(params (string Name, string Json)[] roots) => new(roots.ToDictionary(root => root.Name, root => JsonElement.Parse(root.Json)));

    private static string Json(FactValue value)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            value.WriteTo(writer);
        }

        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }

    private sealed class Changing : IFacts
    {
        public string Status { get; set; } = "open";

        public FactValue Read(FieldPath path) => FactValue.Of(Status);
    }

    private sealed class NineToFive : IBusinessHours
    {
        public bool Contains(DateTimeOffset moment) => moment.Hour is >= 9 and < 17;
    }
}
