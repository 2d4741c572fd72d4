using System.Text.Json;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Identity;
using Npgsql;

namespace Antiphon.Jobs.Running;

/// <summary>A job that this node has taken. <paramref name="Attempt"/> tells it from the same job in other hands.</summary>
internal sealed record ClaimedJob(long AccountId, long Id, string Type, JsonElement Given, int Attempt, bool IsPrepared, int Breaks, string Address, Actor Actor)
{
    public const string Columns = "taken.account_id, taken.id, taken.type, taken.params, taken.attempts, taken.total_count is not null, taken.breaks, taken.address, taken.user_id, taken.actor, taken.actor_id, taken.context, taken.origin";

    /// <summary>What it is to do. It was checked when it was made.</summary>
    public JobParams Params { get; } = CheckJob.Read(Given, isTolerant: true, new FieldErrors());

    // The role is looked up when the job begins to work: it is that of now.
    public static ClaimedJob Read(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        row.GetInt64(1),
        row.GetString(2),
        row.Json(3)!.Value,
        row.GetInt32(4),
        row.GetBoolean(5),
        row.GetInt32(6),
        row.GetString(7),
        new Actor(row.GetInt64(0), row.Long(8), "", row.GetString(9), row.Long(10), row.GetGuid(11)) { Origin = row.Text(12) });
}

/// <summary>A piece of a job: ids, or what an import found.</summary>
internal sealed record JobBatch(string Status, int Number, IReadOnlyList<long>? Ids, JsonElement? Items, int Failures);

/// <summary>Another node has taken the job, so nothing may be written any more.</summary>
internal sealed class LostJobException() : Exception("The job is in other hands.");
