using Antiphon.Language.Conditions;
using Antiphon.Language.Rules;
using Antiphon.Language.Syntax;

namespace Antiphon.Language;

/// <summary>A rule's code (contract page rules, "The code language").</summary>
/// <param name="Text">As written.</param>
/// <param name="Tree">Its syntax; <see cref="EsTree"/> writes it as <c>code_ast</c>.</param>
/// <param name="Statements">Its meaning, in order; blocks are dissolved into what holds them.</param>
public sealed record RuleCode(string Text, Script Tree, Items<RuleStatement> Statements)
{
    /// <summary>Every path that a test may ask for, each once: what has to be known before the rule runs.</summary>
    public Items<FieldPath> Paths { get; } = [.. PathsOf(Statements).Distinct()];

    /// <summary>Parses and checks. Paths begin with <c>ticket</c>, <c>message</c>, <c>event</c> or <c>user</c>; where they lead is known only when the rule runs.</summary>
    public static Parsed<RuleCode> Parse(string text)
    {
        var parsed = Parser.ParseRule(text);
        if (!parsed.TryGet(out var tree))
        {
            return Parsed<RuleCode>.Bad(parsed.Errors);
        }

        var errors = new List<LanguageError>();
        var statements = new RuleReader(errors).Read(tree.Body);
        return errors.Count > 0 ? Parsed<RuleCode>.Bad(errors) : Parsed<RuleCode>.Good(new(text, tree, statements));
    }

    private static IEnumerable<FieldPath> PathsOf(IEnumerable<RuleStatement> statements) => statements.OfType<RuleBranch>().SelectMany(branch =>
        branch.Test.Comparisons().Select(comparison => comparison.Path).Concat(PathsOf(branch.Then)).Concat(PathsOf(branch.Else)));
}
