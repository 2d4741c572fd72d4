using Antiphon.Language.Syntax;

namespace Antiphon.Language.Conditions;

/// <summary>How a scalar is taken by a field of some kind.</summary>
public static class Constants
{
    /// <summary>
    /// The scalar as the kind holds it, or null when it cannot be one: quoted ids and numbers become numbers, <c>'true'</c> becomes true, ISO 8601 becomes
    /// a moment, numbers and booleans become text. <see cref="FieldKind.Any"/> and <see cref="FieldKind.Open"/> keep it.
    /// </summary>
    public static Constant? Fit(Constant constant, FieldKind kind) => (kind, constant) switch
    {
        (FieldKind.Any or FieldKind.Open, _) => constant,
        (FieldKind.Text, TextConstant) => constant,
        (FieldKind.Text, NumberConstant number) => new TextConstant(number.Text),
        (FieldKind.Text, BooleanConstant boolean) => new TextConstant(boolean.Text),
        (FieldKind.Number or FieldKind.Id, NumberConstant) => constant,
        (FieldKind.Number or FieldKind.Id, TextConstant { Value: var text }) when Numbers.TryParseText(text.Trim(), out var number) => new NumberConstant(number),
        (FieldKind.Boolean, BooleanConstant) => constant,
        (FieldKind.Boolean, TextConstant { Value: "true" or "false" } text) => new BooleanConstant(text.Value == "true"),
        (FieldKind.Instant, InstantConstant) => constant,
        (FieldKind.Instant, TextConstant { Value: var text }) when Instants.TryParse(text.Trim(), out var moment) => new InstantConstant(moment),
        _ => null,
    };
}
