using Antiphon.Language.Syntax;

namespace Antiphon.Language.Conditions;

/// <summary>From syntax to meaning. What it returns null for, it has told in the errors; it goes on, so that all errors are told at once.</summary>
internal sealed class ConditionReader(Scope scope, List<LanguageError> errors)
{
    public Condition? Read(Expression expression) => expression switch
    {
        LogicalExpression logical => Joined(logical),
        UnaryExpression { Operator: UnaryOperator.Not, Argument: var argument } => Read(argument) is { } term ? new Not(term) : null,
        CallExpression call => Compared(call),
        _ => Fail(expression, "expected an operator call such as eq(ticket.status, 'open')"),
    };

    private Condition? Joined(LogicalExpression logical)
    {
        var terms = new List<Condition>();
        var complete = Collect(logical, logical.Operator, terms);
        return !complete ? null : logical.Operator == LogicalOperator.And ? new And([.. terms]) : new Or([.. terms]);
    }

    private bool Collect(Expression expression, LogicalOperator joining, List<Condition> terms)
    {
        if (expression is LogicalExpression logical && logical.Operator == joining)
        {
            var left = Collect(logical.Left, joining, terms);
            return Collect(logical.Right, joining, terms) && left;
        }

        if (Read(expression) is not { } term)
        {
            return false;
        }

        terms.Add(term);
        return true;
    }

    private Comparison? Compared(CallExpression call)
    {
        if (call.Callee is not Identifier { Name: var name } || Operators.Find(name) is not { } info)
        {
            Fail(call.Callee, $"expected an operator such as eq, containsAny or isEmpty, not {Printer.Print(call.Callee)}");
            return null;
        }

        if (info.Rules && !scope.Rules)
        {
            Fail(call.Callee, $"expected an operator that filters know; {name} is for rules");
            return null;
        }

        if (call.Arguments.Count != info.Arity)
        {
            Fail(call, info.Arity == 1 ? $"expected only a path in {name}(...)" : $"expected a path and a value in {name}(...), not {call.Arguments.Count} argument{(call.Arguments.Count == 1 ? "" : "s")}");
            return null;
        }

        if (PathReader.Read(call.Arguments[0], scope, errors) is not { } path)
        {
            return null;
        }

        var field = FilterPaths.Find(path);
        if (field is null && !scope.Rules)
        {
            Fail(call.Arguments[0], $"expected a path that filters know, not {path}");
            return null;
        }

        var kind = field?.Kind ?? FieldKind.Open;
        if ((info.Kinds & (FieldKinds)(1 << (int)kind)) == FieldKinds.None)
        {
            Fail(call.Callee, $"expected an operator for {Named(kind)}; {name} cannot be asked about {path}");
            return null;
        }

        return info.Operand == OperandShape.None
            ? new(info.Operator, path, field, [], call.Location)
            : new OperandReader(info, kind, errors).Read(call.Arguments[1]) is { } values
                ? new(info.Operator, path, field, values, call.Location)
                : null;
    }

    private static string Named(FieldKind kind) => kind switch
    {
        FieldKind.Text => "text",
        FieldKind.Number => "a number",
        FieldKind.Id => "an id",
        FieldKind.Boolean => "true or false",
        FieldKind.Instant => "a date",
        FieldKind.Any => "a text, number or boolean",
        _ => "this",
    };

    private Condition? Fail(Node node, string message)
    {
        errors.Add(new(node.Location.Start, message));
        return null;
    }
}
