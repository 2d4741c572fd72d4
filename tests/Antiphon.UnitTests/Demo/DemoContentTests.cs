using System.Text.RegularExpressions;
using Antiphon.Contract;
using Antiphon.Demo;
using Antiphon.Demo.Writing;
using Antiphon.Http;
using Antiphon.Language.Templates;
using Antiphon.Macros;

namespace Antiphon.UnitTests.Demo;

/// <summary>Every text of the content can be spoken, also those that a given seed never draws.</summary>
public sealed partial class DemoContentTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 4, 14, 20, 0, TimeSpan.Zero);

    [Fact]
    public void Every_template_of_every_scenario_can_be_filled()
    {
        var content = DemoContent.Load();
        var dice = new Dice(3);
        var personas = new CustomerWriter(content, dice, Now).Write();
        foreach (var scenario in content.Scenarios)
        {
            var persona = personas.First(candidate =>
                candidate.Locale.Language == scenario.Language && candidate.Customer.Email is not null && candidate.Customer.AddressOf("phone") is not null);
            var voice = content.Agents.First(agent => agent.Voices.ContainsKey(scenario.Language)).Voices[scenario.Language];
            var plan = new TicketPlan(scenario, persona.Customer, persona.Locale, persona.Manner, ChannelHabits.Of(scenario.Channels[0]), Now.AddDays(-5));
            var facts = new TicketFacts(content, plan, 41_000, dice);
            string Slot(string name) => name switch
            {
                "sorry" => voice.Sorry[0],
                "thanks" => voice.Thanks[0],
                "glad" => voice.Glad[0],
                "agent" => "Ines",
                _ => facts.Lookup(name, Now.AddDays(-4)),
            };
            var templates = scenario.Steps.Concat((scenario.Endings ?? []).SelectMany(ending => ending.Steps)).SelectMany(step => step.Variants).Concat(scenario.Subjects ?? []);
            foreach (var template in templates.SelectMany(Alternatives))
            {
                Assert.DoesNotMatch(@"^\s|\s$|[{}]", new Phrasebook(dice).Fill(template, Slot));
            }
        }

        // Some alternatives come up rarely, so each template is filled more than once.
        static IEnumerable<string> Alternatives(string template) => Enumerable.Repeat(template, 1 + (4 * template.Count(sign => sign == '|')));
    }

    [Fact]
    public void There_are_hundreds_of_phrasings_and_none_stands_twice_in_a_language()
    {
        var variants = DemoContent.Load().Scenarios
            .SelectMany(scenario => scenario.Steps.Concat((scenario.Endings ?? []).SelectMany(ending => ending.Steps)).SelectMany(step => step.Variants))
            .ToList();
        Assert.True(variants.Count > 800, $"{variants.Count}");
        Assert.All(variants.Where(variant => variant.Length > 40).GroupBy(variant => variant, StringComparer.Ordinal), same => Assert.Single(same));
    }

    [Fact]
    public void Scenarios_name_only_teams_tags_kinds_and_channels_that_exist()
    {
        var content = DemoContent.Load();
        var teams = content.Shop.Teams.Select(team => team.Key).ToHashSet();
        var tags = content.Shop.Tags.Select(tag => tag.Name).ToHashSet();
        Assert.Equal(content.Scenarios.Count, content.Scenarios.Select(scenario => scenario.Key).Distinct().Count());
        foreach (var scenario in content.Scenarios)
        {
            Assert.Contains(scenario.Team, teams);
            Assert.Subset(tags, scenario.Tags.Concat((scenario.Endings ?? []).SelectMany(ending => ending.Tags ?? [])).ToHashSet());
            Assert.Subset(content.Catalogue.Kinds.Keys.ToHashSet(), (scenario.Kinds ?? []).ToHashSet());
            Assert.Contains(content.Catalogue.Products, product => content.Fits(scenario, product));
            Assert.Subset(content.Catalogue.Products.Select(product => product.Names["en"]).ToHashSet(), (scenario.Products ?? []).ToHashSet());
            Assert.All(scenario.Channels, channel => Assert.Contains(content.Shop.Mix, mix => mix.Channel == channel && mix.Language == scenario.Language));
            Assert.All(scenario.Channels, channel => Assert.True(scenario.Subjects is not null || channel is not ("email" or "contact_form" or "phone"), scenario.Key));
        }
    }

    [Fact]
    public void Macros_name_only_tags_and_intents_that_exist_and_their_variables_are_ones()
    {
        var content = DemoContent.Load();
        Assert.InRange(content.Macros.Count, 10, 20);
        foreach (var macro in content.Macros)
        {
            Assert.Contains(macro.Intent ?? "other/question", MacroIntents.All);
            Assert.Subset(content.Shop.Tags.Select(tag => tag.Name).ToHashSet(), MacroIndex.Of(macro.Name, macro.Actions).TagNames.ToHashSet());
            var errors = new FieldErrors();
            MacroFields.Check(errors, macro.Name, null, macro.Intent, macro.Language, macro.Actions);
            Assert.Empty(errors.Lines());
            foreach (var argument in macro.Actions.EnumerateArray().SelectMany(action => action.GetProperty("arguments").EnumerateObject()))
            {
                Assert.Empty(Template.ParseHtml(argument.Value.GetString()!).Problems);
            }
        }
    }

    [Fact]
    public void Every_address_in_the_content_is_one_that_cannot_exist()
    {
        foreach (var name in typeof(DemoContent).Assembly.GetManifestResourceNames().Where(name => name.StartsWith("Demo/", StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(typeof(DemoContent).Assembly.GetManifestResourceStream(name)!);
            var text = reader.ReadToEnd();
            Assert.All(Domain().Matches(text), match => Assert.EndsWith(".example", match.Groups["domain"].Value, StringComparison.Ordinal));
        }
    }

    [GeneratedRegex(@"(https?://|@)(?<domain>[\w-]+(\.[\w-]+)+)", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Domain();
}
