using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Antiphon.Language.Syntax;

/// <summary>Reads ESTree of the subset. Key order does not matter, members that the subset does not know are passed over.</summary>
public static class EsTreeReader
{
    /// <summary>The tree, or false when the JSON is no tree of the subset or is too deep. A missing <c>loc</c> reads as 0/0.</summary>
    public static bool TryRead(JsonElement json, [NotNullWhen(true)] out Script? program)
    {
        program = Read(json, 0) as Script;
        if (program is not null && TreeDepth.TooDeep(program) is not null)
        {
            program = null;
        }

        return program is not null;
    }

    private static Node? Read(JsonElement json, int depth)
    {
        if (depth > LanguageLimits.MaxDepth || Text(json, "type") is not { } type)
        {
            return null;
        }

        var at = Location(json);
        return type switch
        {
            "Program" when Many<Statement>(json, "body", depth) is { } body => new Script(body, at),
            "ExpressionStatement" when One<Expression>(json, "expression", depth) is { } expression => new ExpressionStatement(expression, at),
            "EmptyStatement" => new EmptyStatement(at),
            "BlockStatement" when Many<Statement>(json, "body", depth) is { } body => new BlockStatement(body, at),
            "IfStatement" => If(json, at, depth),
            "CallExpression" when One<Expression>(json, "callee", depth) is { } callee && Many<Expression>(json, "arguments", depth) is { } arguments =>
                new CallExpression(callee, arguments, at),
            "MemberExpression" when One<Expression>(json, "object", depth) is { } owner && One<Expression>(json, "property", depth) is { } property =>
                new MemberExpression(owner, property, json.TryGetProperty("computed", out var computed) && computed.ValueKind == JsonValueKind.True, at),
            "LogicalExpression" when Text(json, "operator") is "&&" or "||" && One<Expression>(json, "left", depth) is { } left
                && One<Expression>(json, "right", depth) is { } right =>
                new LogicalExpression(Text(json, "operator") == "&&" ? LogicalOperator.And : LogicalOperator.Or, left, right, at),
            "UnaryExpression" when Text(json, "operator") is "!" or "-" && One<Expression>(json, "argument", depth) is { } argument =>
                new UnaryExpression(Text(json, "operator") == "!" ? UnaryOperator.Not : UnaryOperator.Minus, argument, at),
            "ArrayExpression" when Many<Expression>(json, "elements", depth) is { } elements => new ArrayExpression(elements, at),
            "ObjectExpression" when Many<Property>(json, "properties", depth) is { } properties => new ObjectExpression(properties, at),
            "Property" when One<Expression>(json, "key", depth) is { } key && One<Expression>(json, "value", depth) is { } value => new Property(key, value, at),
            "Identifier" when Text(json, "name") is { } name => new Identifier(name, at),
            "Literal" => Literal(json, at),
            _ => null,
        };
    }

    private static IfStatement? If(JsonElement json, Span at, int depth)
    {
        var hasAlternate = json.TryGetProperty("alternate", out var alternate) && alternate.ValueKind != JsonValueKind.Null;
        var other = hasAlternate ? Read(alternate, depth + 1) as Statement : null;
        return One<Expression>(json, "test", depth) is { } test && One<Statement>(json, "consequent", depth) is { } consequent && (other is not null) == hasAlternate
            ? new(test, consequent, other, at)
            : null;
    }

    /// <summary>The spelling decides: the value beside it may have gone through a reader that rounds numbers.</summary>
    private static Literal? Literal(JsonElement json, Span at) =>
        Text(json, "raw") is { } raw && new Lexer(raw).Next() is { Location.Start: { Line: 1, Column: 0 } } token && token.Text == raw
            ? token switch
            {
                { Kind: TokenKind.Text or TokenKind.Number, Value: { } value } => new(value, raw, at),
                { Kind: TokenKind.Name, Text: "true" or "false" } => new(new BooleanConstant(raw == "true"), raw, at),
                { Kind: TokenKind.Name, Text: "null" } => new(NullConstant.Instance, raw, at),
                _ => null,
            }
            : null;

    private static T? One<T>(JsonElement json, string name, int depth)
        where T : Node =>
        json.TryGetProperty(name, out var child) ? Read(child, depth + 1) as T : null;

    private static Items<T>? Many<T>(JsonElement json, string name, int depth)
        where T : Node
    {
        if (!json.TryGetProperty(name, out var children) || children.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        var nodes = new List<T>();
        foreach (var child in children.EnumerateArray())
        {
            if (Read(child, depth + 1) is not T node)
            {
                return null;
            }

            nodes.Add(node);
        }

        return [.. nodes];
    }

    private static string? Text(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;

    private static Span Location(JsonElement json) =>
        json.TryGetProperty("loc", out var location) ? new(Place(location, "start"), Place(location, "end")) : default;

    private static Position Place(JsonElement location, string name) =>
        location.ValueKind == JsonValueKind.Object && location.TryGetProperty(name, out var place) && place.ValueKind == JsonValueKind.Object
            ? new(Number(place, "line"), Number(place, "column"))
            : default;

    private static int Number(JsonElement place, string name) =>
        place.TryGetProperty(name, out var number) && number.ValueKind == JsonValueKind.Number && number.TryGetInt32(out var value) ? value : 0;
}
