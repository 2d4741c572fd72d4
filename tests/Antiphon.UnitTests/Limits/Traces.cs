using FsCheck;
using FsCheck.Fluent;

namespace Antiphon.UnitTests.Limits;

/// <summary>Random histories of a bucket. A failing one is shrunk by leaving out steps.</summary>
internal static class Traces
{
    public static Arbitrary<T[]> Of<T>(Gen<T> step, int longest) =>
        Arb.From(from length in Gen.Choose(1, longest) from steps in step.ArrayOf(length) select steps, Shorter);

    /// <summary>A pause in ticks: mostly none or short, so that the bucket fills, sometimes long enough to empty it, rarely a round number.</summary>
    public static Gen<long> Pause() => Gen.Frequency(
        (6, Gen.Constant(0L)),
        (4, Gen.Choose(1, 3_000_000).Select(ticks => (long)ticks)),
        (4, Gen.Elements(1L, 2_499_999, 2_500_000, 2_500_001, 4_999_999, 5_000_000, 5_000_001, 10_000_000)),
        (3, Gen.Choose(1, 60_000).Select(milliseconds => milliseconds * TimeSpan.TicksPerMillisecond)),
        (1, Gen.Choose(0, 400_000_000).Select(ticks => (long)ticks)));

    public static void Hold<T>(Arbitrary<T> traces, int count, Action<T> test) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(count).WithQuietOnSuccess(true), Prop.ForAll(traces, test));

    private static IEnumerable<T[]> Shorter<T>(T[] steps)
    {
        if (steps.Length > 8)
        {
            yield return steps[..(steps.Length / 2)];
            yield return steps[(steps.Length / 2)..];
        }

        for (var left = 0; left < steps.Length && steps.Length > 1; left++)
        {
            yield return [.. steps[..left], .. steps[(left + 1)..]];
        }
    }
}
