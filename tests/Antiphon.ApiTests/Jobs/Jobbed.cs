using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Messages;
using Antiphon.Data;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Jobs;

/// <summary>Jobs, and many tickets for them.</summary>
internal static class Jobbed
{
    private const int Slice = 5_000;

    public static async Task<long> JobAsync(this HttpClient caller, string type, object parameters) =>
        (long)(await caller.PostJsonAsync("/api/jobs", new { type, @params = parameters })).Is(HttpStatusCode.Created)["id"]!;

    public static async Task<JsonNode> SeenAsync(this HttpClient caller, long job) => (await caller.GetJsonAsync($"/api/jobs/{job}")).Is(HttpStatusCode.OK).Json;

    /// <summary>The job when it has ended.</summary>
    public static async Task<JsonNode> EndAsync(this HttpClient caller, long job)
    {
        JsonNode? seen = null;
        await Threads.UntilAsync(async () => (seen = await caller.SeenAsync(job))["ended_datetime"] is not null);
        return seen!;
    }

    public static (long Done, long? Total, long Failed) Counts(this JsonNode job) => ((long)job["info"]!["progress_count"]!, (long?)job["info"]!["total_count"], (long)job["info"]!["failed_count"]!);

    /// <summary>Open tickets with this subject, as a migration might have brought them.</summary>
    public static Task ManyTicketsAsync(this Desk desk, int count, string subject) => desk.InScopeAsync(async services =>
    {
        // A million in one statement would take longer than a statement may.
        for (var written = 0; written < count; written += Slice)
        {
            await services.GetRequiredService<DeskDb>().ExecuteAsync(
                $"""
                insert into tickets (account_id, status, channel, via, subject, created_at, processed_at, updated_at)
                select {desk.Account.Id}, 'open', 'email', 'api', {subject}, now(), now(), now() from generate_series(1, {Math.Min(Slice, count - written)})
                """,
                CancellationToken.None);
        }

        return true;
    });

    /// <summary>How many tickets with this subject are closed, and how many events say so of how many tickets.</summary>
    public static Task<(int Closed, int Events, int Tickets)> ClosedAsync(this Desk desk, string subject) => desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().SingleAsync(
        $"""
        select (select count(*)::int from tickets where account_id = {desk.Account.Id} and subject = {subject} and status = 'closed'), count(*)::int, count(distinct e.object_id)::int
        from events e join tickets t on t.account_id = e.account_id and t.id = e.object_id
        where e.account_id = {desk.Account.Id} and e.type = 'ticket-closed' and e.object_type = 'Ticket' and t.subject = {subject}
        """,
        row => (row.GetInt32(0), row.GetInt32(1), row.GetInt32(2)),
        CancellationToken.None));

    public static object View(string subject) => new { view = new { filters = $"eq(ticket.subject, '{subject}')" } };

    public static object Closing(string subject) => new { view = new { filters = $"eq(ticket.subject, '{subject}') && eq(ticket.status, 'open')" }, updates = new { status = "closed" } };
}
