namespace Antiphon.Limits;

/// <summary>How full a bucket was at a moment (ticks). The default is an empty bucket. The unit of the level depends on the window, see <see cref="BucketRate"/>.</summary>
internal readonly record struct BucketState(long Level, long At, int WindowSeconds);
