using Antiphon.Limits;

namespace Antiphon.UnitTests.Limits;

/// <summary>The statement of <c>BucketRows</c> in memory: one row, drained by the clock of the database, in microseconds.</summary>
internal sealed class SharedRow
{
    private long level;
    private long drainedAt;

    public BucketReply Apply(BucketPush push, long nowMicroseconds)
    {
        var at = Math.Max(drainedAt, nowMicroseconds);
        var drained = Math.Min(at - drainedAt, 86_400_000_000) * push.Rate.Size / push.Rate.WindowSeconds;
        var filled = (push.SpentInTenths * 100_000) + Math.Max(0, level - drained);
        var granted = Math.Min(push.Wanted, Math.Max(0, ((push.Rate.Size * BucketReply.Token) - filled) / BucketReply.Token));
        level = filled + (granted * BucketReply.Token);
        drainedAt = at;
        return new(level, (int)granted);
    }
}
