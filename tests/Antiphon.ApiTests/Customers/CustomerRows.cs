using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;
using Antiphon.Data;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Customers;

/// <summary>What tests of customers set up beside the customers themselves.</summary>
internal static class CustomerRows
{
    private static readonly DateTimeOffset Then = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public static async Task<Answer> CreateCustomerAsync(this Desk desk, object body) => (await desk.Admin.PostJsonAsync("/api/customers", body)).Is(HttpStatusCode.Created);

    public static async Task<long> CustomerIdAsync(this Desk desk, object body) => (long)(await desk.CreateCustomerAsync(body))["id"]!;

    public static async Task<Answer> CustomerAsync(this Desk desk, long id) => (await desk.Admin.GetJsonAsync($"/api/customers/{id}")).Is(HttpStatusCode.OK);

    public static string[] Addresses(this Answer customer) => [.. customer["channels"]!.AsArray().Select(channel => (string)channel!["address"]!)];

    public static string[] Preferred(this Answer customer) => [.. customer["channels"]!.AsArray().Where(channel => (bool)channel!["preferred"]!).Select(channel => (string)channel!["address"]!)];

    public static Task<long> TicketOfAsync(this Desk desk, long customer) => desk.InScopeAsync(services =>
        services.GetRequiredService<DeskDb>().SingleAsync(InsertTicket(desk.Account.Id, customer), row => row.GetInt64(0), CancellationToken.None));

    public static Sql InsertTicket(long account, long customer) => Sql.Of(
        $"""
        insert into tickets (account_id, status, channel, via, customer_id, created_at, processed_at, updated_at)
        values ({account}, 'open', 'api', 'api', {customer}, {Then}, {Then}, {Then}) returning id
        """);

    public static Task<long> MessageInAsync(this Desk desk, long ticket, long sender) => desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().SingleAsync(
        $"""
        insert into messages (account_id, ticket_id, public, channel, via, from_agent, sender_customer_id, created_at, processed_at)
        values ({desk.Account.Id}, {ticket}, true, 'api', 'api', false, {sender}, {Then}, {Then}) returning id
        """,
        row => row.GetInt64(0),
        CancellationToken.None));

    public static Task<long?> NumberAsync(this Desk desk, Sql sql) =>
        desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().FirstOrDefaultAsync(sql, row => row.Long(0), CancellationToken.None));

    public static Task<long?> CustomerOfTicketAsync(this Desk desk, long ticket) => desk.NumberAsync(Sql.Of($"select customer_id from tickets where account_id = {desk.Account.Id} and id = {ticket}"));

    public static Task<long?> SenderOfAsync(this Desk desk, long message) => desk.NumberAsync(Sql.Of($"select sender_customer_id from messages where account_id = {desk.Account.Id} and id = {message}"));

    public static Task<long> IntegrationAsync(this Desk desk, string name) => desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().SingleAsync(
        $"insert into integrations (account_id, type, name, created_at, updated_at) values ({desk.Account.Id}, 'shopify', {name}, {Then}, {Then}) returning id",
        row => row.GetInt64(0),
        CancellationToken.None));

    public static Task IntegrationDataAsync(this Desk desk, long customer, long integration, JsonObject data) => desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().ExecuteAsync(
        $"""
        insert into customer_integrations (account_id, customer_id, integration_id, data, updated_at)
        values ({desk.Account.Id}, {customer}, {integration}, {JsonSerializer.SerializeToElement(data)}, {Then})
        """,
        CancellationToken.None));
}
