namespace Antiphon.Bench.Load;

/// <summary>Requests of one kind, and how long they may take. There is nothing bare to compare them with: they are compared with what was promised.</summary>
/// <param name="Name">As the table has it.</param>
/// <param name="Percentile">Of all requests, this share must be within the limit: 0.99 for p99.</param>
/// <param name="Milliseconds">The limit.</param>
/// <param name="Connections">How many ask at the same time.</param>
/// <param name="PrepareAsync">Makes the requests, for which it may ask the server first.</param>
internal sealed record Promise(string Name, double Percentile, double Milliseconds, int Connections, Func<Scout, CancellationToken, Task<IReadOnlyList<byte[]>>> PrepareAsync)
{
    public static IReadOnlyList<Promise> All { get; } = [.. ViewPromises.All, .. SearchPromises.All];

    /// <summary>Those whose names contain one of the parts; all without any.</summary>
    public static IReadOnlyList<Promise> Named(IReadOnlyList<string> parts) =>
        [.. All.Where(candidate => parts.Count == 0 || parts.Any(part => candidate.Name.Contains(part, StringComparison.OrdinalIgnoreCase)))];
}
