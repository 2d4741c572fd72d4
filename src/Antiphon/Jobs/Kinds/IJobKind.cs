using System.Text.Json;
using Antiphon.Http;
using Antiphon.Identity;
using Antiphon.Jobs.Running;

namespace Antiphon.Jobs.Kinds;

/// <summary>What a type of job does.</summary>
internal interface IJobKind
{
    string Type { get; }

    /// <summary>Writes down what it works on, in the open transaction, and answers how many items that are.</summary>
    Task<Result<long>> PrepareAsync(ClaimedJob job, Actor actor, CancellationToken cancellationToken);
}

/// <summary>One that does something to each item, through the operation that does it for a request.</summary>
internal interface IItemJob : IJobKind
{
    IEnumerable<JobItem> Items(JobBatch batch) => batch.Ids!.Select(id => new JobItem(id, null));

    Task<Result<Done>> RunAsync(ClaimedJob job, JobItem item, Actor actor, CancellationToken cancellationToken);
}

/// <summary>One that writes its items into a file.</summary>
internal interface IExportJob : IJobKind
{
    string FileName { get; }

    IReadOnlyList<string> Header { get; }

    /// <summary>Writes those that are there, and answers which they were.</summary>
    Task<IReadOnlySet<long>> WriteAsync(IReadOnlyList<long> ids, CsvLines csv, Actor actor, CancellationToken cancellationToken);
}

/// <summary>One item: a ticket, or a row of an import with its number.</summary>
internal readonly record struct JobItem(long Id, JsonElement? Content);

/// <summary>How many items are one transaction.</summary>
internal static class BatchSize
{
    /// <summary>Few enough that nobody waits long for a ticket which is just being changed.</summary>
    public const int Written = 100;

    public const int Exported = 1_000;
}
