using System.Text.Json;
using Antiphon.Language;
using Antiphon.Language.Syntax;

namespace Antiphon.UnitTests.Language;

/// <summary>The examples of the contract pages views and rules, in their own words.</summary>
public sealed class ContractExampleTests
{
    private const string OfficialRule = """
        if (eq(ticket.from_agent, false) && eq(ticket.status, 'open')) {
            if (containsAny(message.intents.name, ['other/no_reply']) || containsAny(ticket.customer.email, ['noreply@', '@noreply'])) {
                Action('addTags', { tags: 'auto-close' });
                Action('setStatus', { status: 'closed' })
            }
        }
        """;

    private const string RecordedRule =
        "if (eq(ticket.channel, 'facebook')) {\n    if (containsAny(message.text, ['how', 'when']) && eq(message.from_agent, false)) {\n        Action('addTags', { tags: 'social-question' })\n    }\n}";

    [Theory]
    [Trait("row", "B29")]
    [InlineData("")]
    [InlineData("eq(ticket.spam, true)")]
    [InlineData("""eq(ticket.assignee_user.id, "{{current_user.id}}") && eq(ticket.status, "open")""")]
    [InlineData("""(eq(ticket.status, "open")) && (isEmpty(ticket.assignee_user.id))""")]
    [InlineData("""eq(ticket.status, "open")""")]
    [InlineData("""eq(ticket.assignee_user.id, "{{current_user.id}}") && isNotEmpty(ticket.snooze_datetime)""")]
    [InlineData("""eq(ticket.status, "closed")""")]
    [InlineData("isNotEmpty(ticket.trashed_datetime)")]
    [InlineData("eq(ticket.status, 'open')")]
    [InlineData("gteTimedelta(ticket.created_datetime, '1d')")]
    [InlineData("eq(ticket.messages.integration_id, 5)")]
    [InlineData("containsAll(ticket.tags.name, ['vip', 'refund']) && eq(ticket.assignee_team.id, 1) && eq(ticket.channel, 'chat') && gteTimedelta(ticket.created_datetime, '1d') && isEmpty(ticket.snooze_datetime) && eq(ticket.status, 'open')")]
    public void A_filter_of_the_contract_is_understood(string text) => Assert.Empty(Filter.Parse(text).Errors);

    [Theory]
    [Trait("row", "B34")]
    [InlineData(OfficialRule)]
    [InlineData(RecordedRule)]
    [InlineData("if (eq(ticket.customer.integrations.shopify.orders[0].financial_status, 'paid')) { Action('trashTicket', {}) }")]
    public void A_rule_of_the_contract_is_understood(string text) => Assert.Empty(RuleCode.Parse(text).Errors);

    [Fact]
    [Trait("row", "B29")]
    public void The_tree_of_a_filter_is_the_contracts()
    {
        const string expected = """
            {
              "type": "Program", "sourceType": "script", "loc": {"start": {"line": 1, "column": 0}, "end": {"line": 1, "column": 21}},
              "body": [{"type": "ExpressionStatement", "loc": {"start": {"line": 1, "column": 0}, "end": {"line": 1, "column": 21}},
                "expression": {"type": "CallExpression", "loc": {"start": {"line": 1, "column": 0}, "end": {"line": 1, "column": 21}},
                  "callee": {"type": "Identifier", "name": "eq", "loc": {"start": {"line": 1, "column": 0}, "end": {"line": 1, "column": 2}}},
                  "arguments": [
                    {"type": "MemberExpression", "computed": false, "loc": {"start": {"line": 1, "column": 3}, "end": {"line": 1, "column": 14}},
                     "object": {"type": "Identifier", "name": "ticket", "loc": {"start": {"line": 1, "column": 3}, "end": {"line": 1, "column": 9}}},
                     "property": {"type": "Identifier", "name": "spam", "loc": {"start": {"line": 1, "column": 10}, "end": {"line": 1, "column": 14}}}},
                    {"type": "Literal", "value": true, "raw": "true", "loc": {"start": {"line": 1, "column": 16}, "end": {"line": 1, "column": 20}}}
                  ]}}]
            }
            """;
        AssertJson(expected, Filter.Parse("eq(ticket.spam, true)"));
    }

    [Fact]
    [Trait("row", "B29")]
    public void The_tree_of_an_empty_filter_is_the_contracts() => AssertJson(
        """{"type": "Program", "body": [], "sourceType": "script", "loc": {"start": {"line": 0, "column": 0}, "end": {"line": 0, "column": 0}}}""", Filter.Parse(""));

    [Fact]
    [Trait("row", "B34")]
    public void The_tree_of_the_recorded_rule_ends_where_the_contract_says()
    {
        var rule = RuleCode.Parse(RecordedRule).Value!;
        Assert.Equal(new Span(new(1, 0), new(5, 1)), rule.Tree.Location);
    }

    private static void AssertJson(string expected, Parsed<Filter> parsed)
    {
        var actual = EsTree.ToJson(parsed.Value!.Tree);
        using var document = JsonDocument.Parse(expected);
        Assert.True(JsonElement.DeepEquals(document.RootElement, actual), actual.ToString());
        Assert.True(EsTreeReader.TryRead(actual, out var read));
        Assert.Equal(parsed.Value.Tree, read);
    }
}
