namespace Antiphon.UnitTests.Templates;

/// <summary>The variables and filters of the contract pages "macros" and "integrations and webhooks".</summary>
public sealed class TemplateVariableTests
{
    [Theory]
    [Trait("row", "J15")]
    [InlineData("{{ticket.id}}", "86538298")]
    [InlineData("{{ticket.subject}}", "Where is <my> order?")]
    [InlineData("{{ticket.channel}}", "email")]
    [InlineData("{{ticket.status}}", "open")]
    [InlineData("{{ticket.tags}}", """[{"id": 12, "name": "vip"}, {"id": 13, "name": "rush"}]""")]
    [InlineData("{{ticket.tags[0].name}}", "vip")]
    [InlineData("{{ticket.tags.name}}", """["vip","rush"]""")]
    [InlineData("{{ticket.created_datetime}}", "2026-02-14T21:30:50.201204+00:00")]
    [InlineData("{{ticket.updated_datetime}}", "2026-02-15T08:05:00+00:00")]
    [InlineData("{{ticket.opened_datetime}}", "2026-02-15T08:00:00+00:00")]
    [InlineData("{{ticket.last_message_datetime}}", "2026-02-14T22:30:00+00:00")]
    [InlineData("{{ticket.last_received_message_datetime}}", "2026-02-14T21:30:50+00:00")]
    [InlineData("{{ticket.customer.id}}", "387705374")]
    [InlineData("{{ticket.customer.name}}", "Ada Byron")]
    [InlineData("{{ticket.customer.firstname}}", "Ada")]
    [InlineData("{{ticket.customer.lastname}}", "Byron")]
    [InlineData("{{ticket.customer.email}}", "ada@example.com")]
    [InlineData("{{ticket.customer.external_id}}", "C-7")]
    [InlineData("{{ticket.customer.integrations.shopify.orders[0].name}}", "#1001")]
    [InlineData("{{ticket.customer.integrations.shopify.orders[1].name}}", "#1000")]
    [InlineData("{{ticket.customer.integrations.shopify.orders[-1].name}}", "#1000")]
    [InlineData("{{ticket.customer.integrations.shopify.orders[0].lines[0].title}}", "Tea")]
    [InlineData("{{ticket.customer.integrations[5007].orders[0].total_price}}", "12.5")]
    [InlineData("{{ticket.customer.integrations[\"shopify\"].orders[0].total_price}}", "12.50")]
    [InlineData("{{ticket.customer.custom_fields[31].value}}", "gold")]
    [InlineData("{{ticket.custom_fields[44].value}}", "0")]
    [InlineData("{{ticket.assignee_user.id}}", "4567")]
    [InlineData("{{ticket.assignee_user.name}}", "Sam Lee")]
    [InlineData("{{ticket.assignee_user.firstname}}", "Sam")]
    [InlineData("{{ticket.assignee_user.email}}", "sam@acme.example.com")]
    [InlineData("{{ticket.assignee_team.name}}", "Returns")]
    [InlineData("{{ticket.messages[0].body_text}}", "first")]
    [InlineData("{{ticket.messages[1].body_text}}", "second")]
    [InlineData("{{ticket.messages[-1].stripped_text}}", "3rd")]
    [InlineData("{{ticket.messages[-2].body_text}}", "second")]
    [InlineData("{{ticket.messages[0].body_html}}", "<p>first</p>")]
    [InlineData("{{ticket.messages.0.body_text}}", "first")]
    [InlineData("{{ticket.first_message.body_text}}", "first")]
    [InlineData("{{ticket.last_message.body_text|truncate(8)}}", "line one")]
    [InlineData("{{ticket.sender.email}}", "ada@example.com")]
    [InlineData("{{ticket.receiver.email}}", "help@acme.example.com")]
    [InlineData("{{ticket.account.domain}}", "acme")]
    [InlineData("{{message.id}}", "3")]
    [InlineData("{{message.body_text}}", "{{ticket.id}}")]
    [InlineData("{{message.from_agent}}", "false")]
    [InlineData("{{event.id}}", "502")]
    [InlineData("{{event.type}}", "ticket-message-created")]
    [InlineData("{{event.object_id}}", "3")]
    [InlineData("{{event.user_id}}", "4567")]
    [InlineData("{{event.context}}", "0e0b8a1c-4d7a-4c39-8d0a-9a1c0e6f2b77")]
    [InlineData("{{current_user.id}}", "4570")]
    [InlineData("{{current_user.name}}", "Kim Ost")]
    [InlineData("{{current_user.firstname}}", "Kim")]
    [InlineData("{{current_user.lastname}}", "Ost")]
    [InlineData("{{current_user.email}}", "kim@acme.example.com")]
    [InlineData("{{satisfaction_survey_url}}", "https://acme.example.com/s/1")]
    [InlineData("{{ticket.created_datetime|datetime_format(\"MMM Do YY\")}}", "Feb 14th 26")]
    [InlineData("{{ticket.created_datetime|datetime_format(\"L\")}}", "02/14/2026")]
    [InlineData("{{ticket.created_datetime|datetime_format(\"YYYY-MM-DD HH:mm\", \"Europe/Oslo\")}}", "2026-02-14 22:30")]
    [InlineData("{{ticket.customer.integrations[5007].orders[0].at|datetime_format(\"LL\")}}", "January 31, 2026")]
    [InlineData("{{ticket.customer.nickname|fallback(\"there\")}}", "there")]
    [InlineData("{{ticket.customer.firstname|fallback(\"there\")}}", "Ada")]
    [InlineData("{{ticket.customer.firstname|upper}} {{ticket.customer.firstname|lower}}", "ADA ada")]
    [InlineData("{{ticket.subject|urlencode}}", "Where%20is%20%3Cmy%3E%20order%3F")]
    [InlineData("{{ticket.last_message.body_text|tojson}}", "\"line one\\nline \\u0022two\\u0022\"")]
    [InlineData("{{message.from_agent|tojson}} {{ticket.snooze_datetime|tojson}}", "false null")]
    [InlineData("{{ ticket . id }}", "{{ ticket . id }}")]
    [InlineData("{{ ticket.id | fallback( 'x' ) }}", "86538298")]
    public void A_documented_variable_has_its_value(string template, string expected) => Assert.Equal(expected, SampleFacts.Render(template).Text);

