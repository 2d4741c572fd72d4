using System.Globalization;

namespace Antiphon.Demo.Writing;

/// <summary>Measurements that belong to a size, near enough that the advice in the answer is right.</summary>
internal static class BodyMeasure
{
    /// <param name="size">Position in XS, S, M, …; the chest lies near the upper end, because people between two sizes ask.</param>
    public static int Chest(int size, Dice dice) => 86 + (6 * size) + dice.Between(-2, 1);

    /// <summary>Centimetres for trousers in inches (28 to 38) or in continental sizes (38 to 48).</summary>
    public static int Waist(string size, Dice dice) => int.TryParse(size, CultureInfo.InvariantCulture, out var number)
        ? (int)Math.Round(number * (number < 38 ? 2.54 : 1.85)) + dice.Between(0, 3)
        : dice.Between(70, 98);

    /// <summary>Millimetres for British (4 to 11) or continental (37 to 45) shoe sizes.</summary>
    public static int Foot(string size, Dice dice) =>
        !double.TryParse(size.Replace(',', '.'), CultureInfo.InvariantCulture, out var number) ? dice.Between(235, 292)
        : (int)Math.Round(number < 20 ? 237 + ((number - 4) * 8.4) : 235 + ((number - 37) * 6.7)) + dice.Between(-2, 2);
}
