namespace Antiphon.Limits;

/// <summary>Every response carries one of a few hundred texts, so they are made once.</summary>
internal static class UsageHeader
{
    public const string Name = "X-Gorgias-Account-Api-Call-Limit";

    private const int MaxCachedSize = 256;
    private static readonly string[]?[] Cache = new string[]?[MaxCachedSize + 1];

    public static string Text(int used, int size)
    {
        if ((uint)size > MaxCachedSize || (uint)used > (uint)size)
        {
            return $"{used}/{size}";
        }

        // Two threads may build the same row; either is right.
        return (Cache[size] ??= TextsOf(size))[used];
    }

    // Not written in place: its closure would be allocated by each call.
    private static string[] TextsOf(int size) => [.. Enumerable.Range(0, size + 1).Select(used => $"{used}/{size}")];
}
