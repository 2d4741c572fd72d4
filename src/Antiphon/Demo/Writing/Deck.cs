namespace Antiphon.Demo.Writing;

/// <summary>Deals every card once before any card comes again: what keeps three hundred threads from sounding alike.</summary>
internal sealed class Deck<T>(IReadOnlyList<T> cards, Dice dice)
{
    private readonly List<T> left = [];

    public T Deal()
    {
        if (left.Count == 0)
        {
            left.AddRange(cards);
            dice.Shuffle(left);
        }

        var card = left[^1];
        left.RemoveAt(left.Count - 1);
        return card;
    }
}
