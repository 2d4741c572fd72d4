using Antiphon.Language.Evaluation;

namespace Antiphon.UnitTests.Language;

/// <summary>docs/language.md, sentence by sentence.</summary>
[Trait("row", "J11")]
public sealed class EvaluatorTests
{
    [Theory]
    [InlineData("eq(ticket.status, 'open')", "'open'", true)]
    [InlineData("eq(ticket.status, 'open')", "'Open'", false)]
    [InlineData("eq(ticket.status, 'open')", "null", false)]
    [InlineData("eq(ticket.subject, 5)", "'5'", true)]
    [InlineData("eq(ticket.subject, 1.50)", "'1.5'", true)]
    [InlineData("eq(ticket.subject, null)", "null", true)]
    [InlineData("eq(ticket.subject, null)", "''", false)]
    [InlineData("neq(ticket.subject, null)", "''", true)]
    [InlineData("neq(ticket.subject, null)", "null", false)]
    [InlineData("neq(ticket.subject, 'a')", "null", true)]
    [InlineData("neq(ticket.subject, 'a')", "'a'", false)]
    [InlineData("eq(ticket.assignee_user.id, \"12\")", "12", true)]
    [InlineData("eq(ticket.assignee_user.id, 12)", "12", true)]
    [InlineData("eq(ticket.assignee_user.id, 12.0)", "12", true)]
    [InlineData("eq(ticket.assignee_user.id, \"{{current_user.id}}\")", "7", true)]
    [InlineData("eq(ticket.assignee_user.id, \"{{ current_user.id }}\")", "8", false)]
    [InlineData("eq(ticket.assignee_user.id, '{{current_user.email}}')", "7", false)]
    [InlineData("neq(ticket.assignee_user.id, '{{current_user.email}}')", "7", true)]
    [InlineData("eq(ticket.assignee_user.email, '{{current_user.email}}')", "'sam@shop.test'", true)]
    [InlineData("eq(ticket.assignee_user.name, '{{current_user.name}}')", "null", false)]
    [InlineData("neq(ticket.assignee_user.name, '{{current_user.name}}')", "null", true)]
    [InlineData("eq(ticket.spam, true)", "true", true)]
    [InlineData("eq(ticket.spam, 'true')", "true", true)]
    [InlineData("eq(ticket.from_agent, false)", "null", false)]
    [InlineData("neq(ticket.from_agent, true)", "null", true)]
    [InlineData("eq(ticket.created_datetime, '2026-03-02')", "'2026-03-02T00:00:00.000000+00:00'", true)]
    [InlineData("eq(ticket.created_datetime, '2026-03-02T02:00:00.0000009+02:00')", "'2026-03-02T00:00:00+00:00'", true)]
    [InlineData("eq(ticket.messages.integration_id, 5)", "[4, 5]", true)]
    [InlineData("eq(ticket.messages.integration_id, 5)", "[]", false)]
    [InlineData("neq(ticket.messages.integration_id, 5)", "[4, 5]", false)]
    [InlineData("neq(ticket.messages.integration_id, 5)", "[4]", true)]
    [InlineData("eq(ticket.tags.name, null)", "[]", true)]
    [InlineData("eq(ticket.tags.name, null)", "[null]", true)]
    [InlineData("eq(ticket.custom_fields[1].value, 5)", "5", true)]
    [InlineData("eq(ticket.custom_fields[1].value, 5)", "'5'", true)]
    [InlineData("eq(ticket.custom_fields[1].value, 5)", "'5.0'", false)]
    [InlineData("eq(ticket.custom_fields[1].value, '5.0')", "5", true)]
    [InlineData("eq(ticket.custom_fields[1].value, 'true')", "true", true)]
    [InlineData("eq(ticket.custom_fields[1].value, true)", "'true'", true)]
    [InlineData("eq(ticket.custom_fields[1].value, true)", "1", false)]
    public void Equality(string filter, string fact, bool holds) => Check(filter, fact, holds);

