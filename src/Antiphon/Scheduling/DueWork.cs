namespace Antiphon.Scheduling;

/// <summary>Something that is to happen at a time by itself.</summary>
/// <param name="AccountId">The account.</param>
/// <param name="Kind">Who does it: a <see cref="IDueHandler.Kind"/>.</param>
/// <param name="SubjectId">To what.</param>
/// <param name="DueAt">When.</param>
/// <param name="Attempts">How often it was tried in vain.</param>
internal sealed record DueWork(long AccountId, string Kind, long SubjectId, DateTimeOffset DueAt, int Attempts);
