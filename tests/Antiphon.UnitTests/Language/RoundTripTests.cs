using System.Text.Json;
using System.Text.Json.Nodes;
using Antiphon.Language;
using Antiphon.Language.Conditions;
using Antiphon.Language.Evaluation;
using Antiphon.Language.Syntax;
using Antiphon.Tests.Shared;

namespace Antiphon.UnitTests.Language;

/// <summary>What is parsed prints, what is printed parses, and JSON in between loses nothing.</summary>
[Trait("row", "J11")]
public sealed class RoundTripTests
{
    [Fact]
    public void Ten_thousand_filters_survive_printing_and_json()
    {
        var filters = new RandomFilters(new Random(1));
        for (var i = 0; i < 10_000; i++)
        {
            var text = filters.Next();
            var parsed = Filter.Parse(text);
            Assert.True(parsed.Errors.Count == 0, $"{text}\n{string.Join('\n', parsed.Errors)}");
            var printed = Check(parsed.Value!.Tree, text);
            var again = Filter.Parse(printed).Value!;
            Assert.Equal(Meaning(parsed.Value.Condition), Meaning(again.Condition));
        }
    }

    [Fact]
    public void Two_thousand_rules_survive_printing_and_json()
    {
        var rules = new RandomRules(new Random(2));
        for (var i = 0; i < 2000; i++)
        {
            var text = rules.Next();
            var parsed = RuleCode.Parse(text);
            Assert.True(parsed.Errors.Count == 0, $"{text}\n{string.Join('\n', parsed.Errors)}");
            var printed = Check(parsed.Value!.Tree, text);
            Assert.True(RuleCode.Parse(printed).Errors.Count == 0, printed);
        }
    }

    [Fact]
    public void The_generator_of_filters_leaves_no_operator_and_no_path_out()
    {
        var filters = new RandomFilters(new Random(3));
        var customers = new RandomFilters(new Random(3)) { Subject = FilterSubject.Customer };
        var seen = Enumerable.Range(0, 3000).SelectMany(_ => Filter.Parse(filters.Next()).Value!.Condition.Comparisons())
            .Concat(Enumerable.Range(0, 500).SelectMany(_ => Filter.Parse(customers.Next(), FilterSubject.Customer).Value!.Condition.Comparisons())).ToList();
        Assert.Equal(Operators.All.Where(row => !row.Rules).Select(row => row.Operator), seen.Select(comparison => comparison.Operator).Distinct().Order());
        Assert.Equal(FilterPaths.All.ToHashSet(), seen.Select(comparison => comparison.Field!).ToHashSet());
    }

    [Fact]
    public void Conditions_and_their_opposites_disagree_about_every_fact()
    {
        var filters = new RandomFilters(new Random(4)) { MaxComparisons = 4 };
        IFacts[] facts = [.. new[] { "null", "\"open\"", "\"VIP\"", "5", "true", "[]", "[\"vip\", \"refund\"]", "[1, 5]", "\"2026-03-02T12:00:00Z\"", "\"\"" }.Select(Facts.Of)];
        for (var i = 0; i < 2000; i++)
        {
            var condition = Facts.Condition(filters.Next());
            foreach (var fact in facts)
            {
                var verdict = Facts.Evaluator.Evaluate(condition, fact);
                Assert.NotEqual(Verdict.Unknown, verdict);
                Assert.NotEqual(verdict, Facts.Evaluator.Evaluate(new Not(condition), fact));
            }
        }
    }

    [Theory]
    [InlineData("a(b.c,1)||d(e.f)&&g(h.i)", "a(b.c, 1) || d(e.f) && g(h.i)")]
    [InlineData("((a(b.c)||d(e.f)))&&g(h.i)", "(a(b.c) || d(e.f)) && g(h.i)")]
    [InlineData("a(b.c)&&(d(e.f)&&g(h.i))", "a(b.c) && (d(e.f) && g(h.i))")]
    [InlineData("!(a(b.c)&&d(e.f))", "!(a(b.c) && d(e.f))")]
    [InlineData("a(b [ 'c' ] [0], [ 1,\"two\", ])", "a(b['c'][0], [1, \"two\"])")]
    [InlineData("if(a(b.c)){x()}else if(d(e.f))x();else{}", "if (a(b.c)) {\n    x();\n} else if (d(e.f))\n    x();\nelse {}")]
    [InlineData("if(a(b.c)){if(d(e.f))x()}else y({p:-1,'q r':{}})", "if (a(b.c)) {\n    if (d(e.f))\n        x();\n} else\n    y({ p: -1, 'q r': {} });")]
    [InlineData("// why\nx() /* and */ ; ;\r\n{ y() }", "x();\n;\n{\n    y();\n}")]
    public void Printing_is_canonical(string text, string printed)
    {
        var tree = Parse(text);
        Assert.Equal(printed, Printer.Print(tree));
        Check(tree, text, printed);
    }

    /// <summary>Built, not parsed: the only way to a bare if whose else would slip inward.</summary>
    [Fact]
    public void An_else_stays_with_its_if()
    {
        var inner = (IfStatement)Parser.ParseRule("if (d(e.f)) x();").Value!.Body[0];
        var outer = (IfStatement)Parser.ParseRule("if (a(b.c)) {} else y();").Value!.Body[0];
        var printed = Printer.Print(new Script([outer with { Consequent = inner }], default));
        Assert.Equal("if (a(b.c)) {\n    if (d(e.f))\n        x();\n} else\n    y();", printed);
        Assert.Equal(printed, Printer.Print(Parser.ParseRule(printed).Value!));
    }

    private static string Check(Script tree, string text, string? printedBefore = null)
    {
        var json = EsTree.ToJson(tree);
        Assert.True(EsTreeReader.TryRead(json, out var read), text);
        Assert.True(tree.Equals(read), text);
        Assert.True(JsonElement.DeepEquals(json, EsTree.ToJson(read)), text);

        var printed = Printer.Print(tree);
        var again = Parse(printed);
        Assert.Equal(WithoutPlaces(json), WithoutPlaces(EsTree.ToJson(again)));
        Assert.Equal(printedBefore ?? printed, Printer.Print(again));
        return printed;
    }

    private static Script Parse(string text)
    {
        var parsed = Parser.ParseRule(text);
        parsed = parsed.Value is null ? Parser.ParseFilter(text) : parsed;
        Assert.True(parsed.Errors.Count == 0, text);
        return parsed.Value!;
    }

    private static string WithoutPlaces(JsonElement json)
    {
        var node = JsonNode.Parse(json.GetRawText(), documentOptions: new JsonDocumentOptions { MaxDepth = LanguageLimits.MaxJsonDepth })!;
        Strip(node);
        return node.ToJsonString();
    }

    private static void Strip(JsonNode? node)
    {
        if (node is JsonObject members)
        {
            members.Remove("loc");
            foreach (var member in members.ToList())
            {
                Strip(member.Value);
            }
        }
        else if (node is JsonArray elements)
        {
            foreach (var element in elements)
            {
                Strip(element);
            }
        }
    }

    /// <summary>The condition without its places.</summary>
    private static string Meaning(Condition condition) => condition switch
    {
        And all => $"({string.Join(" && ", all.Terms.Select(Meaning))})",
        Or any => $"({string.Join(" || ", any.Terms.Select(Meaning))})",
        Not not => $"!{Meaning(not.Term)}",
        Comparison comparison => $"{comparison.Operator} {comparison.Path} {comparison.Values}",
        _ => throw new ArgumentOutOfRangeException(nameof(condition)),
    };
}
