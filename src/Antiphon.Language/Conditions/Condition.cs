using Antiphon.Language.Syntax;

namespace Antiphon.Language.Conditions;

/// <summary>What must hold: the meaning of a filter or of a rule's test, with every name checked.</summary>
public abstract record Condition
{
    /// <summary>Holds for everything: the meaning of an empty filter.</summary>
    public static Condition Always { get; } = new And([]);

    /// <summary>Every comparison inside, from left to right.</summary>
    public IEnumerable<Comparison> Comparisons() => this switch
    {
        Comparison comparison => [comparison],
        And all => all.Terms.SelectMany(term => term.Comparisons()),
        Or any => any.Terms.SelectMany(term => term.Comparisons()),
        Not not => not.Term.Comparisons(),
        _ => [],
    };
}

/// <summary>Every term holds; of no terms, always. Chains are flat: <c>a &amp;&amp; b &amp;&amp; c</c> has three terms.</summary>
public sealed record And(Items<Condition> Terms) : Condition;

/// <summary>At least one term holds.</summary>
public sealed record Or(Items<Condition> Terms) : Condition;

/// <summary>The term does not hold.</summary>
public sealed record Not(Condition Term) : Condition;

/// <summary>One operator call.</summary>
/// <param name="Operator">Which.</param>
/// <param name="Path">What it asks about.</param>
/// <param name="Field">The row of <see cref="FilterPaths"/>; always there in filters, null for what only rules can read.</param>
/// <param name="Values">
/// What it compares with: none, one, or of the <c>contains</c> family any number. They fit the field's kind already: ids and numbers are
/// <see cref="NumberConstant"/> even when quoted, moments <see cref="InstantConstant"/>, text <see cref="TextConstant"/>; the kinds
/// <see cref="FieldKind.Any"/> and <see cref="FieldKind.Open"/> keep what was written, but for the operators of order a number or moment. <see cref="VariableConstant"/> stands for itself, <see cref="NullConstant"/> occurs with
/// <see cref="Operator.Eq"/> and <see cref="Operator.Neq"/> only.
/// </param>
/// <param name="Location">Where the call stands in the text.</param>
public sealed record Comparison(Operator Operator, FieldPath Path, FilterPath? Field, Items<Constant> Values, Span Location) : Condition
{
    /// <summary>The kind of value to expect.</summary>
    public FieldKind Kind => Field?.Kind ?? FieldKind.Open;

    /// <summary>The only value of an operator that takes one.</summary>
    public Constant Value => Values[0];
}
