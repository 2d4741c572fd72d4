namespace Antiphon.Language.Syntax;

/// <summary>A node of the tree; names and members are those of ESTree.</summary>
/// <param name="Location">Where it stands. Parentheses around a node are not part of it.</param>
public abstract record Node(Span Location);

/// <summary>A node that stands for something done.</summary>
public abstract record Statement(Span Location) : Node(Location);

/// <summary>A node that stands for a value.</summary>
public abstract record Expression(Span Location) : Node(Location);

/// <summary>A whole text: ESTree's <c>Program</c>, which would clash with the entry point of every executable.</summary>
public sealed record Script(Items<Statement> Body, Span Location) : Node(Location);

/// <summary>An expression in the place of a statement.</summary>
public sealed record ExpressionStatement(Expression Expression, Span Location) : Statement(Location);

/// <summary>A semicolon with nothing before it.</summary>
public sealed record EmptyStatement(Span Location) : Statement(Location);

/// <summary>Statements in braces.</summary>
public sealed record BlockStatement(Items<Statement> Body, Span Location) : Statement(Location);

/// <summary><c>if (test) consequent else alternate</c>.</summary>
public sealed record IfStatement(Expression Test, Statement Consequent, Statement? Alternate, Span Location) : Statement(Location);

/// <summary><c>callee(arguments)</c>.</summary>
public sealed record CallExpression(Expression Callee, Items<Expression> Arguments, Span Location) : Expression(Location);

/// <summary><c>object.property</c>, or <c>object[property]</c> when computed.</summary>
public sealed record MemberExpression(Expression Object, Expression Property, bool Computed, Span Location) : Expression(Location);

/// <summary><c>left &amp;&amp; right</c> or <c>left || right</c>.</summary>
public sealed record LogicalExpression(LogicalOperator Operator, Expression Left, Expression Right, Span Location) : Expression(Location);

/// <summary><c>!argument</c>, or <c>-argument</c> before a number.</summary>
public sealed record UnaryExpression(UnaryOperator Operator, Expression Argument, Span Location) : Expression(Location);

/// <summary><c>[a, b]</c>.</summary>
public sealed record ArrayExpression(Items<Expression> Elements, Span Location) : Expression(Location);

/// <summary><c>{ name: value }</c>.</summary>
public sealed record ObjectExpression(Items<Property> Properties, Span Location) : Expression(Location);

/// <summary>One member of an object: the key is an <see cref="Identifier"/> or a <see cref="Literal"/>.</summary>
public sealed record Property(Expression Key, Expression Value, Span Location) : Node(Location);

/// <summary>A name.</summary>
public sealed record Identifier(string Name, Span Location) : Expression(Location);

/// <summary>A text, number, <c>true</c>, <c>false</c> or <c>null</c>.</summary>
/// <param name="Value">A <see cref="TextConstant"/>, <see cref="NumberConstant"/>, <see cref="BooleanConstant"/> or <see cref="NullConstant"/>.</param>
/// <param name="Raw">As written, with its quotes.</param>
/// <param name="Location">Where it stands.</param>
public sealed record Literal(Constant Value, string Raw, Span Location) : Expression(Location);

/// <summary>How two conditions are joined.</summary>
public enum LogicalOperator
{
    /// <summary><c>&amp;&amp;</c>, which binds tighter.</summary>
    And,

    /// <summary><c>||</c></summary>
    Or,
}

/// <summary>What stands before an operand.</summary>
public enum UnaryOperator
{
    /// <summary><c>!</c></summary>
    Not,

    /// <summary><c>-</c></summary>
    Minus,
}
