namespace Antiphon.Limits;

/// <summary>What a node tells the shared row: what it admitted on its own since the last time, and how many requests wait for the row's word.</summary>
internal readonly record struct BucketPush(BucketKey Key, BucketRate Rate, long SpentInTenths, int Wanted);

/// <summary>What the row answers: how many of the waiting requests it let in, and its level with these, in millionths of a token.</summary>
internal readonly record struct BucketReply(long LevelInMillionths, int Granted)
{
    public const long Token = 1_000_000;
}

/// <summary>
/// Brings the pushes to the shared rows; the replies come back in the same order. Each push is applied once, or the call fails.
/// Keys do not repeat within a call.
/// </summary>
internal delegate Task<IReadOnlyList<BucketReply>> SyncRows(IReadOnlyList<BucketPush> pushes, CancellationToken cancellationToken);
