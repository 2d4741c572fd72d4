namespace Antiphon.Language.Syntax;

/// <summary>Finds what lies too deep without recursion, so that everything else may recurse.</summary>
internal static class TreeDepth
{
    public static Node? TooDeep(Script program)
    {
        var rest = new Stack<(Node Node, int Depth)>();
        rest.Push((program, 0));
        while (rest.TryPop(out var at))
        {
            if (at.Depth > LanguageLimits.MaxDepth)
            {
                return at.Node;
            }

            foreach (var child in Children(at.Node))
            {
                rest.Push((child, at.Depth + 1));
            }
        }

        return null;
    }

    private static IEnumerable<Node> Children(Node node) => node switch
    {
        Script program => program.Body,
        ExpressionStatement statement => [statement.Expression],
        BlockStatement block => block.Body,
        IfStatement { Alternate: { } alternate } statement => [statement.Test, statement.Consequent, alternate],
        IfStatement statement => [statement.Test, statement.Consequent],
        CallExpression call => call.Arguments.Prepend(call.Callee),
        MemberExpression member => [member.Object, member.Property],
        LogicalExpression logical => [logical.Left, logical.Right],
        UnaryExpression unary => [unary.Argument],
        ArrayExpression array => array.Elements,
        ObjectExpression made => made.Properties,
        Property property => [property.Key, property.Value],
        _ => [],
    };
}
