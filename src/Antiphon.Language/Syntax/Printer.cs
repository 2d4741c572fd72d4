using System.Text;

namespace Antiphon.Language.Syntax;

/// <summary>
/// Trees as canonical text: four spaces a level, one statement a line, only the parentheses that the tree needs, literals as they were written.
/// Printing what was parsed from printed text gives the same text.
/// </summary>
public static class Printer
{
    /// <summary>The whole text; of a filter one line without a semicolon.</summary>
    public static string Print(Script program)
    {
        var text = new StringBuilder();
        if (program.Body is [ExpressionStatement { Expression: var only }] && !IsAction(only))
        {
            Write(text, only);
            return text.ToString();
        }

        WriteLines(text, program.Body, 0);
        return text.ToString();
    }

    /// <summary>One expression on one line.</summary>
    public static string Print(Expression expression)
    {
        var text = new StringBuilder();
        Write(text, expression);
        return text.ToString();
    }

    private static bool IsAction(Expression expression) => expression is CallExpression { Callee: Identifier { Name: "Action" } };

    private static void WriteLines(StringBuilder text, Items<Statement> statements, int level)
    {
        for (var i = 0; i < statements.Count; i++)
        {
            text.Append(i == 0 ? "" : "\n").Append(' ', level * 4);
            Write(text, statements[i], level);
        }
    }

    private static void Write(StringBuilder text, Statement statement, int level)
    {
        switch (statement)
        {
            case IfStatement conditional:
                text.Append("if (");
                Write(text, conditional.Test);
                text.Append(')');
                var braces = conditional.Consequent is BlockStatement || (conditional.Alternate is not null && EndsInBareIf(conditional.Consequent));
                WriteBranch(text, conditional.Consequent, level, braces);
                if (conditional.Alternate is { } alternate)
                {
                    text.Append(braces ? " else" : $"\n{new string(' ', level * 4)}else");
                    WriteAlternate(text, alternate, level);
                }

                break;
            case BlockStatement block:
                WriteBlock(text, block.Body, level);
                break;
            case ExpressionStatement { Expression: var expression }:
                Write(text, expression);
                text.Append(';');
                break;
            case EmptyStatement:
                text.Append(';');
                break;
        }
    }

    private static void WriteAlternate(StringBuilder text, Statement alternate, int level)
    {
        if (alternate is IfStatement)
        {
            text.Append(' ');
            Write(text, alternate, level);
        }
        else
        {
            WriteBranch(text, alternate, level, braces: false);
        }
    }

    private static void WriteBranch(StringBuilder text, Statement branch, int level, bool braces)
    {
        if (braces || branch is BlockStatement)
        {
            text.Append(' ');
            WriteBlock(text, branch is BlockStatement block ? block.Body : [branch], level);
        }
        else
        {
            text.Append('\n').Append(' ', (level + 1) * 4);
            Write(text, branch, level + 1);
        }
    }

    /// <summary>An <c>else</c> behind such a statement would belong to the inner <c>if</c>.</summary>
    private static bool EndsInBareIf(Statement statement)
    {
        while (statement is IfStatement conditional)
        {
            if (conditional.Alternate is null)
            {
                return true;
            }

            statement = conditional.Alternate;
        }

        return false;
    }

    private static void WriteBlock(StringBuilder text, Items<Statement> body, int level)
    {
        if (body.Count == 0)
        {
            text.Append("{}");
            return;
        }

        text.Append("{\n");
        WriteLines(text, body, level + 1);
        text.Append('\n').Append(' ', level * 4).Append('}');
    }

    private static void Write(StringBuilder text, Expression expression)
    {
        switch (expression)
        {
            case LogicalExpression logical:
                var isAnd = logical.Operator == LogicalOperator.And;
                WriteGrouped(text, logical.Left, isAnd && logical.Left is LogicalExpression { Operator: LogicalOperator.Or });
                text.Append(isAnd ? " && " : " || ");
                WriteGrouped(text, logical.Right, logical.Right is LogicalExpression right && (isAnd || right.Operator == LogicalOperator.Or));
                break;
            case UnaryExpression unary:
                text.Append(unary.Operator == UnaryOperator.Not ? '!' : '-');
                WriteGrouped(text, unary.Argument, unary.Argument is LogicalExpression);
                break;
            case CallExpression call:
                WriteGrouped(text, call.Callee, call.Callee is LogicalExpression or UnaryExpression);
                text.Append('(');
                WriteList(text, call.Arguments);
                text.Append(')');
                break;
            case MemberExpression member:
                WriteGrouped(text, member.Object, member.Object is LogicalExpression or UnaryExpression or Literal { Value: NumberConstant });
                text.Append(member.Computed ? '[' : '.');
                Write(text, member.Property);
                text.Append(member.Computed ? "]" : "");
                break;
            case ArrayExpression array:
                text.Append('[');
                WriteList(text, array.Elements);
                text.Append(']');
                break;
            case ObjectExpression { Properties.Count: 0 }:
                text.Append("{}");
                break;
            case ObjectExpression made:
                text.Append("{ ");
                for (var i = 0; i < made.Properties.Count; i++)
                {
                    text.Append(i == 0 ? "" : ", ");
                    Write(text, made.Properties[i].Key);
                    text.Append(": ");
                    Write(text, made.Properties[i].Value);
                }

                text.Append(" }");
                break;
            case Identifier identifier:
                text.Append(identifier.Name);
                break;
            case Literal literal:
                text.Append(literal.Raw);
                break;
        }
    }

    private static void WriteGrouped(StringBuilder text, Expression expression, bool grouped)
    {
        text.Append(grouped ? "(" : "");
        Write(text, expression);
        text.Append(grouped ? ")" : "");
    }

    private static void WriteList(StringBuilder text, Items<Expression> expressions)
    {
        for (var i = 0; i < expressions.Count; i++)
        {
            text.Append(i == 0 ? "" : ", ");
            Write(text, expressions[i]);
        }
    }
}
