using Antiphon.Language.Syntax;

namespace Antiphon.Language.Conditions;

internal static class PathReader
{
    public static FieldPath? Read(Expression expression, Scope scope, List<LanguageError> errors)
    {
        var segments = new Stack<PathSegment>();
        var at = expression;
        while (at is MemberExpression member)
        {
            if (Segment(member) is not { } segment)
            {
                errors.Add(new(member.Property.Location.Start, "expected a text or a whole number from 0 in the brackets"));
                return null;
            }

            segments.Push(segment);
            at = member.Object;
        }

        if (at is not Identifier { Name: var root })
        {
            errors.Add(new(expression.Location.Start, $"expected a path such as {scope.Roots[0]}.id"));
            return null;
        }

        if (!scope.Roots.Contains(root))
        {
            errors.Add(new(at.Location.Start, $"expected a path that begins with {string.Join(", ", scope.Roots)}, not {root}"));
            return null;
        }

        if (segments.Count == 0)
        {
            errors.Add(new(at.Location.Start, $"expected a path into {root}, such as {root}.id"));
            return null;
        }

        return new(root, [.. segments]);
    }

    private static PathSegment? Segment(MemberExpression member) => member switch
    {
        { Computed: false, Property: Identifier { Name: var name } } => new NameSegment(name),
        { Computed: true, Property: Literal { Value: NumberConstant { Value: var number } } } when decimal.IsInteger(number) && number <= long.MaxValue =>
            new IndexSegment((long)number),
        { Computed: true, Property: Literal { Value: TextConstant { Value: var text } } } =>
            Numbers.TryParseText(text, out var number) && decimal.IsInteger(number) && number is >= 0 and <= long.MaxValue
                ? new IndexSegment((long)number)
                : new NameSegment(text),
        _ => null,
    };
}
