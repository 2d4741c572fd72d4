namespace Antiphon.Data.Retention;

/// <summary>Deletes old rows in steps, small enough that a sweep after a long pause holds no lock for long.</summary>
internal static class Sweep
{
    public const int Step = 5_000;

    /// <param name="deleteStepAsync">Deletes <see cref="Step"/> rows, fewer when there are no more, and answers how many.</param>
    public static async Task<long> RunAsync(Func<Task<int>> deleteStepAsync)
    {
        var count = 0L;
        int deleted;
        do
        {
            deleted = await deleteStepAsync();
            count += deleted;
        }
        while (deleted == Step);
        return count;
    }
}
