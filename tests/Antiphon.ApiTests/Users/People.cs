using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Messages;
using Antiphon.Channels.Outbox;
using Antiphon.Data;
using Antiphon.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Users;

/// <summary>Users, keys and events as tests of people need them.</summary>
internal static class People
{
    public const string Password = "correct horse batt\u00E9ry";

    public static async Task<JsonNode> InviteAsync(this Desk desk, string email, string role = "agent", string name = "Sam Reed") =>
        (await desk.Admin.PostJsonAsync("/api/users", new { email, name, role = new { name = role } })).Is(HttpStatusCode.Created).Json;

    /// <summary>The path of the link in the latest invitation, which comes by mail.</summary>
    public static async Task<string> InvitationOfAsync(this Desk desk, string email)
    {
        string? link = null;
        await Threads.UntilAsync(() =>
        {
            var letter = desk.Services.GetRequiredService<MemoryOutbox>().Sent.LastOrDefault(
                letter => letter.Subject is "You are invited to a helpdesk" && (string?)letter.Source!.Value.GetProperty("to")[0].GetProperty("address").GetString() == email);
            link = letter?.BodyText?.Split('\n').First(line => line.StartsWith("http", StringComparison.Ordinal)).Trim();
            return Task.FromResult(link is not null);
        });
        return new Uri(link!).PathAndQuery;
    }

    /// <summary>A user who was invited and has chosen <see cref="Password"/>.</summary>
    public static async Task<JsonNode> JoinAsync(this Desk desk, string email, string role = "agent")
    {
        var user = await desk.InviteAsync(email, role);
        (await desk.Admin.PostJsonAsync(await desk.InvitationOfAsync(email), new { password = Password })).Is(HttpStatusCode.NoContent);
        return user;
    }

    public static async Task<string> KeyAsync(this Desk desk, string email) => await desk.InScopeAsync(async services =>
        (await services.GetRequiredService<CreateApiKey>().RunAsync(desk.Account.Id, email, "test", CancellationToken.None)).Value.Key);

    /// <summary>A caller with a new key of that user.</summary>
    public static async Task<HttpClient> WithKeyAsync(this Desk desk, string email) => desk.Caller(email, await desk.KeyAsync(email));

    /// <summary>A ticket with an assignee, as other parts of the server would have made it.</summary>
    public static async Task<long> TicketAsync(this Desk desk, long? userId, long? teamId = null) => await desk.InScopeAsync(services =>
        services.GetRequiredService<DeskDb>().SingleAsync(
            $"""
            insert into tickets (account_id, status, channel, via, assignee_user_id, assignee_team_id, created_at, processed_at, updated_at)
            values ({desk.Account.Id}, 'open', 'email', 'api', {userId}, {teamId}, now(), now(), now()) returning id
            """,
            row => row.GetInt64(0),
            CancellationToken.None));

    public static async Task<(long? UserId, long? TeamId)> AssigneesAsync(this Desk desk, long ticketId) => await desk.InScopeAsync(services =>
        services.GetRequiredService<DeskDb>().SingleAsync(
            $"select assignee_user_id, assignee_team_id from tickets where account_id = {desk.Account.Id} and id = {ticketId}",
            row => (row.Long(0), row.Long(1)),
            CancellationToken.None));

    public static long Id(this JsonNode node) => (long)node["id"]!;

    public static string[] Names(this Answer list, string member = "name") => [.. list["data"]!.AsArray().Select(item => (string)item![member]!)];
}
