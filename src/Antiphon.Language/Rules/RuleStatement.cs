using System.Buffers;
using System.Text.Json;
using Antiphon.Language.Conditions;
using Antiphon.Language.Syntax;

namespace Antiphon.Language.Rules;

/// <summary>What a rule does, with every name checked.</summary>
/// <param name="Location">Where it stands in the code.</param>
public abstract record RuleStatement(Span Location);

/// <summary><c>if</c> with its branches; an <c>else if</c> is a branch inside <paramref name="Else"/>.</summary>
/// <param name="Test">What must hold for <paramref name="Then"/>.</param>
/// <param name="Then">What happens when it holds.</param>
/// <param name="Else">What happens otherwise; empty without an <c>else</c>.</param>
/// <param name="Location">Where it stands in the code.</param>
public sealed record RuleBranch(Condition Test, Items<RuleStatement> Then, Items<RuleStatement> Else, Span Location) : RuleStatement(Location);

/// <summary><c>Action('name', { ... })</c>.</summary>
/// <param name="Name">One of <see cref="RuleActions.Names"/>.</param>
/// <param name="Arguments">Its arguments; empty when none were given.</param>
/// <param name="Location">Where it stands in the code.</param>
public sealed record RuleAction(string Name, ObjectConstant Arguments, Span Location) : RuleStatement(Location)
{
    /// <summary>The arguments as JSON, the shape that a macro's action has.</summary>
    public JsonElement ArgumentsAsJson()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            Arguments.WriteTo(writer);
        }

        var reader = new Utf8JsonReader(buffer.WrittenSpan, new JsonReaderOptions { MaxDepth = LanguageLimits.MaxJsonDepth });
        return JsonElement.ParseValue(ref reader);
    }
}
