using System.Globalization;
using System.Text;
using Antiphon.Language.Conditions;

namespace Antiphon.Tests.Shared;

/// <summary>
/// Writes filters that are right, over every path and operator of the tables, in every way that values are spelled. The same random source gives the same filters.
/// Give it the values that the data really has, or most filters choose nothing.
/// </summary>
internal sealed class RandomFilters(Random random)
{
    private static readonly string[] OddTexts =
        ["", "vip", "VIP", "Refund", "a%b", "_", "\\", "it's", "say \"hi\"", "é", "É", "straße", "İstanbul", "ΟΔΟΣ", "😀", "line\nbreak", "5", "true", "null", "{{current_user.id}}", "{{nothing}}"];

    /// <summary>What filters choose among.</summary>
    public FilterSubject Subject { get; init; } = FilterSubject.Ticket;

    /// <summary>Patterns of <see cref="FilterPaths"/> to leave out.</summary>
    public ISet<string> LeftOut { get; init; } = new HashSet<string>();

    /// <summary>Texts that the data has, by pattern; odd ones are mixed in.</summary>
    public IReadOnlyDictionary<string, string[]> Texts { get; init; } = new Dictionary<string, string[]>
    {
        ["ticket.status"] = ["open", "closed"],
        ["ticket.priority"] = ["low", "normal", "high", "critical"],
        ["ticket.channel"] = ["email", "chat", "api"],
        ["ticket.via"] = ["email", "chat", "api", "helpdesk"],
        ["ticket.language"] = ["en", "fr", "de"],
        ["ticket.tags.name"] = ["vip", "refund", "Urgent"],
    };

    /// <summary>Ids that the data has, by pattern; for the others 1 to 9.</summary>
    public IReadOnlyDictionary<string, long[]> Ids { get; init; } = new Dictionary<string, long[]>();

    /// <summary>What may stand between the brackets of custom fields.</summary>
    public IReadOnlyList<long> CustomFields { get; init; } = [1, 2, 3];

    /// <summary>Dates are within 60 days of it.</summary>
    public DateTimeOffset Around { get; init; } = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Most operators in a filter.</summary>
    public int MaxComparisons { get; init; } = 6;

    public string Next()
    {
        var text = new StringBuilder();
        Write(text, 1 + random.Next(MaxComparisons), grouped: false);
        return text.ToString();
    }

    /// <summary>One operator call.</summary>
    public string NextComparison()
    {
        FilterPath[] paths = [.. FilterPaths.All.Where(path => path.Pattern.StartsWith(Subject == FilterSubject.Ticket ? "ticket." : "customer.", StringComparison.Ordinal) && !LeftOut.Contains(path.Pattern))];
        var path = paths[random.Next(paths.Length)];
        OperatorInfo[] operators = [.. Operators.All.Where(row => !row.Rules && (row.Kinds & (FieldKinds)(1 << (int)path.Kind)) != FieldKinds.None)];
        var @operator = operators[random.Next(operators.Length)];
        var operand = @operator.Operand == OperandShape.None ? "" : $",{Blank()}{Operand(@operator, path)}";
        return $"{@operator.Name}({Blank()}{Spell(path)}{operand}{Blank()})";
    }

    private void Write(StringBuilder text, int comparisons, bool grouped)
    {
        if (comparisons == 1)
        {
            text.Append(random.Next(8) == 0 ? "!" : "").Append(NextComparison());
            return;
        }

        var left = 1 + random.Next(comparisons - 1);
        text.Append(random.Next(10) == 0 && grouped ? "!" : "").Append(grouped ? "(" : "");
        Write(text, left, random.Next(3) == 0);
        text.Append(Blank()).Append(random.Next(3) == 0 ? "||" : "&&").Append(Blank());
        Write(text, comparisons - left, random.Next(3) == 0);
        text.Append(grouped ? ")" : "");
    }

    private string Blank() => random.Next(20) switch { 0 => "\n", 1 => "  ", 2 => "/* why */", < 10 => "", _ => " " };

