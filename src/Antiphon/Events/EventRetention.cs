using Antiphon.Data;
using Antiphon.Data.Retention;
using Antiphon.Sandbox.Clock;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Antiphon.Events;

/// <summary>How long events last. Readers leave out what is too old from the very moment on; once an hour the rows go too.</summary>
internal sealed class EventRetention(NpgsqlDataSource source, IOptions<EventOptions> options, TimeProvider clock) : IRetention
{
    public string What => "events";

    /// <summary>A condition on <c>created_at</c> that the events of today's reach fulfil, to follow others.</summary>
    public Sql Within() => Oldest is { } oldest ? Sql.Of($" and created_at >= {oldest}") : Sql.Empty;

    private DateTimeOffset? Oldest => options.Value.RetentionDays > 0 ? clock.Now().AddDays(-options.Value.RetentionDays) : null;

    public async Task<long> SweepAsync(CancellationToken cancellationToken)
    {
        if (Oldest is null)
        {
            return 0;
        }

        var db = new DeskDb(source);
        var count = 0L;
        foreach (var accountId in await db.ListAsync($"select account_id from accounts", row => row.GetInt64(0), cancellationToken))
        {
            using var stay = clock.In(accountId, "sweep");
            var oldest = Oldest;
            count += await Sweep.RunAsync(() => db.ExecuteAsync(
                $"""
                delete from events where account_id = {accountId} and id = any(array(
                  select id from events where account_id = {accountId} and created_at < {oldest} order by created_at, id limit {Sweep.Step} for update skip locked))
                """,
                cancellationToken));
        }

        return count;
    }
}
