using Antiphon.Data;
using Antiphon.Language;
using Antiphon.Language.Conditions;

namespace Antiphon.Views.Filtering;

/// <summary>
/// One value as SQL can compare it. Each method is a sentence of <c>docs/language.md</c>; constants are resolved and fit the value's kind. None of them is
/// called with the null constant.
/// </summary>
internal abstract record Value
{
    /// <summary>Equal: text by its code points, numbers by their value.</summary>
    public abstract Piece Same(Constant wanted);

    /// <summary>As <c>contains…</c> finds it in a single value: of a text a part, whatever its case.</summary>
    public virtual Piece Found(Constant wanted) => Same(wanted);

    public virtual Piece Starts(string folded) => Piece.False;

    public virtual Piece Ends(string folded) => Piece.False;

    /// <summary>Compares with a number or moment.</summary>
    public virtual Piece Ordered(Operator sign, Constant wanted) => Piece.False;

    /// <summary>Whether a text is empty; other values never are.</summary>
    public virtual Piece IsBlank => Piece.False;

    protected static Sql Sign(Operator sign) => sign switch
    {
        Operator.Lt => Sql.Of($"<"),
        Operator.Lte => Sql.Of($"<="),
        Operator.Gt => Sql.Of($">"),
        _ => Sql.Of($">="),
    };

    /// <summary>What a constant is as text; null for what has none.</summary>
    protected static string? TextOf(Constant constant) => constant switch
    {
        TextConstant text => text.Value,
        NumberConstant number => number.Text,
        BooleanConstant boolean => boolean.Text,
        _ => null,
    };
}

/// <summary>A text. Parts of it are looked for with <c>like</c>, which an index of trigrams answers where there is one (migration 0019).</summary>
internal record TextValue(Sql Column, bool CanBeNull = true) : Value
{
    public override Piece IsBlank => new(Sql.Of($"{Column} = ''"), CanBeNull);

    public override Piece Same(Constant wanted) => TextOf(wanted) is { } text ? new(Sql.Of($"{Column} = {text}"), CanBeNull) : Piece.False;

    public override Piece Found(Constant wanted) => TextOf(wanted) is { } text ? Like($"%{Literally(Folding.Fold(text))}%") : Piece.False;

    public override Piece Starts(string folded) => Like($"{Literally(folded)}%");

    public override Piece Ends(string folded) => Like($"%{Literally(folded)}");

    private Piece Like(string pattern) => new(Sql.Of($"filter_fold({Column}) like {pattern}"), CanBeNull);

    private static string Literally(string text) =>
        text.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal);
}

/// <summary>An e-mail address, whose index knows no case.</summary>
internal sealed record AddressValue(Sql Column, bool CanBeNull = true) : TextValue(Column, CanBeNull)
{
    public override Piece Same(Constant wanted) =>
        TextOf(wanted) is { } text ? new(Sql.Of($"(lower({Column}) = lower({text}) and {Column} = {text})"), CanBeNull) : Piece.False;
}

/// <summary>One of a few words that the database itself guards. They stand in the statement as constants, so that partial indexes are found.</summary>
internal sealed record WordValue(Sql Column, IReadOnlyDictionary<string, Sql> Words) : Value
{
    public override Piece Same(Constant wanted) => OneOf(word => word == TextOf(wanted));

    public override Piece Found(Constant wanted) => TextOf(wanted) is { } text ? OneOf(word => word.Contains(Folding.Fold(text), StringComparison.Ordinal)) : Piece.False;

    public override Piece Starts(string folded) => OneOf(word => word.StartsWith(folded, StringComparison.Ordinal));

    public override Piece Ends(string folded) => OneOf(word => word.EndsWith(folded, StringComparison.Ordinal));

    private Piece OneOf(Func<string, bool> fits) => Piece.Any([.. Words.Where(word => fits(word.Key)).Select(word => new Piece(Sql.Of($"{Column} = {word.Value}")))]);
}

/// <summary>A 64-bit id.</summary>
internal sealed record IdValue(Sql Column, bool CanBeNull = true) : Value
{
    public override Piece Same(Constant wanted) =>
        wanted is NumberConstant { Value: var number } && IsWhole(number) ? new(Sql.Of($"{Column} = {(long)number}"), CanBeNull) : Piece.False;

    public override Piece Ordered(Operator sign, Constant wanted) => wanted is not NumberConstant { Value: var number } ? Piece.False
        : IsWhole(number) ? new(Sql.Of($"{Column} {Sign(sign)} {(long)number}"), CanBeNull)
        : new(Sql.Of($"{Column}::numeric {Sign(sign)} {number}"), CanBeNull);

    /// <summary>Those of the constants that can be an id.</summary>
    public static long[] Of(IEnumerable<Constant> constants) =>
        [.. constants.OfType<NumberConstant>().Where(number => IsWhole(number.Value)).Select(number => (long)number.Value)];

    private static bool IsWhole(decimal number) => decimal.IsInteger(number) && number is >= long.MinValue and <= long.MaxValue;
}

/// <summary>True or false.</summary>
internal sealed record FlagValue(Sql Column, bool CanBeNull = true) : Value
{
    public override Piece Same(Constant wanted) => wanted is not BooleanConstant { Value: var flag } ? Piece.False
        : new(flag ? Column : Sql.Of($"not {Column}"), CanBeNull);
}

/// <summary>A moment.</summary>
internal sealed record MomentValue(Sql Column, bool CanBeNull = true) : Value
{
    public override Piece Same(Constant wanted) => wanted is InstantConstant { Value: var moment } ? new(Sql.Of($"{Column} = {moment}"), CanBeNull) : Piece.False;

    public override Piece Ordered(Operator sign, Constant wanted) =>
        wanted is InstantConstant { Value: var moment } ? new(Sql.Of($"{Column} {Sign(sign)} {moment}"), CanBeNull) : Piece.False;
}
