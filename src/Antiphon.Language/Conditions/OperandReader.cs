using Antiphon.Language.Syntax;

namespace Antiphon.Language.Conditions;

/// <summary>Reads what an operator compares with, and turns it into what the field's kind holds, so that SQL and memory need no conversions of their own.</summary>
internal sealed class OperandReader(OperatorInfo info, FieldKind kind, List<LanguageError> errors)
{
    public Items<Constant>? Read(Expression expression)
    {
        if (ConstantReader.Read(expression, out var wrong) is not { } constant)
        {
            return Fail(wrong!, $"expected a value in {info.Name}(...), not {Printer.Print((Expression)wrong!)}");
        }

        if (info.Operand == OperandShape.List && expression is ArrayExpression array)
        {
            var values = new List<Constant>();
            for (var i = 0; i < array.Elements.Count; i++)
            {
                if (Fitted(((ListConstant)constant).Values[i]) is not { } value)
                {
                    return Fail(array.Elements[i], $"expected {Wanted()} in the list of {info.Name}(...)");
                }

                values.Add(value);
            }

            return [.. values];
        }

        return Fitted(constant) is { } only ? [only] : Fail(expression, $"expected {Wanted()} in {info.Name}(...)");
    }

    private Constant? Fitted(Constant constant) => (info.Operand, constant) switch
    {
        (OperandShape.Timedelta, TextConstant { Value: var text }) => Timedelta.TryParse(text, out var delta) ? new TimedeltaConstant(delta) : null,
        (OperandShape.Timedelta, _) => null,
        (OperandShape.Scalar, NullConstant) => constant,
        (_, TextConstant { Value: var text }) when Variables.NameIn(text) is { } name => new VariableConstant(name),
        (OperandShape.Text, TextConstant) => constant,
        (OperandShape.Text, _) => null,
        (OperandShape.Ordered, BooleanConstant) => null,
        (OperandShape.Ordered, _) when kind is FieldKind.Any or FieldKind.Open => Ordered(constant),
        (_, TextConstant or NumberConstant or BooleanConstant) => Constants.Fit(constant, kind),
        _ => null,
    };

    /// <summary>What has an order: a number, and where moments can stand also a moment.</summary>
    private Constant? Ordered(Constant constant) =>
        Constants.Fit(constant, FieldKind.Number) ?? (kind == FieldKind.Open ? Constants.Fit(constant, FieldKind.Instant) : null);

    private string Wanted() => info.Operand switch
    {
        OperandShape.Timedelta => Timedelta.Expected,
        OperandShape.Text => "a text",
        OperandShape.List when kind is FieldKind.Text or FieldKind.Any or FieldKind.Open => "a text or number",
        _ => kind switch
        {
            FieldKind.Id => "an id",
            FieldKind.Number => "a number",
            FieldKind.Boolean => "true or false",
            FieldKind.Instant => "a date as ISO 8601 such as '2026-03-02T18:37:55Z'",
            FieldKind.Any when info.Operand == OperandShape.Ordered => "a number",
            FieldKind.Open when info.Operand == OperandShape.Ordered => "a number or a date",
            _ => "a text, number, true, false or null",
        },
    };

    private Items<Constant>? Fail(Node node, string message)
    {
        errors.Add(new(node.Location.Start, message));
        return null;
    }
}
