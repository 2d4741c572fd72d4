using System.Text;
using System.Text.Json;
using Antiphon.Language.Templates;

namespace Antiphon.UnitTests.Templates;

/// <summary>What holds for every text, however broken.</summary>
public sealed class TemplatePropertyTests
{
    private static readonly string[] Seeds =
    [
        "Hi {{ticket.customer.firstname|fallback(\"there\")}}, {{ticket.messages[-1].body_text|truncate(20)|upper}}",
        "{{ticket.created_datetime|datetime_format(\"MMM Do YY [at] LT\", \"Europe/Oslo\")}}{{message.body_text}}",
        "<div>{{ticket.customer.integrations.shopify.orders[0].name}} {{ticket.tags|tojson}}</div>&nbsp;{{x|fallback(&quot;y&quot;)}}",
        "{\"a\": \"{{ticket.id}}\", \"b\": {{ticket.subject}}, \"c\": [\"\\\"{{message.from_agent}}\"]}",
    ];

    private static readonly string[] Splinters =
        ["{{", "}}", "{", "}", "|", "(", ")", "\"", "'", "\\", "[", "]", "-1", ".", ",", "ticket", "upper", "truncate(", "99999999999999999999", "\0", "\n", "\uD83D", "\uDE00", "é", "&quot;", "&nbsp;", " ", "datetime_format(\"YYYYYYYY"];

    private static readonly Escaping[] Escapings = Enum.GetValues<Escaping>();

    [Fact]
    public void Nothing_that_is_typed_can_break_it()
    {
        var chance = new Random(20261125);
        for (var run = 0; run < 100_000; run++)
        {
            var text = Mutate(Seeds[chance.Next(Seeds.Length)], chance);
            var template = run % 2 == 0 ? Template.Parse(text) : Template.ParseHtml(text);
            var rendering = template.Render(SampleFacts.All, new(Escapings[run % Escapings.Length]));
            Assert.False(rendering.IsTooLong);
            Assert.All(template.Problems, problem => Assert.InRange(problem.Position, 0, text.Length));
            if (template.Paths.Count == 0)
            {
                Assert.Equal(text, rendering.Text);
            }
        }
    }

    [Fact]
    public void A_value_comes_out_as_it_is_whatever_it_says()
    {
        var chance = new Random(11);
        for (var run = 0; run < 5_000; run++)
        {
            var value = Whole(Mutate(Seeds[chance.Next(Seeds.Length)], chance));
            var facts = new JsonFacts(JsonSerializer.SerializeToElement(new { value, other = "never" }));
            Assert.Equal(value.Length == 0 ? "<>" : $"<{value}>", Template.Parse("<{{value}}>").Render(facts).Text);
            Assert.Equal(value, System.Net.WebUtility.HtmlDecode(Template.Parse("{{value}}").Render(facts, RenderOptions.Html).Text));
            Assert.Equal(value, Uri.UnescapeDataString(Template.Parse("{{value}}").Render(facts, new(Escaping.Url)).Text));
            Assert.Equal(value, JsonElement.Parse(Template.Parse("{\"v\": \"{{value}}\"}").Render(facts, new(Escaping.Json)).Text).GetProperty("v").GetString());
            Assert.DoesNotContain('\n', Template.Parse("{{value}}").Render(facts, new(Escaping.Header)).Text);
        }
    }

    private static string Mutate(string seed, Random chance)
    {
        var text = new StringBuilder(seed);
        for (var i = chance.Next(1, 6); i > 0; i--)
        {
            var at = chance.Next(text.Length + 1);
            switch (chance.Next(4))
            {
                case 0:
                    text.Remove(at, Math.Min(chance.Next(4), text.Length - at));
                    break;
                case 1:
                    text.Insert(at, text.ToString(at, Math.Min(chance.Next(12), text.Length - at)));
                    break;
                default:
                    text.Insert(at, Splinters[chance.Next(Splinters.Length)]);
                    break;
            }
        }

        return text.ToString();
    }

    // JSON carries no half of a surrogate pair.
    private static string Whole(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
