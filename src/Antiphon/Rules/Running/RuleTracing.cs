using System.Buffers;
using System.Text.Json;
using Antiphon.Contract;
using Antiphon.Language;
using Antiphon.Language.Evaluation;
using Antiphon.Language.Syntax;

namespace Antiphon.Rules.Running;

/// <summary>Conditions as traces show them.</summary>
internal static class RuleTracing
{
    private const int LongestText = 200;
    private const int LongestList = 50;

    public static List<RuleConditionResource> Conditions(RuleCode code, IReadOnlyCollection<TracedComparison> asked)
    {
        var lines = asked.Count == 0 ? [] : code.Text.Split('\n');
        return
        [
            .. asked.Select(one =>
            {
                var start = one.Comparison.Location.Start;
                return new RuleConditionResource(start.Line, start.Column + 1, Written(lines, one.Comparison.Location), Json(one.Value), one.Verdict.ToString().ToLowerInvariant());
            }),
        ];
    }

    private static string Written(string[] lines, Span place)
    {
        var (from, to) = (place.Start, place.End);
        if (from.Line == to.Line)
        {
            return Cut(lines[from.Line - 1][from.Column..to.Column]);
        }

        var between = lines[from.Line..(to.Line - 1)].Select(line => line.Trim());
        return Cut(string.Join(' ', [lines[from.Line - 1][from.Column..].Trim(), .. between, lines[to.Line - 1][..to.Column].Trim()]));
    }

    private static JsonElement Json(FactValue value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            Shortened(value).WriteTo(writer);
        }

        var reader = new Utf8JsonReader(buffer.WrittenSpan, new JsonReaderOptions { MaxDepth = LanguageLimits.MaxJsonDepth });
        return JsonElement.ParseValue(ref reader);
    }

    // A trace tells why; the whole text of a message stands in the message.
    private static FactValue Shortened(FactValue value) => value switch
    {
        TextFact text => FactValue.Of(Cut(text.Value)),
        ListFact list => FactValue.Of([.. list.Values.Take(LongestList).Select(Shortened)]),
        OpaqueFact => FactValue.Of("(object)"),
        _ => value,
    };

    private static string Cut(string text)
    {
        if (text.Length <= LongestText)
        {
            return text;
        }

        var length = char.IsHighSurrogate(text[LongestText - 1]) ? LongestText - 1 : LongestText;
        return text[..length] + "…";
    }
}
