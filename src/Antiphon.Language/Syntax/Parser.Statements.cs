namespace Antiphon.Language.Syntax;

internal sealed partial class Parser
{
    private List<Statement>? FilterBody()
    {
        if (next.Kind == TokenKind.End)
        {
            return [];
        }

        var start = next.Location.Start;
        if (Expression() is not { } expression)
        {
            return null;
        }

        TryTake(";");
        if (next.Kind != TokenKind.End)
        {
            Expected("'&&', '||' or the end");
            return null;
        }

        return [new ExpressionStatement(expression, new(start, lastEnd))];
    }

    private List<Statement>? Statements(string end)
    {
        var statements = new List<Statement>();
        while (next.Kind != TokenKind.End && !next.Is("}"))
        {
            if (Statement() is not { } statement)
            {
                return null;
            }

            statements.Add(statement);
        }

        var atEnd = end == "}" ? next.Is(end) : next.Kind == TokenKind.End;
        if (!atEnd)
        {
            Expected(end == "}" ? "'}'" : "'if', 'Action' or the end");
            return null;
        }

        return statements;
    }

    private Statement? Statement()
    {
        if (!Enter())
        {
            return null;
        }

        var start = next.Location.Start;
        Statement? statement;
        if (next.IsWord("if"))
        {
            statement = If(start);
        }
        else if (next.Is("{"))
        {
            statement = Block(start);
        }
        else if (TryTake(";"))
        {
            statement = new EmptyStatement(new(start, lastEnd));
        }
        else
        {
            statement = Call(start);
        }

        Leave();
        return statement;
    }

    private IfStatement? If(Position start)
    {
        Take();
        if (!Demand("(") || Expression() is not { } test || !Demand(")") || Statement() is not { } consequent)
        {
            return null;
        }

        Statement? alternate = null;
        if (next.IsWord("else"))
        {
            Take();
            alternate = Statement();
            if (alternate is null)
            {
                return null;
            }
        }

        return new(test, consequent, alternate, new(start, lastEnd));
    }

    private BlockStatement? Block(Position start)
    {
        Take();
        if (Statements("}") is not { } body)
        {
            return null;
        }

        Take();
        return new([.. body], new(start, lastEnd));
    }

    private ExpressionStatement? Call(Position start)
    {
        if (next.Kind != TokenKind.Name || Words.Reserved.Contains(next.Text))
        {
            Expected("'if' or 'Action'");
            return null;
        }

        if (Expression() is not { } expression)
        {
            return null;
        }

        if (!TryTake(";") && !next.AfterNewline && !next.Is("}") && next.Kind != TokenKind.End)
        {
            Expected("';' or a new line");
            return null;
        }

        return new(expression, new(start, lastEnd));
    }
}
