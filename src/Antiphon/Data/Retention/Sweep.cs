namespace Antiphon.Data.Retention;

/// <summary>Deletes old rows in steps, small enough that a sweep after a long pause holds no lock for long.</summary>
internal static class Sweep
{
    public const int Step = 5_000;

    /// <param name="deleteStepAsync">Deletes <paramref name="step"/> rows, fewer when there are no more, and answers how many.</param>
    /// <param name="step">Fewer than <see cref="Step"/> where a row is dear.</param>
    public static async Task<long> RunAsync(Func<Task<int>> deleteStepAsync, int step = Step)
    {
        var count = 0L;
        int deleted;
        do
        {
            deleted = await deleteStepAsync();
            count += deleted;
        }
        while (deleted == step);
        return count;
    }
}