    [Theory]
    [InlineData("null", true)]
    [InlineData("''", true)]
    [InlineData("[]", true)]
    [InlineData("[null]", true)]
    [InlineData("['']", false)]
    [InlineData("' '", false)]
    [InlineData("0", false)]
    [InlineData("false", false)]
    [InlineData("{}", false)]
    public void Emptiness(string fact, bool empty)
    {
        Check("isEmpty(ticket.subject)", fact, empty);
        Check("isNotEmpty(ticket.subject)", fact, !empty);
    }

    [Theory]
    [InlineData("['vip', 'refund']", "['VIP', 'Refund', 'x']", true, true)]
    [InlineData("['vip', 'refund']", "['vip']", true, false)]
    [InlineData("['vip', 'refund']", "['vip-2']", false, false)]
    [InlineData("['vip', 'refund']", "[]", false, false)]
    [InlineData("['vip', 'refund']", "null", false, false)]
    [InlineData("[]", "['vip']", false, true)]
    [InlineData("[]", "null", false, true)]
    [InlineData("['vip']", "'a VIP text'", true, true)]
    [InlineData("'vip'", "'a VIP text'", true, true)]
    [InlineData("['how', 'when']", "'How?'", true, false)]
    [InlineData("['']", "'text'", true, true)]
    [InlineData("['']", "null", false, false)]
    [InlineData("['İ']", "'i'", true, true)]
    [InlineData("['ΟΔΟΣ']", "'οδοσ'", true, true)]
    [InlineData("['ΟΔΟΣ']", "'οδος'", false, false)]
    [InlineData("['STRASSE']", "'straße'", false, false)]
    [InlineData("['%']", "'100'", false, false)]
    [InlineData("[5]", "'15.'", true, true)]
    public void Containment(string list, string fact, bool any, bool all)
    {
        Check($"containsAny(ticket.tags.name, {list})", fact, any);
        Check($"contains(ticket.tags.name, {list})", fact, any);
        Check($"notContainsAny(ticket.tags.name, {list})", fact, !any);
        Check($"notContains(ticket.tags.name, {list})", fact, !any);
        Check($"containsAll(ticket.tags.name, {list})", fact, all);
        Check($"notContainsAll(ticket.tags.name, {list})", fact, !all);
    }

    [Theory]
    [InlineData("containsAny(ticket.assignee_user.id, ['7', 8])", "8", true)]
    [InlineData("containsAny(ticket.assignee_user.id, ['{{current_user.id}}'])", "7", true)]
    [InlineData("containsAny(ticket.assignee_user.id, ['{{current_user.name}}'])", "7", false)]
    [InlineData("containsAny(ticket.integrations.id, [1, 2])", "[2, 3]", true)]
    [InlineData("containsAll(ticket.integrations.id, [1, 2])", "[2, 3]", false)]
    [InlineData("containsAny(ticket.custom_fields[1].value, [5])", "5.0", true)]
    [InlineData("containsAny(ticket.custom_fields[1].value, ['SHIP'])", "'Shipping::Late'", true)]
    public void Containment_beyond_text(string filter, string fact, bool holds) => Check(filter, fact, holds);

