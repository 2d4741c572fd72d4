using Antiphon.Language.Conditions;
using Antiphon.Language.Syntax;

namespace Antiphon.Language;

/// <summary>A view's filter code (contract page views, "The filter language").</summary>
/// <param name="Text">As written.</param>
/// <param name="Tree">Its syntax; <see cref="EsTree"/> writes it as <c>filters_ast</c>.</param>
/// <param name="Condition">Its meaning; <see cref="Condition.Always"/> of an empty text.</param>
public sealed record Filter(string Text, Script Tree, Condition Condition)
{
    /// <summary>Parses and checks. Every path must be one of <see cref="FilterPaths"/> and begin with the subject's root.</summary>
    public static Parsed<Filter> Parse(string text, FilterSubject subject = FilterSubject.Ticket)
    {
        var parsed = Parser.ParseFilter(text);
        if (!parsed.TryGet(out var tree))
        {
            return Parsed<Filter>.Bad(parsed.Errors);
        }

        if (tree.Body is not [ExpressionStatement { Expression: var expression }])
        {
            return Parsed<Filter>.Good(new(text, tree, Condition.Always));
        }

        var errors = new List<LanguageError>();
        var condition = new ConditionReader(Scope.Filter(subject), errors).Read(expression);
        return condition is null || errors.Count > 0 ? Parsed<Filter>.Bad(errors) : Parsed<Filter>.Good(new(text, tree, condition));
    }

    /// <summary>Whether it asks about a path, spelled as in <see cref="FilterPath.Pattern"/>.</summary>
    public bool Mentions(string pattern) => Condition.Comparisons().Any(comparison => comparison.Path.Pattern == pattern);
}
