using Antiphon.Language.Conditions;
using Antiphon.Language.Syntax;

namespace Antiphon.Language.Evaluation;

/// <summary>One value against one constant.</summary>
internal static class Scalars
{
    /// <summary>Equality: text by its code points, numbers and moments by their value.</summary>
    public static bool Same(FactValue value, Constant wanted, FieldKind kind) => (value, wanted) switch
    {
        (TextFact text, TextConstant constant) => text.Value == constant.Value,
        (TextFact text, NumberConstant constant) => text.Value == constant.Text || (kind == FieldKind.Open && NumberOf(text, kind) == constant.Value),
        (TextFact text, BooleanConstant constant) => text.Value == constant.Text,
        (NumberFact number, NumberConstant constant) => number.Value == constant.Value,
        (NumberFact number, TextConstant constant) => Numbers.TryParseText(constant.Value, out var parsed) && number.Value == parsed,
        (BooleanFact boolean, BooleanConstant constant) => boolean.Value == constant.Value,
        (BooleanFact boolean, TextConstant constant) => constant.Value == (boolean.Value ? "true" : "false"),
        (_, InstantConstant constant) => MomentOf(value, kind) == constant.Value,
        (InstantFact moment, TextConstant constant) => Instants.TryParse(constant.Value, out var parsed) && moment.Value == parsed,
        _ => false,
    };

    /// <summary>As an element of a list: equality, of texts whatever their case.</summary>
    public static bool IsMember(FactValue value, Constant wanted, FieldKind kind) =>
        value is TextFact text && TextOf(wanted) is { } sought ? text.Folded == Folding.Fold(sought) : Same(value, wanted, kind);

    /// <summary>As a part of a text, whatever its case.</summary>
    public static bool Holds(TextFact text, Constant wanted) => TextOf(wanted) is { } sought && text.Folded.Contains(Folding.Fold(sought), StringComparison.Ordinal);

    public static bool Starts(FactValue value, Constant wanted) =>
        value is TextFact text && TextOf(wanted) is { } sought && text.Folded.StartsWith(Folding.Fold(sought), StringComparison.Ordinal);

    public static bool Ends(FactValue value, Constant wanted) =>
        value is TextFact text && TextOf(wanted) is { } sought && text.Folded.EndsWith(Folding.Fold(sought), StringComparison.Ordinal);

    /// <summary>How the value stands to the constant, or null when there is no order between them.</summary>
    public static int? Order(FactValue value, Constant wanted, FieldKind kind) => wanted switch
    {
        NumberConstant constant => NumberOf(value, kind)?.CompareTo(constant.Value),
        InstantConstant constant => MomentOf(value, kind)?.CompareTo(constant.Value),
        _ => null,
    };

    /// <summary>Documents that are read as JSON hold moments as text, and shops write prices as text.</summary>
    public static DateTimeOffset? MomentOf(FactValue value, FieldKind kind) => value switch
    {
        InstantFact moment => moment.Value,
        TextFact text when kind is FieldKind.Instant or FieldKind.Open && Instants.TryParse(text.Value, out var moment) => moment,
        _ => null,
    };

    private static decimal? NumberOf(FactValue value, FieldKind kind) => value switch
    {
        NumberFact number => number.Value,
        TextFact text when kind == FieldKind.Open && Numbers.TryParseText(text.Value, out var number) => number,
        _ => null,
    };

    private static string? TextOf(Constant wanted) => wanted switch
    {
        TextConstant text => text.Value,
        NumberConstant number => number.Text,
        BooleanConstant boolean => boolean.Text,
        _ => null,
    };
}
