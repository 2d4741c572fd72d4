using System.Text;
using Antiphon.Language.Rules;

namespace Antiphon.Tests.Shared;

/// <summary>Writes rules that are right: nested branches over random tests, and actions with arguments of every shape.</summary>
internal sealed class RandomRules(Random random)
{
    private static readonly string[] Names = [.. RuleActions.Names.Order(StringComparer.Ordinal)];

    private static readonly string[] MessageTests =
    [
        "containsAny(message.text, ['how', 'when'])",
        "eq(message.from_agent, false)",
        "isEmpty(message.intents.name)",
        "eq(ticket.customer.integrations.shopify.orders[0].financial_status, 'paid')",
        "gt(ticket.customer.integrations.shopify.orders[0].total_price, 100)",
        "duringBusinessHours(ticket.created_datetime)",
        "!(startsWith(message.source.from.address, \"no-reply@\") || endsWith(message.sender.email, '.test'))",
    ];

    private static readonly string[] Values =
        ["'a, b'", "\"it's\"", "12", "-1.5", "true", "null", "[1, 'two', []]", "{}", "{ id: 3 }", "{ 'odd name': { deep: [{ er: null }] }, }", "'{{ticket.customer.firstname}}'", "'😀 \\u00e9'"];

    private readonly RandomFilters filters = new(random) { MaxComparisons = 3 };

    public string Next()
    {
        var text = new StringBuilder();
        WriteStatements(text, 3);
        return text.ToString();
    }

    private void WriteStatements(StringBuilder text, int depth)
    {
        var count = random.Next(4);
        for (var i = 0; i < count; i++)
        {
            WriteStatement(text, depth);
        }
    }

    private void WriteStatement(StringBuilder text, int depth)
    {
        switch (depth == 0 ? random.Next(5) : random.Next(10))
        {
            case < 4:
                text.Append(Action()).Append(random.Next(2) == 0 ? ";" : "").Append('\n');
                break;
            case 4:
                text.Append(random.Next(3) == 0 ? ";" : "// nothing\n");
                break;
            case 5:
                WriteBlock(text, depth);
                break;
            default:
                WriteIf(text, depth);
                break;
        }
    }

    private void WriteIf(StringBuilder text, int depth)
    {
        text.Append("if (").Append(random.Next(2) == 0 ? filters.Next() : MessageTests[random.Next(MessageTests.Length)]).Append(") ");
        WriteBranch(text, depth);
        if (random.Next(2) == 0)
        {
            text.Append(" else ");
            WriteBranch(text, depth);
        }
    }

    private void WriteBranch(StringBuilder text, int depth)
    {
        switch (random.Next(4))
        {
            case 0:
                text.Append(Action()).Append(";\n");
                break;
            case 1 when depth > 1:
                WriteIf(text, depth - 1);
                break;
            default:
                WriteBlock(text, depth);
                break;
        }
    }

    private void WriteBlock(StringBuilder text, int depth)
    {
        text.Append('{');
        WriteStatements(text, Math.Max(depth - 1, 0));
        text.Append('}');
    }

    private string Action()
    {
        var name = Names[random.Next(Names.Length)];
        var arguments = Enumerable.Range(0, random.Next(3)).Select(i => $"{(random.Next(3) == 0 ? $"'member {i}'" : $"m{i}")}: {Values[random.Next(Values.Length)]}");
        return random.Next(8) == 0 ? $"Action('{name}')" : $"Action('{name}', {{ {string.Join(", ", arguments)} }})";
    }
}
