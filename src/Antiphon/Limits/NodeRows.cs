using Antiphon.Data;
using Npgsql;

namespace Antiphon.Limits;

/// <summary>The nodes that live, by the clock of the database.</summary>
internal sealed class NodeRows(NpgsqlDataSource source)
{
    /// <summary>Says that this node lives. Returns how many others do.</summary>
    public Task<int> BeatAsync(Guid nodeId, TimeSpan lifetime, CancellationToken cancellationToken) => new DeskDb(source).SingleAsync($"""
        with beat as (
            insert into nodes (node_id, started_at, seen_at) values ({nodeId}, clock_timestamp(), clock_timestamp())
            on conflict (node_id) do update set seen_at = excluded.seen_at),
        forgotten as (
            delete from nodes where seen_at < clock_timestamp() - interval '1 day')
        select count(*)::int from nodes
        where node_id <> {nodeId} and seen_at > clock_timestamp() - make_interval(secs => {(int)lifetime.TotalMilliseconds} / 1000.0)
        """, row => row.GetInt32(0), cancellationToken);

    public Task<int> LeaveAsync(Guid nodeId, CancellationToken cancellationToken) =>
        new DeskDb(source).ExecuteAsync($"delete from nodes where node_id = {nodeId}", cancellationToken);
}
