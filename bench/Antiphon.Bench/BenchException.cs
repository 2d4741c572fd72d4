namespace Antiphon.Bench;

/// <summary>A run that cannot go on, in one sentence for whoever started it.</summary>
internal sealed class BenchException(string message) : Exception(message);
