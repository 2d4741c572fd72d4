namespace Antiphon.Demo.Writing;

/// <summary>SplitMix64: ours, because the numbers must stay the same on every runtime version, which <see cref="Random"/> does not promise.</summary>
internal sealed class Dice(int seed)
{
    private ulong state = unchecked((ulong)seed * 0x9E3779B97F4A7C15UL) ^ 0xD1B54A32D192ED03UL;

    public ulong Next()
    {
        unchecked
        {
            state += 0x9E3779B97F4A7C15UL;
            var mixed = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9UL;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBUL;
            return mixed ^ (mixed >> 31);
        }
    }

    public double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));

    public bool Chance(double probability) => Unit() < probability;

    public int Below(int bound) => (int)(Next() % (ulong)bound);

    public int Between(int low, int high) => low + Below(high - low + 1);

    public double Between(double low, double high) => low + ((high - low) * Unit());

    public T Pick<T>(IReadOnlyList<T> items) => items[Below(items.Count)];

    /// <summary>Waiting times are log-normal: mostly near the median, now and then several times longer.</summary>
    public double Around(double median, double spread)
    {
        var normal = Math.Sqrt(-2 * Math.Log(1 - Unit())) * Math.Cos(2 * Math.PI * Unit());
        return median * Math.Exp(Math.Clamp(normal, -2.2, 2.2) * spread);
    }

    public string Digits(int count)
    {
        Span<char> digits = stackalloc char[count];
        for (var i = 0; i < count; i++)
        {
            digits[i] = (char)('0' + Below(10));
        }

        return new string(digits);
    }

    public void Shuffle<T>(IList<T> items)
    {
        for (var i = items.Count - 1; i > 0; i--)
        {
            var other = Below(i + 1);
            (items[i], items[other]) = (items[other], items[i]);
        }
    }
}
