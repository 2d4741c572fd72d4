using System.Text.Json;
using Antiphon.Language;
using Antiphon.Language.Conditions;
using Antiphon.Language.Evaluation;

namespace Antiphon.UnitTests.Language;

/// <summary>One fact at every path, and short words for the facts of test tables.</summary>
internal sealed class Facts(FactValue value) : IFacts
{
    public static DateTimeOffset Now { get; } = new(2026, 3, 31, 12, 0, 0, TimeSpan.Zero);

    public static Evaluator Evaluator { get; } = new(new EvaluationContext(Now)
    {
        Variables = new Dictionary<string, string?> { ["current_user.id"] = "7", ["current_user.email"] = "sam@shop.test", ["current_user.name"] = null },
    });

    public FactValue Read(FieldPath path) => value;

    /// <summary>Facts written as JSON; <c>?</c> is unknown.</summary>
    public static IFacts Of(string json)
    {
        if (json == "?")
        {
            return new Facts(FactValue.Unknown);
        }

        using var document = JsonDocument.Parse($"{{\"value\":{json}}}");
        var roots = new Dictionary<string, JsonElement> { ["ticket"] = document.RootElement.Clone() };
        return new Facts(new JsonFacts(roots).Read(new FieldPath("ticket", [new NameSegment("value")])));
    }

    public static Verdict Verdict(string filter, IFacts facts) => Evaluator.Evaluate(Condition(filter), facts);

    public static Condition Condition(string filter)
    {
        var parsed = Filter.Parse(filter);
        Assert.Empty(parsed.Errors);
        return parsed.Value!.Condition;
    }

    public static Condition RuleTest(string test)
    {
        var parsed = RuleCode.Parse($"if ({test}) {{ Action('trashTicket') }}");
        Assert.Empty(parsed.Errors);
        return ((Antiphon.Language.Rules.RuleBranch)parsed.Value!.Statements[0]).Test;
    }
}
