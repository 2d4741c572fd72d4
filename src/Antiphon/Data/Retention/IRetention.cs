namespace Antiphon.Data.Retention;

/// <summary>Rows that are kept for some time and then deleted.</summary>
internal interface IRetention
{
    /// <summary>What is deleted, for the log, such as <c>events</c>.</summary>
    string What { get; }

    /// <summary>Deletes what is too old, and answers how many rows that were. Several nodes may do it at once: each takes rows that no other holds.</summary>
    Task<long> SweepAsync(CancellationToken cancellationToken);
}
