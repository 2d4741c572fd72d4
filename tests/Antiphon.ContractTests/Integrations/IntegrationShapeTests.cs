using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;
using Antiphon.ContractTests.Furniture;
using Antiphon.Data;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ContractTests.Integrations;

/// <summary>The page of integrations: its example is taken as it is, and the answers have these members and types.</summary>
[Trait("row", "B31")]
public sealed class IntegrationShapeTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task An_integration_has_the_documented_shape()
    {
        var shape = Shape.Read("integrations/integration");
        var created = (await desk.Admin.PostJsonAsync("/api/integrations", shape.Request!.ToJsonString())).Is(HttpStatusCode.Created);
        shape.Matches(created.Json);
        shape.Matches((await desk.Admin.GetJsonAsync($"/api/integrations/{created["id"]}")).Is(HttpStatusCode.OK).Json);
        // Whoever sends back what was read changes nothing and is not refused.
        shape.Matches((await desk.Admin.PutJsonAsync($"/api/integrations/{created["id"]}", created.Body)).Is(HttpStatusCode.OK).Json);
        shape.Matches((await desk.Admin.GetJsonAsync("/api/integrations?type=http")).Is(HttpStatusCode.OK)["data"]![0]);
        foreach (var member in shape.Request!["http"]!.AsObject())
        {
            Assert.True(JsonNode.DeepEquals(member.Value, created["http"]![member.Key]), member.Key);
        }
    }

    [Fact]
    public async Task A_mailbox_has_the_documented_shape()
    {
        var id = await desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().SingleAsync(
            $"""
            insert into integrations (account_id, type, name, address, created_at, updated_at)
            values ({desk.Account.Id}, 'email', 'Store support', 'support@store.example', now(), now()) returning id
            """,
            row => row.GetInt64(0),
            CancellationToken.None));
        Shape.Read("integrations/mailbox").Matches((await desk.Admin.GetJsonAsync($"/api/integrations/{id}")).Is(HttpStatusCode.OK).Json);
    }
}
