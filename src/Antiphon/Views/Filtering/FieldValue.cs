using Antiphon.Data;
using Antiphon.Language;
using Antiphon.Language.Conditions;

namespace Antiphon.Views.Filtering;

/// <summary>A custom field's value in the row <c>v</c>: a text, a number or a flag, as the field is. The other two columns are null.</summary>
internal sealed record FieldValue : Value
{
    public static readonly FieldValue Row = new();

    public override Piece IsBlank => new(Sql.Of($"v.text_value = ''"), CanBeNull: true);

    public override Piece Same(Constant wanted) => Piece.Any([.. TextSame(TextOf(wanted)), .. OtherSame(wanted)]);

    public override Piece Found(Constant wanted) => Piece.Any(
        [
            .. TextOf(wanted) is { } text ? [new Piece(Sql.Of($"strpos(filter_fold(v.text_value), {Folding.Fold(text)}) > 0"), CanBeNull: true)] : Array.Empty<Piece>(),
            .. OtherSame(wanted),
        ]);

    public override Piece Starts(string folded) => new(Sql.Of($"starts_with(filter_fold(v.text_value), {folded})"), CanBeNull: true);

    public override Piece Ends(string folded) => new(Sql.Of($"right(filter_fold(v.text_value), char_length({folded})) = {folded}"), CanBeNull: true);

    public override Piece Ordered(Operator sign, Constant wanted) =>
        wanted is NumberConstant { Value: var number } ? new(Sql.Of($"v.number_value {Sign(sign)} {number}"), CanBeNull: true) : Piece.False;

    private static IEnumerable<Piece> TextSame(string? text)
    {
        if (text is not null)
        {
            // The index holds the beginning of a text only (migration 0010).
            yield return new(Sql.Of($"(left(v.text_value, 256) = left({text}, 256) and v.text_value = {text})"), CanBeNull: true);
        }
    }

    private static IEnumerable<Piece> OtherSame(Constant wanted)
    {
        var number = wanted is TextConstant { Value: var spelled } && spelled.Trim() == spelled ? Constants.Fit(wanted, FieldKind.Number) : wanted;
        if (number is NumberConstant { Value: var value })
        {
            yield return new(Sql.Of($"v.number_value = {value}"), CanBeNull: true);
        }

        if (Constants.Fit(wanted, FieldKind.Boolean) is BooleanConstant { Value: var flag })
        {
            yield return new(Sql.Of($"v.flag_value = {flag}"), CanBeNull: true);
        }
    }
}
