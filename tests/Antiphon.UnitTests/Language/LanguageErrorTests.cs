using Antiphon.Language;
using Antiphon.Language.Conditions;

namespace Antiphon.UnitTests.Language;

[Trait("row", "B29")]
public sealed class LanguageErrorTests
{
    [Theory]
    [InlineData("eq(ticket.status, 'open'", "line 1, column 25: expected ',' or ')', not the end")]
    [InlineData("eq(ticket.status, 'open') && ", "line 1, column 30: expected an operator call, a path or a value, not the end")]
    [InlineData("eq(ticket.status, 'open') & isEmpty(ticket.subject)", "line 1, column 27: expected '&&'")]
    [InlineData("eq(ticket.status, 'open') isEmpty(ticket.subject)", "line 1, column 27: expected '&&', '||' or the end, not isEmpty")]
    [InlineData("ticket.status == 'open'", "line 1, column 15: expected an operator call such as eq(ticket.status, 'open'), not '='")]
    [InlineData("eq(ticket.status, 'open)", "line 1, column 19: expected a closing '")]
    [InlineData("eq(ticket.status,\n  'a\nb')", "line 2, column 3: expected a closing ' on the same line")]
    [InlineData("eq(ticket.status,\r\n /* \n */ oops)", "line 3, column 5: expected a value in eq(...), not oops")]
    [InlineData("ticket.status", "line 1, column 1: expected an operator call such as eq(ticket.status, 'open')")]
    [InlineData("equals(ticket.status, 'open')", "line 1, column 1: expected an operator such as eq, containsAny or isEmpty, not equals")]
    [InlineData("ticket.eq(ticket.status, 'open')", "line 1, column 1: expected an operator such as eq, containsAny or isEmpty, not ticket.eq")]
    [InlineData("isEmpty(ticket.status, 1)", "line 1, column 1: expected only a path in isEmpty(...)")]
    [InlineData("eq(ticket.status)", "line 1, column 1: expected a path and a value in eq(...), not 1 argument")]
    [InlineData("eq(1, 2)", "line 1, column 4: expected a path such as ticket.id")]
    [InlineData("eq(message.text, 'a')", "line 1, column 4: expected a path that begins with ticket, not message")]
    [InlineData("eq(ticket, 'a')", "line 1, column 4: expected a path into ticket, such as ticket.id")]
    [InlineData("eq(ticket.colour, 'a')", "line 1, column 4: expected a path that filters know, not ticket.colour")]
    [InlineData("eq(ticket.custom_fields[-1].value, 'a')", "line 1, column 25: expected a text or a whole number from 0 in the brackets")]
    [InlineData("eq(ticket.assignee_user.id, 'sam')", "line 1, column 29: expected an id in eq(...)")]
    [InlineData("eq(ticket.status, ['open'])", "line 1, column 19: expected a text, number, true, false or null in eq(...)")]
    [InlineData("containsAny(ticket.tags.name, ['a', null])", "line 1, column 37: expected a text or number in the list of containsAny(...)")]
    [InlineData("lt(ticket.created_datetime, 'yesterday')", "line 1, column 29: expected a date as ISO 8601 such as '2026-03-02T18:37:55Z' in lt(...)")]
    [InlineData("lt(ticket.status, 3)", "line 1, column 1: expected an operator for text; lt cannot be asked about ticket.status")]
    [InlineData("gteTimedelta(ticket.created_datetime, '1 day')", "line 1, column 39: expected a span of at most 100 years such as '30m', '2h', '1d', '1w', '1M' or '1y' in gteTimedelta(...)")]
    [InlineData("gteTimedelta(ticket.created_datetime, '101y')", "line 1, column 39: expected a span of at most 100 years such as '30m', '2h', '1d', '1w', '1M' or '1y' in gteTimedelta(...)")]
    [InlineData("gteTimedelta(ticket.created_datetime, 1)", "line 1, column 39: expected a span of at most 100 years such as '30m', '2h', '1d', '1w', '1M' or '1y' in gteTimedelta(...)")]
    [InlineData("gteTimedelta(ticket.custom_fields[1].value, '1d')", "line 1, column 1: expected an operator for a text, number or boolean; gteTimedelta cannot be asked about ticket.custom_fields[1].value")]
    [InlineData("duringBusinessHours(ticket.created_datetime)", "line 1, column 1: expected an operator that filters know; duringBusinessHours is for rules")]
    [InlineData("eq(ticket.satisfaction_survey.score, 0123)", "line 1, column 38: expected a number of at most 28 digits")]
    [InlineData("eq(ticket.subject, '\\u0000')", "line 1, column 20: expected a text without U+0000 and without half a surrogate pair")]
    [InlineData("if (eq(ticket.id, 1)) {}", "line 1, column 1: expected an operator call, a path or a value, not if")]
    public void An_error_in_a_filter_names_its_place_and_what_was_expected(string text, string error) =>
        Assert.Equal(error, Assert.Single(Filter.Parse(text).Errors).ToString());