    [Theory]
    [Trait("row", "J15")]
    [InlineData("{{ticket.messages[9].body_text}}", "ticket.messages[9].body_text")]
    [InlineData("{{ticket.messages[-4].body_text}}", "ticket.messages[-4].body_text")]
    [InlineData("{{ticket.customer.integrations.magento2.orders[0].name}}", "ticket.customer.integrations.magento2.orders[0].name")]
    [InlineData("{{ticket.snooze_datetime|datetime_format(\"L\")}}", "ticket.snooze_datetime")]
    [InlineData("{{current_user.bio}}", "current_user.bio")]
    [InlineData("{{nobody.knows.this|upper|truncate(3)}}", "nobody.knows.this")]
    [InlineData("{{ticket.id.more}}", "ticket.id.more")]
    public void What_is_missing_is_empty_and_told_once(string template, string path)
    {
        var rendering = SampleFacts.Render($"a{template}b{template}c");
        Assert.Equal("abc", rendering.Text);
        Assert.Equal([path], rendering.Missing);
    }

    [Fact]
    public void What_a_fallback_fills_is_not_missing() => Assert.Empty(SampleFacts.Render("{{ticket.customer.nickname|fallback(\"friend\")}}").Missing);

    [Theory]
    [InlineData("M MM MMM MMMM Mo", "2 02 Feb February 2nd")]
    [InlineData("D DD Do DDD DDDD DDDo", "14 14 14th 45 045 45th")]
    [InlineData("d dd ddd dddd do e E", "6 Sa Sat Saturday 6th 6 6")]
    [InlineData("w ww wo W WW Wo gggg GGGG gg GG", "7 07 7th 7 07 7th 2026 2026 26 26")]
    [InlineData("Y YY YYYY YYYYY Q Qo", "2026 26 2026 02026 1 1st")]
    [InlineData("H HH h hh k kk A a", "21 21 9 09 21 21 PM pm")]
    [InlineData("m mm s ss S SS SSS SSSSSS", "30 30 50 50 2 20 201 201204")]
    [InlineData("Z ZZ z X x", "+00:00 +0000 UTC 1771104650 1771104650201")]
    [InlineData("LT LTS L LL LLL LLLL", "9:30 PM 9:30:50 PM 02/14/2026 February 14, 2026 February 14, 2026 9:30 PM Saturday, February 14, 2026 9:30 PM")]
    [InlineData("l ll lll llll", "2/14/2026 Feb 14, 2026 Feb 14, 2026 9:30 PM Sat, Feb 14, 2026 9:30 PM")]
    [InlineData("[on the] Do [of] MMMM", "on the 14th of February")]
    [InlineData("\\\\D Hmm hmmss", "D 2130 93050")]
    public void A_date_is_written_with_the_tokens_of_moment(string format, string expected) =>
        Assert.Equal(expected, SampleFacts.Render($$$"""{{ticket.created_datetime|datetime_format("{{{format}}}")}}""").Text);

    [Theory]
    [InlineData("de", "14.02.2026")]
    [InlineData("fr", "14/02/2026")]
    [InlineData("en", "02/14/2026")]
    [InlineData("en-GB", "14/02/2026")]
    [InlineData("pt-br", "14/02/2026")]
    [InlineData("xx", "02/14/2026")]
    public void The_order_of_a_date_follows_the_language(string language, string expected) =>
        Assert.Equal(expected, SampleFacts.Render("{{ticket.created_datetime|datetime_format('L')}}", new(Language: language)).Text);

    [Fact]
    public void Times_are_in_the_zone_of_the_options_when_the_filter_names_none() => Assert.Equal(
        "6:30 AM +09:00",
        SampleFacts.Render("{{ticket.created_datetime|datetime_format('LT Z')}}", new(TimeZone: TimeZoneInfo.FindSystemTimeZoneById("Asia/Tokyo"))).Text);
}
