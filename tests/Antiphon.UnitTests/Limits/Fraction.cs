using System.Numerics;

namespace Antiphon.UnitTests.Limits;

/// <summary>An exact rational number, for the model that the bucket is compared with.</summary>
internal readonly struct Fraction
{
    private readonly BigInteger over;
    private readonly BigInteger under;

    public Fraction(BigInteger numerator, BigInteger denominator)
    {
        var divisor = BigInteger.GreatestCommonDivisor(numerator, denominator);
        over = numerator / divisor * denominator.Sign;
        under = denominator / divisor * denominator.Sign;
    }

    public static Fraction Zero => new(0, 1);

    public static implicit operator Fraction(long value) => new(value, 1);

    public static Fraction operator +(Fraction a, Fraction b) => new((a.over * b.under) + (b.over * a.under), a.under * b.under);

    public static Fraction operator -(Fraction a, Fraction b) => new((a.over * b.under) - (b.over * a.under), a.under * b.under);

    public static Fraction operator *(Fraction a, Fraction b) => new(a.over * b.over, a.under * b.under);

    public static Fraction operator /(Fraction a, Fraction b) => new(a.over * b.under, a.under * b.over);

    public static bool operator >(Fraction a, Fraction b) => a.over * b.under > b.over * a.under;

    public static bool operator <(Fraction a, Fraction b) => a.over * b.under < b.over * a.under;

    public int CompareWith(Fraction other) => (over * other.under).CompareTo(other.over * under);

    public BigInteger Ceiling()
    {
        var whole = BigInteger.DivRem(over, under, out var rest);
        return rest.Sign > 0 ? whole + 1 : whole;
    }
}
