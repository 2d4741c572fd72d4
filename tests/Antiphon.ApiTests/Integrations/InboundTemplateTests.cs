using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Client;
using Antiphon.ApiTests.Furniture;
using Antiphon.Contract;
using Antiphon.Language.Templates;

namespace Antiphon.ApiTests.Integrations;

/// <summary>What other services tell becomes tickets: each recipe is followed with its own sample.</summary>
[Trait("row", "G10")]
public sealed class InboundTemplateTests(Desk desk) : IClassFixture<Desk>
{
    [Theory]
    [InlineData("payment-dispute", "Payment disputed: product_not_received", "critical", "dispute", "ada@mail.example", "Ada Byron", "Evidence is wanted until March 2, 2026.")]
    [InlineData("one-star-review", "1-star review: Never again", "high", "one-star review", "jo@mail.example", "Jo Field", "nobody answers the \"hotline\".")]
    [InlineData("failed-delivery", "Parcel not delivered: order #1043", "high", "delivery-failed shipping", "kim@mail.example", "Kim Roe", "Nobody at the address.\nLast seen: Oslo, Feb 23, 15:04")]
    [InlineData("phone-call", "Call from Robin Hale: missed", "normal", "call call-missed", "+15550102345", "Robin Hale", "Please call me back.\n\n41 seconds, Feb 23, 18:31")]
    public async Task The_sample_of_a_recipe_becomes_one_ticket(string slug, string subject, string priority, string tags, string address, string name, string text)
    {
        var template = await FindAsync(slug);
        var first = (await SendAsync(template)).Is(HttpStatusCode.Created);
        var again = (await SendAsync(template)).Is(HttpStatusCode.Created);
        Assert.Equal((long)first["id"]!, (long)again["id"]!);

        var ticket = (await desk.Admin.GetJsonAsync($"/api/tickets/{first["id"]}")).Is(HttpStatusCode.OK);
        Assert.Equal((subject, priority), ((string)ticket["subject"]!, (string)ticket["priority"]!));
        Assert.Equal(tags, string.Join(' ', ticket["tags"]!.AsArray().Select(tag => (string)tag!["name"]!).Order(StringComparer.Ordinal)));
        Assert.Equal(name, (string?)ticket["customer"]!["name"]);
        Assert.Contains(ticket["customer"]!["channels"]!.AsArray(), channel => (string?)channel!["address"] == address);
        Assert.Contains(text, (string?)Assert.Single(ticket["messages"]!.AsArray())!["body_text"], StringComparison.Ordinal);
        // What was told is kept as it came, with its types.
        Assert.Single(ticket["meta"]!.AsObject(), kept => kept.Value is JsonObject);
        Assert.DoesNotContain("{{", ticket.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("payment-dispute")]
    [InlineData("one-star-review")]
    [InlineData("failed-delivery")]
    [InlineData("phone-call")]
    public async Task A_recipe_says_where_it_fits_and_its_variables_are_all_in_its_sample(string slug)
    {
        var template = await FindAsync(slug);
        Assert.Equal("inbound", template.Direction);
        Assert.StartsWith("payload.", template.When, StringComparison.Ordinal);
        var rendering = JsonTemplate.Parse(template.Request.Body).Render(FactsOf(template));
        Assert.Empty(rendering.Missing);
    }

    private async Task<IntegrationTemplateResource> FindAsync(string slug)
    {
        using var client = desk.Client();
        return (await client.Integrations.ListTemplatesAsync()).Single(template => template.Slug == slug);
    }

    private Task<Answer> SendAsync(IntegrationTemplateResource template)
    {
        var facts = FactsOf(template);
        var body = JsonTemplate.Parse(template.Request.Body).Render(facts).Value;
        var headers = template.Request.Headers.Select(header => (header.Key, Template.Parse(header.Value).Render(facts, new RenderOptions(Escaping.Header)).Text)).ToArray();
        return desk.Admin.CallAsync(new HttpMethod(template.Request.Method), template.Request.Path, body!.ToJsonString(), headers);
    }

    private static JsonFacts FactsOf(IntegrationTemplateResource template) => new(JsonSerializer.SerializeToElement(new JsonObject { ["payload"] = JsonNode.Parse(template.Sample.GetRawText()) }));
}
