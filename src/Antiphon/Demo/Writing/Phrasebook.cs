using System.Text;

namespace Antiphon.Demo.Writing;

/// <summary>
/// Turns a template into text: <c>{slot}</c> is looked up (<c>{Slot}</c> capitalises the value), <c>[one|other|]</c> picks one, nested as deep as wanted.
/// </summary>
internal sealed class Phrasebook(Dice dice)
{
    private readonly Dictionary<string[], Deck<string>> decks = new(ReferenceEqualityComparer.Instance);

    public string Say(string[] variants, Func<string, string> slot)
    {
        if (!decks.TryGetValue(variants, out var deck))
        {
            decks[variants] = deck = new Deck<string>(variants, dice);
        }

        return Fill(deck.Deal(), slot);
    }

    public string Fill(string template, Func<string, string> slot)
    {
        var text = new StringBuilder(template.Length + 32);
        var position = 0;
        while (position < template.Length)
        {
            switch (template[position])
            {
                case '{':
                    var end = template.IndexOf('}', position);
                    text.Append(Lookup(template[(position + 1)..end], slot));
                    position = end + 1;
                    break;
                case '[':
                    var (alternatives, next) = Alternatives(template, position + 1);
                    text.Append(Fill(dice.Pick(alternatives), slot));
                    position = next;
                    break;
                default:
                    text.Append(template[position++]);
                    break;
            }
        }

        return text.ToString();
    }

    private static string Lookup(string name, Func<string, string> slot)
    {
        if (!char.IsUpper(name[0]))
        {
            return slot(name);
        }

        var value = slot(char.ToLowerInvariant(name[0]) + name[1..]);
        return char.ToUpperInvariant(value[0]) + value[1..];
    }

    private static (List<string> Alternatives, int Next) Alternatives(string template, int start)
    {
        List<string> alternatives = [];
        var depth = 0;
        var from = start;
        for (var i = start; i < template.Length; i++)
        {
            switch (template[i])
            {
                case '[':
                    depth++;
                    break;
                case '|' when depth == 0:
                    alternatives.Add(template[from..i]);
                    from = i + 1;
                    break;
                case ']' when depth == 0:
                    alternatives.Add(template[from..i]);
                    return (alternatives, i + 1);
                case ']':
                    depth--;
                    break;
            }
        }

        throw new FormatException($"A '[' is never closed in the demo text: {template}");
    }
}
