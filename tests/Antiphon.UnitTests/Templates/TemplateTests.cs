using System.Text.Json;
using Antiphon.Language.Templates;

namespace Antiphon.UnitTests.Templates;

public sealed class TemplateTests
{
    [Theory]
    [InlineData("")]
    [InlineData("no braces at all")]
    [InlineData("{{")]
    [InlineData("}}")]
    [InlineData("{{}}")]
    [InlineData("{{ticket.}}")]
    [InlineData("{{ticket..id}}")]
    [InlineData("{{.id}}")]
    [InlineData("{{ticket.id")]
    [InlineData("{{ticket.id}")]
    [InlineData("{{ticket.messages[}}")]
    [InlineData("{{ticket.messages[x]}}")]
    [InlineData("{{ticket.messages[0}}")]
    [InlineData("{{ticket.id|}}")]
    [InlineData("{{ticket.id|upper(}}")]
    [InlineData("{{ticket.id|fallback(\"x)}}")]
    [InlineData("{{ticket.id or ticket.subject}}")]
    [InlineData("{{1 + 1}}")]
    [InlineData("{% if ticket.spam %}x{% endif %}")]
    public void What_is_no_variable_stays_as_it_is_written(string text) => Assert.Equal(text, SampleFacts.Render(text).Text);

    [Theory]
    [InlineData("{{{ticket.id}}}", "{86538298}")]
    [InlineData("{{ticket.{{ticket.id}}", "{{ticket.86538298")]
    [InlineData("{{ticket.id}}{{ticket.status}}", "86538298open")]
    [InlineData("{{ticket.nothing|fallback(\"}}\")}}", "}}")]
    [InlineData("{{ticket.nothing|fallback(\"say \\\"hi\\\"\")}}", "say \"hi\"")]
    [InlineData("{{ticket.id|reverse}}", "86538298")]
    public void Braces_find_their_variable(string text, string expected) => Assert.Equal(expected, SampleFacts.Render(text).Text);

    [Theory]
    [InlineData("Hi {{ticket.}}", 12)]
    [InlineData("Hi {{ticket.id|reverse}}", 15)]
    [InlineData("Hi {{ticket.id", 14)]
    public void A_problem_is_told_with_its_place(string text, int position) => Assert.Equal(position, Assert.Single(Template.Parse(text).Problems).Position);

    [Fact]
    public void A_value_is_never_read_as_a_template() => Assert.Equal("{{ticket.id}}", SampleFacts.Render("{{message.body_text}}").Text);

    [Fact]
    public void Html_takes_values_as_text()
    {
        var template = Template.ParseHtml("<b>{{ticket.customer.note}}</b> {{ticket.nothing&nbsp;| fallback(&quot;a &amp; b&quot;)}}");
        Assert.Equal("<b>likes &quot;tea&quot; &amp; &lt;cake&gt;</b> a &amp; b", template.Render(SampleFacts.All, RenderOptions.Html).Text);
    }

    [Fact]
    public void A_url_takes_values_percent_encoded() => Assert.Equal(
        "https://desk.example.com/h?e=ada%40example.com&s=Where%20is%20%3Cmy%3E%20order%3F",
        SampleFacts.Render("https://desk.example.com/h?e={{ticket.customer.email}}&s={{ticket.subject}}", new(Escaping.Url)).Text);

    [Theory]
    [InlineData("https://desk.example.com/{{ticket.id}}", true)]
    [InlineData("https://desk.example.com?id={{ticket.id}}", true)]
    [InlineData("https://desk.example.com", true)]
    [InlineData("https://desk.example.com{{ticket.id}}", false)]
    [InlineData("https://{{ticket.account.domain}}.example.com/", false)]
    [InlineData("{{ticket.subject}}", false)]
    [InlineData("{{ticket.subject}}://desk.example.com/", false)]
    public void A_host_is_fixed_when_no_variable_reaches_into_it(string url, bool isFixed) => Assert.Equal(isFixed, Template.Parse(url).HasFixedHost);

