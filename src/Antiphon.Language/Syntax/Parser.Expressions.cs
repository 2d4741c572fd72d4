namespace Antiphon.Language.Syntax;

internal sealed partial class Parser
{
    private Expression? Expression() => Joined("||");

    /// <summary>A chain of one joining mark; the operands of <c>||</c> are chains of <c>&amp;&amp;</c>.</summary>
    private Expression? Joined(string mark)
    {
        var start = next.Location.Start;
        var left = mark == "||" ? Joined("&&") : Prefixed();
        while (left is not null && TryTake(mark))
        {
            if ((mark == "||" ? Joined("&&") : Prefixed()) is not { } right)
            {
                return null;
            }

            left = new LogicalExpression(mark == "||" ? LogicalOperator.Or : LogicalOperator.And, left, right, new(start, lastEnd));
        }

        return left;
    }

    private Expression? Prefixed()
    {
        if (!Enter())
        {
            return null;
        }

        var start = next.Location.Start;
        Expression? expression;
        if (TryTake("!"))
        {
            expression = Prefixed() is { } argument ? new UnaryExpression(UnaryOperator.Not, argument, new(start, lastEnd)) : null;
        }
        else if (TryTake("-"))
        {
            expression = Negative(start);
        }
        else
        {
            expression = Postfixed(start);
        }

        Leave();
        return expression;
    }

    private UnaryExpression? Negative(Position start)
    {
        if (next.Kind != TokenKind.Number)
        {
            Expected("a number behind '-'");
            return null;
        }

        return new(UnaryOperator.Minus, LiteralOf(Take()), new(start, lastEnd));
    }

    private Expression? Postfixed(Position start)
    {
        var expression = Primary(start);
        while (expression is not null)
        {
            if (TryTake("."))
            {
                if (next.Kind != TokenKind.Name)
                {
                    Expected("a name behind '.'");
                    return null;
                }

                var name = Take();
                expression = new MemberExpression(expression, new Identifier(name.Text, name.Location), Computed: false, new(start, lastEnd));
            }
            else if (TryTake("["))
            {
                if (Expression() is not { } property || !Demand("]"))
                {
                    return null;
                }

                expression = new MemberExpression(expression, property, Computed: true, new(start, lastEnd));
            }
            else if (next.Is("("))
            {
                if (List("(", ")", Expression) is not { } arguments)
                {
                    return null;
                }

                expression = new CallExpression(expression, [.. arguments], new(start, lastEnd));
            }
            else
            {
                break;
            }
        }

        return expression;
    }

    private Expression? Primary(Position start)
    {
        switch (next.Kind)
        {
            case TokenKind.Text or TokenKind.Number:
                return LiteralOf(Take());
            case TokenKind.Name when next.Text is "true" or "false":
                return new Literal(new BooleanConstant(next.Text == "true"), next.Text, Take().Location);
            case TokenKind.Name when next.Text == "null":
                return new Literal(NullConstant.Instance, next.Text, Take().Location);
            case TokenKind.Name when !Words.Reserved.Contains(next.Text):
                var name = Take();
                return new Identifier(name.Text, name.Location);
        }

        if (next.Is("["))
        {
            return List("[", "]", Expression) is { } elements ? new ArrayExpression([.. elements], new(start, lastEnd)) : null;
        }

        if (next.Is("{"))
        {
            return List("{", "}", Property) is { } properties ? new ObjectExpression([.. properties], new(start, lastEnd)) : null;
        }

        if (TryTake("("))
        {
            return Expression() is { } inner && Demand(")") ? inner : null;
        }

        Expected("an operator call, a path or a value");
        return null;
    }

    private Property? Property()
    {
        var start = next.Location.Start;
        if (next.Kind is not (TokenKind.Name or TokenKind.Text or TokenKind.Number))
        {
            Expected("a name and ':'");
            return null;
        }

        var key = Take();
        Expression named = key.Kind == TokenKind.Name ? new Identifier(key.Text, key.Location) : LiteralOf(key);
        return Demand(":") && Expression() is { } value ? new(named, value, new(start, lastEnd)) : null;
    }

    /// <summary>Items between two marks, with commas; a comma may stand behind the last one of a list or object.</summary>
    private List<T>? List<T>(string open, string close, Func<T?> item)
        where T : Node
    {
        Demand(open);
        var items = new List<T>();
        while (!next.Is(close))
        {
            if (item() is not { } one)
            {
                return null;
            }

            items.Add(one);
            if (!TryTake(","))
            {
                break;
            }

            if (close == ")" && next.Is(close))
            {
                Expected("an argument behind ','");
                return null;
            }
        }

        if (TryTake(close))
        {
            return items;
        }

        Expected(items.Count == 0 ? $"'{close}'" : $"',' or '{close}'");
        return null;
    }

    private static Literal LiteralOf(Token token) => new(token.Value!, token.Text, token.Location);
}
