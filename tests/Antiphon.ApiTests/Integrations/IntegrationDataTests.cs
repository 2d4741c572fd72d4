using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Macros;
using Antiphon.ApiTests.Rules;
using Antiphon.Customers;
using Antiphon.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Integrations;

/// <summary>What an integration answered about a customer is where side bars, templates and rules look for it.</summary>
[Trait("row", "C15")]
public sealed class IntegrationDataTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task The_last_answer_is_shown_with_the_customer_and_the_ticket()
    {
        var (integration, customer, ticket) = await OpenAsync();
        Assert.True(await AnswerAsync(integration, customer, """{"plan": "gold", "orders": [{"name": "#1"}]}"""));
        foreach (var shown in (JsonNode[])[await CustomerAsync(customer), (await desk.TicketJsonAsync(ticket))["customer"]!])
        {
            var data = shown["integrations"]![$"{integration}"]!;
            Assert.Equal(("gold", "#1", "http"), ((string)data["plan"]!, (string)data["orders"]![0]!["name"]!, (string)data["__integration_type__"]!));
        }

        Assert.True(await AnswerAsync(integration, customer, """[{"plan": "silver"}]"""));
        Assert.Equal("""[{"plan":"silver"}]""", (await CustomerAsync(customer))["integrations"]![$"{integration}"]!.ToJsonString());
        Assert.False(await AnswerAsync(integration, customer, """ [ {"plan" : "silver"} ] """));
        Assert.Equal(2, (await desk.EventsOfAsync("Customer", customer)).Count(type => type == "integration-data-item-created"));
        Assert.Equal(integration, (long)(await desk.EventDataAsync("integration-data-item-created", customer))!["integration_id"]!);
    }

    [Fact]
    public async Task Templates_find_it_by_id_and_by_type()
    {
        var (integration, customer, ticket) = await OpenAsync();
        await AnswerAsync(integration, customer, """{"plan": "gold", "points": 7}""");
        var applied = await desk.ApplyAsync(
            ticket, send: false, MacroDesk.Say($"{{{{ticket.customer.integrations[{integration}].plan}}}} {{{{ticket.customer.integrations.http.points}}}} {{{{ticket.customer.integrations[{Stock.Missing}].plan}}}}"));
        Assert.Equal("gold 7 ", (string?)applied["reply"]!["body_text"]);
    }

    [Fact]
    public async Task Rules_ask_about_it()
    {
        var (integration, customer, ticket) = await OpenAsync();
        await AnswerAsync(integration, customer, """{"plan": "gold", "spent": 120.5}""");
        await desk.RuleAsync(
            "Gold", "ticket-updated", $"if (eq(ticket.customer.integrations[{integration}].plan, 'gold') && gt(ticket.customer.integrations.http.spent, 100)) {{ Action('addTags', {{ tags: 'gold' }}) }}");
        (await desk.Admin.PutJsonAsync($"/api/tickets/{ticket}", new { subject = "Another" })).Is(HttpStatusCode.Accepted);
        Assert.Contains("gold", (await desk.SettledTicketAsync(ticket)).TagNames());
    }

    [Theory]
    [InlineData("")]
    [InlineData("ok")]
    [InlineData("\"ok\"")]
    [InlineData("7")]
    [InlineData("null")]
    [InlineData("{\"a\": ")]
    [InlineData("{\"a\": \"\\u0000\"}")]
    [InlineData("{\"a\": \"\\ud800\"}")]
    [InlineData("<html></html>")]
    public async Task What_is_no_object_or_list_counts_for_nothing(string answer)
    {
        var (integration, customer, _) = await OpenAsync();
        await AnswerAsync(integration, customer, """{"kept": true}""");
        Assert.False(await AnswerAsync(integration, customer, answer));
        Assert.True((bool)(await CustomerAsync(customer))["integrations"]![$"{integration}"]!["kept"]!);
    }

    [Fact]
    public async Task Only_64_kilobytes_and_32_levels_are_kept()
    {
        var (integration, customer, _) = await OpenAsync();
        var full = $$"""{"a": "{{new string('x', StoreCustomerIntegrationData.MaxBytes - 9)}}"}""";
        Assert.True(await AnswerAsync(integration, customer, full));
        Assert.False(await AnswerAsync(integration, customer, full.Replace("xx\"", "xyz\"", StringComparison.Ordinal)));
        Assert.False(await AnswerAsync(integration, customer, $"{new string('[', 40)}{new string(']', 40)}"));
        Assert.True(await AnswerAsync(integration, customer, "\uFEFF{\"marked\": true}"));
    }

    [Fact]
    public async Task An_answer_about_a_merged_customer_goes_to_the_one_who_stays_and_one_about_nobody_is_dropped()
    {
        var (integration, customer, _) = await OpenAsync();
        var (_, stays, _) = await OpenAsync();
        (await desk.Admin.PutJsonAsync($"/api/customers/merge?source_id={customer}&target_id={stays}", new JsonObject())).Is(HttpStatusCode.Accepted);
        Assert.True(await AnswerAsync(integration, customer, """{"late": true}"""));
        Assert.True((bool)(await CustomerAsync(stays))["integrations"]![$"{integration}"]!["late"]!);
        Assert.False(await AnswerAsync(integration, Stock.Missing, """{"late": true}"""));
        Assert.False(await AnswerAsync(Stock.Missing, stays, """{"late": true}"""));
    }

    [Fact]
    public async Task It_goes_with_its_integration()
    {
        var (integration, customer, _) = await OpenAsync();
        await AnswerAsync(integration, customer, """{"a": 1}""");
        (await desk.Admin.DeleteJsonAsync($"/api/integrations/{integration}")).Is(HttpStatusCode.NoContent);
        Assert.Empty((await CustomerAsync(customer))["integrations"]!.AsObject());
    }

    private async Task<(long Integration, long Customer, long Ticket)> OpenAsync()
    {
        var integration = (long)(await desk.Admin.PostJsonAsync("/api/integrations", Samples.Integration("Back office"))).Is(HttpStatusCode.Created)["id"]!;
        var ticket = await desk.Admin.OpenTicketAsync();
        return (integration, (long)ticket["customer"]!["id"]!, (long)ticket["id"]!);
    }

    private async Task<JsonNode> CustomerAsync(long id) => (await desk.Admin.GetJsonAsync($"/api/customers/{id}")).Is(HttpStatusCode.OK).Json;

    private Task<bool> AnswerAsync(long integration, long customer, string answer) => desk.InScopeAsync(services =>
        services.GetRequiredService<StoreCustomerIntegrationData>().RunAsync(integration, customer, Encoding.UTF8.GetBytes(answer), Actor.System(desk.Account.Id), CancellationToken.None));
}
