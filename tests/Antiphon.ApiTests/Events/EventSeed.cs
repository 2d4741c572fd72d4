using Antiphon.ApiTests.Furniture;
using Antiphon.Data;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Events;

/// <summary>An event as a test puts it into the log.</summary>
internal sealed record SeededEvent(string Type, string ObjectType, long ObjectId, long? UserId, DateTimeOffset At)
{
    public long Id { get; init; }
}

internal static class EventSeed
{
    public static readonly DateTimeOffset Noon = new(2026, 6, 23, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Writes events with times of their own; the answer knows their ids.</summary>
    public static async Task<List<SeededEvent>> SeedEventsAsync(this Desk desk, IEnumerable<SeededEvent> events) => await desk.InScopeAsync(async services =>
    {
        var db = services.GetRequiredService<DeskDb>();
        var written = new List<SeededEvent>();
        foreach (var item in events)
        {
            var id = await db.SingleAsync(
                $"""
                insert into events (account_id, type, object_type, object_id, user_id, actor, context, created_at)
                values ({desk.Account.Id}, {item.Type}, {item.ObjectType}, {item.ObjectId}, {item.UserId}, 'api-key', gen_random_uuid(), {item.At}) returning id
                """,
                row => row.GetInt64(0),
                CancellationToken.None);
            written.Add(item with { Id = id });
        }

        return written;
    });

    public static Task<long> CountEventsAsync(this Desk desk) => desk.InScopeAsync(services =>
        services.GetRequiredService<DeskDb>().SingleAsync($"select count(*) from events where account_id = {desk.Account.Id}", row => row.GetInt64(0), CancellationToken.None));

    /// <summary>Empties the log.</summary>
    public static Task<int> ForgetEventsAsync(this Desk desk) => desk.InScopeAsync(services =>
        services.GetRequiredService<DeskDb>().ExecuteAsync($"delete from events where account_id = {desk.Account.Id}", CancellationToken.None));
}