    [Theory]
    [InlineData("startsWith(ticket.subject, 'RE:')", "'re: hello'", true)]
    [InlineData("startsWith(ticket.subject, 'hello')", "'re: hello'", false)]
    [InlineData("endsWith(ticket.subject, 'HELLO')", "'re: hello'", true)]
    [InlineData("startsWith(ticket.subject, '')", "null", false)]
    [InlineData("endsWith(ticket.tags.name, 'IP')", "['a', 'vip']", true)]
    [InlineData("startsWith(ticket.custom_fields[1].value, '5')", "5", false)]
    [InlineData("lt(ticket.satisfaction_survey.score, 3)", "2.5", true)]
    [InlineData("lt(ticket.satisfaction_survey.score, 3)", "3", false)]
    [InlineData("lte(ticket.satisfaction_survey.score, '3')", "3.0", true)]
    [InlineData("gt(ticket.satisfaction_survey.score, -1)", "0", true)]
    [InlineData("gte(ticket.satisfaction_survey.score, 3)", "null", false)]
    [InlineData("lt(ticket.satisfaction_survey.score, 3)", "null", false)]
    [InlineData("!lt(ticket.satisfaction_survey.score, 3)", "null", true)]
    [InlineData("gt(ticket.custom_fields[1].value, 3)", "'4'", false)]
    [InlineData("gt(ticket.custom_fields[1].value, '3')", "4", true)]
    [InlineData("gt(ticket.messages.integration_id, 3)", "[1, 4]", true)]
    [InlineData("lt(ticket.created_datetime, '2026-03-02T00:00:00Z')", "'2026-03-01T23:59:59.999999+00:00'", true)]
    [InlineData("gte(ticket.created_datetime, '2026-03-02')", "'2026-03-02T00:00:00+00:00'", true)]
    [InlineData("gteTimedelta(ticket.created_datetime, '1d')", "'2026-03-30T12:00:00Z'", true)]
    [InlineData("gteTimedelta(ticket.created_datetime, '1d')", "'2026-03-30T12:00:00.000001Z'", false)]
    [InlineData("lteTimedelta(ticket.created_datetime, '1d')", "'2026-03-30T12:00:00Z'", true)]
    [InlineData("lteTimedelta(ticket.created_datetime, '1d')", "'2026-03-30T11:59:59.999999Z'", false)]
    [InlineData("lteTimedelta(ticket.snooze_datetime, '1d')", "'2027-01-01T00:00:00Z'", true)]
    [InlineData("gteTimedelta(ticket.created_datetime, '1M')", "'2026-02-28T12:00:00Z'", true)]
    [InlineData("gteTimedelta(ticket.created_datetime, '1M')", "'2026-02-28T12:00:01Z'", false)]
    [InlineData("gteTimedelta(ticket.created_datetime, '1d')", "null", false)]
    [InlineData("lteTimedelta(ticket.created_datetime, '1d')", "null", false)]
    public void Order(string filter, string fact, bool holds) => Check(filter, fact, holds);

    [Theory]
    [InlineData("gt(ticket.customer.integrations.shopify.orders[0].total_price, 100)", "'129.50'", true)]
    [InlineData("eq(ticket.customer.integrations.shopify.orders[0].total_price, 129.5)", "'129.50'", true)]
    [InlineData("gteTimedelta(ticket.customer.integrations.shopify.orders[0].created_at, '1d')", "'2026-03-01T00:00:00+01:00'", true)]
    [InlineData("gt(message.created_datetime, '2026-03-01')", "'2026-03-01T00:00:01Z'", true)]
    [InlineData("eq(ticket.customer, null)", "{}", false)]
    [InlineData("containsAny(ticket.customer, [''])", "{}", false)]
    public void Documents_hold_moments_and_prices_as_text(string test, string fact, bool holds) =>
        Assert.Equal(holds ? Verdict.True : Verdict.False, Facts.Evaluator.Evaluate(Facts.RuleTest(test), Facts.Of(fact.Replace('\'', '"'))));

    [Theory]
    [InlineData("eq(ticket.spam, true)", Verdict.Unknown)]
    [InlineData("neq(ticket.spam, true)", Verdict.Unknown)]
    [InlineData("isEmpty(ticket.subject)", Verdict.Unknown)]
    [InlineData("notContainsAny(ticket.subject, ['a'])", Verdict.Unknown)]
    [InlineData("!eq(ticket.spam, true)", Verdict.Unknown)]
    [InlineData("", Verdict.True)]
    public void What_cannot_be_told_makes_no_verdict(string filter, Verdict verdict) => Assert.Equal(verdict, Facts.Verdict(filter, Facts.Of("?")));

    private static void Check(string filter, string fact, bool holds) =>
        Assert.Equal(holds ? Verdict.True : Verdict.False, Facts.Verdict(filter, Facts.Of(fact.Replace('\'', '"'))));
}