    [Theory]
    [InlineData("eq(ticket.status, 'open')", "line 1, column 1: expected Action('name', { ... })")]
    [InlineData("var x = 1", "line 1, column 1: expected 'if' or 'Action', not var")]
    [InlineData("Action('fly', {})", "line 1, column 8: expected an action such as addTags or setStatus, not 'fly'")]
    [InlineData("Action(addTags, {})", "line 1, column 1: expected a name in quotes and an object in Action(...)")]
    [InlineData("Action('addTags', 'vip')", "line 1, column 19: expected an object such as { tags: 'vip' } as the arguments of 'addTags'")]
    [InlineData("Action('addTags', { tags: ticket.subject })", "line 1, column 27: expected a value")]
    [InlineData("Action('addTags', {}) Action('setTags', {})", "line 1, column 23: expected ';' or a new line, not Action")]
    [InlineData("if (eq(ticket.status, 'open')) {\n    Action('addTags', { tags: 'a' })\n", "line 3, column 1: expected '}', not the end")]
    [InlineData("}", "line 1, column 1: expected 'if', 'Action' or the end, not }")]
    [InlineData("if eq(ticket.status, 'open') {}", "line 1, column 4: expected '(', not eq")]
    [InlineData("if (eq(tickets.status, 'open')) {}", "line 1, column 8: expected a path that begins with ticket, message, event, user, not tickets")]
    [Trait("row", "B34")]
    public void An_error_in_a_rule_names_its_place_and_what_was_expected(string text, string error) =>
        Assert.Equal(error, Assert.Single(RuleCode.Parse(text).Errors).ToString());

    [Fact]
    public void All_wrong_names_are_told_at_once_in_order()
    {
        var errors = RuleCode.Parse("if (foo(ticket.id) || eq(bar.id, 1)) {\n  Action('fly')\n} else if (lt(ticket.spam, 1)) {\n  Action('addTags', 1)\n}").Errors;
        Assert.Equal([(1, 5), (1, 26), (2, 10), (3, 12), (4, 21)], errors.Select(error => (error.Line, error.Column)));
    }

    [Fact]
    public void A_customer_filter_has_the_paths_of_customers()
    {
        Assert.NotNull(Filter.Parse("eq(customer.email, 'a') && isNotEmpty(customer.custom_fields[3].value)", FilterSubject.Customer).Value);
        Assert.Equal("line 1, column 4: expected a path that begins with customer, not ticket", Assert.Single(Filter.Parse("eq(ticket.id, 1)", FilterSubject.Customer).Errors).ToString());
    }

    [Fact]
    public void A_text_has_a_greatest_length()
    {
        Assert.NotNull(Filter.Parse(new string(' ', LanguageLimits.MaxLength)).Value);
        Assert.Equal("expected at most 100000 characters, not 100001", Assert.Single(Filter.Parse(new string(' ', LanguageLimits.MaxLength + 1)).Errors).Message);
    }

    [Theory]
    [InlineData("ticket['status']", "ticket.status")]
    [InlineData("ticket.custom_fields['12'].value", "ticket.custom_fields[12].value")]
    [InlineData("ticket.tags [ \"name\" ]", "ticket.tags.name")]
    public void Spellings_of_a_path_mean_the_same(string written, string canonical) =>
        Assert.Equal(canonical, Filter.Parse($"isEmpty({written})").Value!.Condition.Comparisons().Single().Path.ToString());

    [Theory]
    [InlineData("'a\\n\\t\\x41\\u00e9\\u{1F600}\\q\\'\\\"'", "a\n\tAé😀q'\"")]
    [InlineData("\"\\ud83d\\ude00\"", "😀")]
    [InlineData("'a\\\nb'", "ab")]
    [InlineData("''", "")]
    public void Escapes_are_javascripts(string literal, string value) =>
        Assert.Equal(new TextConstant(value), Filter.Parse($"eq(ticket.subject, {literal})").Value!.Condition.Comparisons().Single().Value);

    [Theory]
    [InlineData("0x1F", 31)]
    [InlineData("0b101", 5)]
    [InlineData("1e2", 100)]
    [InlineData(".5", 0.5)]
    [InlineData("-2.50", -2.5)]
    public void Numbers_are_javascripts(string literal, double value) =>
        Assert.Equal(new NumberConstant((decimal)value), Filter.Parse($"eq(ticket.qa_score, {literal})").Value!.Condition.Comparisons().Single().Value);
}
