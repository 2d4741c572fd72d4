namespace Antiphon.Client;

/// <summary>What a throttle believes at one moment.</summary>
/// <param name="Used">The estimated number of used requests; null before the first answer that shows it.</param>
/// <param name="Limit">The size of the limit; null before the first answer that shows it.</param>
/// <param name="DrainPerSecond">How many requests per second the limit gives back to this client.</param>
/// <param name="Waiting">How many calls wait for their turn.</param>
public sealed record ThrottleReading(double? Used, int? Limit, double DrainPerSecond, int Waiting);