    [Fact]
    public void A_header_takes_values_without_line_breaks() =>
        Assert.Equal("line oneline \"two\"", SampleFacts.Render("{{ticket.last_message.body_text}}", new(Escaping.Header)).Text);

    [Theory]
    [InlineData("""{"text": "{{ticket.last_message.body_text}}"}""", """{"text": "line one\nline \"two\""}""")]
    [InlineData("""{"from_agent": {{message.from_agent}}, "text": "{{message.from_agent}}"}""", """{"from_agent": false, "text": "False"}""")]
    [InlineData("""{"nothing": "{{ticket.nothing}}", "none": {{ticket.nothing}}}""", """{"nothing": "", "none": null}""")]
    [InlineData("""{"subject": {{ticket.subject}}, "tags": {{ticket.tags}}, "q": "\"{{ticket.status}}"}""", """{"subject": "Where is <my> order?", "tags": [{"id": 12, "name": "vip"}, {"id": 13, "name": "rush"}], "q": "\"open"}""")]
    public void Json_as_text_stays_json(string template, string expected)
    {
        var text = SampleFacts.Render(template, new(Escaping.Json)).Text;
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(expected), JsonElement.Parse(text)), text);
    }

    [Fact]
    public void A_json_form_keeps_its_shape_and_its_strings_stay_strings()
    {
        var form = JsonTemplate.Parse(JsonElement.Parse(
            """
            {"{{ticket.id}}": "{{ticket.id}}", "typed": "{{ticket.id|tojson}}", "tags": "{{ticket.tags|tojson}}", "agent": "{{ticket.from_agent}}", "off": "{{message.from_agent}}",
             "list": ["{{ticket.last_message.body_text}}", 1, null, true, {"deep": "{{ticket.nothing}}"}], "nothing": "{{ticket.nothing|tojson}}", "said": "it is {{ticket.from_agent|tojson}}"}
            """));
        var rendering = form.Render(SampleFacts.All);
        var expected = JsonElement.Parse(
            """
            {"{{ticket.id}}": "86538298", "typed": 86538298, "tags": [{"id": 12, "name": "vip"}, {"id": 13, "name": "rush"}], "agent": "True", "off": "False",
             "list": ["line one\nline \"two\"", 1, null, true, {"deep": ""}], "nothing": null, "said": "it is true"}
            """);
        Assert.True(JsonElement.DeepEquals(expected, JsonElement.Parse(rendering.Value!.ToJsonString())), rendering.Value.ToJsonString());
        Assert.Equal(["ticket.nothing"], rendering.Missing);
    }

    [Fact]
    public void Facts_that_a_template_asks_for_are_known_before_it_is_filled() => Assert.Equal(
        ["ticket.messages[-1].body_text", "current_user.name"],
        Template.Parse("{{ticket.messages[-1].body_text|upper}}, {{current_user.name}}").Paths.Select(path => path.ToString()));

    [Fact]
    public void A_text_that_would_grow_without_bound_is_refused()
    {
        var facts = new JsonFacts(JsonSerializer.SerializeToElement(new { big = new string('x', 1000) }));
        var rendering = Template.Parse(string.Concat(Enumerable.Repeat("{{big}}", 2000))).Render(facts);
        Assert.True(rendering.IsTooLong);
        Assert.Equal("", rendering.Text);
    }

    [Fact]
    public void A_text_of_nothing_but_braces_is_read_in_no_time()
    {
        var text = string.Concat(Enumerable.Repeat("{{a|f(\"", Template.MaxLength / 8));
        var template = Template.Parse(text);
        Assert.Equal(text, template.Render(SampleFacts.All).Text);
        Assert.NotEmpty(template.Problems);
        Assert.Single(Template.Parse(new string('{', Template.MaxLength + 1)).Problems);
    }
}