    private string Spell(FilterPath path)
    {
        var index = CustomFields[random.Next(CustomFields.Count)];
        var written = path.Pattern.Replace("[]", random.Next(3) == 0 ? $"['{index}']" : $"[{index}]", StringComparison.Ordinal);
        var dot = written.LastIndexOf('.');
        return random.Next(12) == 0 ? $"{written[..dot]}[\"{written[(dot + 1)..]}\"]" : written;
    }

    private string Operand(OperatorInfo @operator, FilterPath path) => @operator.Operand switch
    {
        OperandShape.Timedelta => Quote($"{random.Next(60)}{"mhdwM"[random.Next(5)]}"),
        OperandShape.Text => Quote(Text(path)),
        OperandShape.Scalar when random.Next(10) == 0 => "null",
        OperandShape.List when random.Next(4) > 0 => $"[{string.Join(", ", Enumerable.Range(0, random.Next(4)).Select(_ => Scalar(path)))}]",
        OperandShape.Ordered when path.Kind == FieldKind.Any => Number(),
        _ => Scalar(path),
    };

    private string Scalar(FilterPath path) => path.Kind switch
    {
        FieldKind.Id => Id(path),
        FieldKind.Number => random.Next(3) == 0 ? Quote(Number()) : Number(),
        FieldKind.Boolean => random.Next(3) switch { 0 => "true", 1 => "false", _ => Quote(random.Next(2) == 0 ? "true" : "false") },
        FieldKind.Instant => Quote(Moment()),
        FieldKind.Any => random.Next(4) switch { 0 => Number(), 1 => random.Next(2) == 0 ? "true" : "false", _ => Quote(Text(path)) },
        _ => random.Next(12) == 0 ? Number() : Quote(Text(path)),
    };

    private string Id(FilterPath path)
    {
        if (path.Pattern == "ticket.assignee_user.id" && random.Next(4) == 0)
        {
            return "\"{{current_user.id}}\"";
        }

        var id = Ids.TryGetValue(path.Pattern, out var ids) && ids.Length > 0 && random.Next(8) > 0 ? ids[random.Next(ids.Length)] : random.Next(1, 10);
        return random.Next(2) == 0 ? Quote($"{id}") : $"{id}";
    }

    private string Text(FilterPath path)
    {
        var text = Texts.TryGetValue(path.Pattern, out var texts) && texts.Length > 0 && random.Next(4) > 0
            ? texts[random.Next(texts.Length)]
            : OddTexts[random.Next(OddTexts.Length)];
        return random.Next(8) switch
        {
            0 => text.ToUpperInvariant(),
            1 when text.Length > 2 && !char.IsSurrogate(text[1]) && !char.IsSurrogate(text[2]) => text[..2],
            _ => text,
        };
    }

    private string Number() => random.Next(6) switch
    {
        0 => "-1",
        1 => "2.50",
        2 => "0",
        _ => $"{random.Next(1, 7)}",
    };

    private string Moment()
    {
        var moment = Around.AddMinutes(random.Next(-60 * 24 * 60, 60 * 24 * 60));
        return random.Next(4) switch
        {
            0 => moment.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            1 => moment.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
            2 => moment.ToOffset(TimeSpan.FromHours(2)).ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture),
            _ => moment.AddTicks(random.Next(10_000_000)).ToString("yyyy-MM-ddTHH:mm:ss.ffffffzzz", CultureInfo.InvariantCulture),
        };
    }

    private string Quote(string text)
    {
        var quote = random.Next(2) == 0 ? '\'' : '"';
        var raw = new StringBuilder().Append(quote);
        foreach (var c in text)
        {
            _ = c switch
            {
                '\n' => raw.Append("\\n"),
                '\\' => raw.Append("\\\\"),
                _ when c == quote => raw.Append('\\').Append(c),
                > '~' when !char.IsSurrogate(c) && random.Next(3) == 0 => raw.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => raw.Append(c),
            };
        }

        return raw.Append(quote).ToString();
    }
}
