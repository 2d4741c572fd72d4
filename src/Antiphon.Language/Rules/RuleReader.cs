using Antiphon.Language.Conditions;
using Antiphon.Language.Syntax;

namespace Antiphon.Language.Rules;

/// <summary>From a rule's syntax to its meaning; errors are collected, and what has one is left out.</summary>
internal sealed class RuleReader(List<LanguageError> errors)
{
    private readonly ConditionReader conditions = new(Scope.Rule, errors);

    public Items<RuleStatement> Read(IEnumerable<Statement> statements)
    {
        var read = new List<RuleStatement>();
        foreach (var statement in statements)
        {
            switch (statement)
            {
                case BlockStatement block:
                    read.AddRange(Read(block.Body));
                    break;
                case IfStatement conditional:
                    var test = conditions.Read(conditional.Test);
                    var then = Read([conditional.Consequent]);
                    var otherwise = conditional.Alternate is { } alternate ? Read([alternate]) : [];
                    if (test is not null)
                    {
                        read.Add(new RuleBranch(test, then, otherwise, conditional.Location));
                    }

                    break;
                case ExpressionStatement { Expression: var expression } when Action(expression) is { } action:
                    read.Add(action);
                    break;
            }
        }

        return [.. read];
    }

    private RuleAction? Action(Expression expression)
    {
        if (expression is not CallExpression { Callee: Identifier { Name: "Action" }, Arguments: var arguments })
        {
            return Fail(expression, "expected Action('name', { ... })");
        }

        if (arguments.Count is 0 or > 2 || arguments[0] is not Literal { Value: TextConstant { Value: var name } })
        {
            return Fail(expression, "expected a name in quotes and an object in Action(...)");
        }

        if (!RuleActions.Names.Contains(name))
        {
            return Fail(arguments[0], $"expected an action such as addTags or setStatus, not '{name}'");
        }

        if (arguments.Count == 1)
        {
            return new(name, new([]), expression.Location);
        }

        if (arguments[1] is not ObjectExpression made)
        {
            return Fail(arguments[1], $"expected an object such as {{ tags: 'vip' }} as the arguments of '{name}'");
        }

        return ConstantReader.Object(made, out var wrong) is { } read ? new(name, read, expression.Location) : Fail(wrong!, "expected a value");
    }

    private RuleAction? Fail(Node node, string message)
    {
        errors.Add(new(node.Location.Start, message));
        return null;
    }
}
