using System.Text.Json.Nodes;
using Antiphon.Data;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Furniture;

/// <summary>Looks into the event log, for tests of what writes it.</summary>
internal static class EventReading
{
    /// <summary>The types of the events about one object, oldest first.</summary>
    public static Task<List<string>> EventsOfAsync(this Desk desk, string objectType, long id) => desk.InScopeAsync(services =>
        services.GetRequiredService<DeskDb>().ListAsync(
            $"select type from events where account_id = {desk.Account.Id} and object_type = {objectType} and object_id = {id} order by id",
            row => row.GetString(0),
            CancellationToken.None));

    /// <summary>The data of the last event of a type about one object.</summary>
    public static Task<JsonNode?> EventDataAsync(this Desk desk, string type, long id) => desk.InScopeAsync(services =>
        services.GetRequiredService<DeskDb>().FirstOrDefaultAsync(
            $"select data from events where account_id = {desk.Account.Id} and type = {type} and object_id = {id} order by id desc limit 1",
            row => row.Text(0) is { } json ? JsonNode.Parse(json) : null,
            CancellationToken.None));
}
