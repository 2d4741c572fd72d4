using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Antiphon.Language.Syntax;

/// <summary>
/// Trees as JSON, the <c>filters_ast</c> of views and the <c>code_ast</c> of rules: ESTree with <c>loc</c>, without ranges and comments (contract pages
/// views and rules). What <see cref="Write"/> writes, <see cref="EsTreeReader"/> reads back to an equal tree.
/// </summary>
public static class EsTree
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = LanguageLimits.MaxJsonDepth };

    /// <summary>The tree as a JSON value of its own.</summary>
    public static JsonElement ToJson(Script program)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            Write(writer, program);
        }

        var reader = new Utf8JsonReader(buffer.WrittenSpan, new JsonReaderOptions { MaxDepth = LanguageLimits.MaxJsonDepth });
        return JsonElement.ParseValue(ref reader);
    }

    /// <summary>Writes the tree; the writer must allow <see cref="LanguageLimits.MaxJsonDepth"/> further levels.</summary>
    public static void Write(Utf8JsonWriter writer, Script program) => WriteNode(writer, program);

    private static void WriteNode(Utf8JsonWriter writer, Node? node)
    {
        if (node is null)
        {
            writer.WriteNullValue();
            return;
        }

        writer.WriteStartObject();
        switch (node)
        {
            case Script program:
                writer.WriteString("type", "Program");
                writer.WriteString("sourceType", "script");
                WriteNodes(writer, "body", program.Body);
                break;
            case ExpressionStatement statement:
                writer.WriteString("type", "ExpressionStatement");
                WriteChild(writer, "expression", statement.Expression);
                break;
            case EmptyStatement:
                writer.WriteString("type", "EmptyStatement");
                break;
            case BlockStatement block:
                writer.WriteString("type", "BlockStatement");
                WriteNodes(writer, "body", block.Body);
                break;
            case IfStatement statement:
                writer.WriteString("type", "IfStatement");
                WriteChild(writer, "test", statement.Test);
                WriteChild(writer, "consequent", statement.Consequent);
                WriteChild(writer, "alternate", statement.Alternate);
                break;
            case CallExpression call:
                writer.WriteString("type", "CallExpression");
                WriteChild(writer, "callee", call.Callee);
                WriteNodes(writer, "arguments", call.Arguments);
                break;
            case MemberExpression member:
                writer.WriteString("type", "MemberExpression");
                writer.WriteBoolean("computed", member.Computed);
                WriteChild(writer, "object", member.Object);
                WriteChild(writer, "property", member.Property);
                break;
            case LogicalExpression logical:
                writer.WriteString("type", "LogicalExpression");
                writer.WriteString("operator", logical.Operator == LogicalOperator.And ? "&&" : "||");
                WriteChild(writer, "left", logical.Left);
                WriteChild(writer, "right", logical.Right);
                break;
            case UnaryExpression unary:
                writer.WriteString("type", "UnaryExpression");
                writer.WriteString("operator", unary.Operator == UnaryOperator.Not ? "!" : "-");
                writer.WriteBoolean("prefix", true);
                WriteChild(writer, "argument", unary.Argument);
                break;
            case ArrayExpression array:
                writer.WriteString("type", "ArrayExpression");
                WriteNodes(writer, "elements", array.Elements);
                break;
            case ObjectExpression made:
                writer.WriteString("type", "ObjectExpression");
                WriteNodes(writer, "properties", made.Properties);
                break;
            case Property property:
                writer.WriteString("type", "Property");
                writer.WriteString("kind", "init");
                writer.WriteBoolean("computed", false);
                writer.WriteBoolean("method", false);
                writer.WriteBoolean("shorthand", false);
                WriteChild(writer, "key", property.Key);
                WriteChild(writer, "value", property.Value);
                break;
            case Identifier identifier:
                writer.WriteString("type", "Identifier");
                writer.WriteString("name", identifier.Name);
                break;
            case Literal literal:
                writer.WriteString("type", "Literal");
                writer.WritePropertyName("value");
                literal.Value.WriteTo(writer);
                writer.WriteString("raw", literal.Raw);
                break;
        }

        WriteLocation(writer, node.Location);
        writer.WriteEndObject();
    }

    private static void WriteChild(Utf8JsonWriter writer, string name, Node? child)
    {
        writer.WritePropertyName(name);
        WriteNode(writer, child);
    }

    private static void WriteNodes<T>(Utf8JsonWriter writer, string name, Items<T> nodes)
        where T : Node
    {
        writer.WriteStartArray(name);
        foreach (var node in nodes)
        {
            WriteNode(writer, node);
        }

        writer.WriteEndArray();
    }

    private static void WriteLocation(Utf8JsonWriter writer, Span location)
    {
        writer.WriteStartObject("loc");
        WritePosition(writer, "start", location.Start);
        WritePosition(writer, "end", location.End);
        writer.WriteEndObject();
    }

    private static void WritePosition(Utf8JsonWriter writer, string name, Position position)
    {
        writer.WriteStartObject(name);
        writer.WriteNumber("line", position.Line);
        writer.WriteNumber("column", position.Column);
        writer.WriteEndObject();
    }
}
