using Antiphon.Language.Syntax;

namespace Antiphon.Language.Conditions;

/// <summary>From syntax to a value. It goes as deep as the tree, whose depth is bounded.</summary>
internal static class ConstantReader
{
    /// <summary>The value, or null with the node that is none.</summary>
    public static Constant? Read(Expression expression, out Node? wrong)
    {
        wrong = null;
        switch (expression)
        {
            case Literal literal:
                return literal.Value;
            case UnaryExpression { Operator: UnaryOperator.Minus, Argument: Literal { Value: NumberConstant number } }:
                return new NumberConstant(-number.Value);
            case ArrayExpression array:
                return Array(array, out wrong);
            case ObjectExpression made:
                return Object(made, out wrong);
            default:
                wrong = expression;
                return null;
        }
    }

    public static ObjectConstant? Object(ObjectExpression made, out Node? wrong)
    {
        wrong = null;
        var members = new List<Argument>();
        foreach (var property in made.Properties)
        {
            if (Read(property.Value, out wrong) is not { } value)
            {
                return null;
            }

            members.Add(new(NameOf(property.Key), value));
        }

        return new([.. members]);
    }

    private static ListConstant? Array(ArrayExpression array, out Node? wrong)
    {
        wrong = null;
        var values = new List<Constant>();
        foreach (var element in array.Elements)
        {
            if (Read(element, out wrong) is not { } value)
            {
                return null;
            }

            values.Add(value);
        }

        return new([.. values]);
    }

    private static string NameOf(Expression key) => key switch
    {
        Identifier identifier => identifier.Name,
        Literal { Value: TextConstant text } => text.Value,
        Literal { Value: NumberConstant number } => number.Text,
        _ => "",
    };
}
