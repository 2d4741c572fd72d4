using System.Net;
using Antiphon.ApiTests.Furniture;
using Antiphon.ContractTests.Furniture;

namespace Antiphon.ContractTests.CustomFields;

/// <summary>The page of custom fields: its requests are taken as they are, and its answers have these members and types.</summary>
public sealed class CustomFieldShapeTests : IAsyncLifetime
{
    private Desk desk = null!;

    public async ValueTask InitializeAsync() => desk = await Desk.StartAsync();

    public ValueTask DisposeAsync() => desk.DisposeAsync();

    [Fact]
    [Trait("row", "B38")]
    public async Task A_field_has_the_documented_shape_on_create_read_update_and_in_lists()
    {
        var shape = Shape.Read("custom-fields/field");
        var created = (await desk.Admin.PostJsonAsync("/api/custom-fields", shape.Request!.ToJsonString())).Is(HttpStatusCode.Created);
        shape.Matches(created.Json);
        shape.Matches((await desk.Admin.GetJsonAsync($"/api/custom-fields/{created["id"]}")).Is(HttpStatusCode.OK).Json);
        shape.Matches((await desk.Admin.PutJsonAsync($"/api/custom-fields/{created["id"]}", shape.Request.ToJsonString())).Is(HttpStatusCode.OK).Json);
        var several = (await desk.Admin.PutJsonAsync("/api/custom-fields", $$"""[{"id": {{created["id"]}}, "priority": 11}]""")).Is(HttpStatusCode.OK);
        Assert.Equal(["data"], several.Json.AsObject().Select(member => member.Key));
        shape.Matches(several["data"]![0]);
        var list = (await desk.Admin.GetJsonAsync("/api/custom-fields?object_type=Ticket")).Is(HttpStatusCode.OK);
        Shape.Read("custom-fields/list").Matches(list.Json);
    }

    [Fact]
    [Trait("row", "B38")]
    public async Task Values_of_a_ticket_come_as_data_alone_with_their_fields()
    {
        var field = (await desk.Admin.PostJsonAsync("/api/custom-fields", Shape.Read("custom-fields/field").Request!.ToJsonString())).Is(HttpStatusCode.Created);
        var ticket = await desk.Admin.OpenTicketAsync();
        var shape = Shape.Read("custom-fields/ticket-values");
        var request = shape.Request!.ToJsonString().Replace("\"(id)\"", field["id"]!.ToJsonString(), StringComparison.Ordinal);
        shape.Matches((await desk.Admin.PutJsonAsync($"/api/tickets/{ticket["id"]}/custom-fields", request)).Is(HttpStatusCode.OK).Json);
        shape.Matches((await desk.Admin.GetJsonAsync($"/api/tickets/{ticket["id"]}/custom-fields")).Is(HttpStatusCode.OK).Json);
        var read = (await desk.Admin.GetJsonAsync($"/api/tickets/{ticket["id"]}")).Is(HttpStatusCode.OK);
        Assert.Equal($$$"""{"{{{field["id"]}}}":{"id":{{{field["id"]}}},"value":"Shipping::Late"}}""", read["custom_fields"]!.ToJsonString());
    }

    [Fact]
    [Trait("row", "B21")]
    public async Task A_value_of_a_customer_has_no_prediction()
    {
        var field = (await desk.Admin.PostJsonAsync(
            "/api/custom-fields",
            """{"object_type": "Customer", "label": "Newsletter", "definition": {"data_type": "boolean", "input_settings": {"input_type": "dropdown", "choices": [true, false]}}}"""))
            .Is(HttpStatusCode.Created);
        var customer = (await desk.Admin.PostJsonAsync("/api/customers", "{}")).Is(HttpStatusCode.Created);
        var shape = Shape.Read("custom-fields/customer-value");
        shape.Matches((await desk.Admin.PutJsonAsync($"/api/customers/{customer["id"]}/custom-fields/{field["id"]}", shape.Request!.ToJsonString())).Is(HttpStatusCode.OK).Json);
        var read = (await desk.Admin.GetJsonAsync($"/api/customers/{customer["id"]}")).Is(HttpStatusCode.OK);
        Assert.Equal($$$"""{"{{{field["id"]}}}":{"id":{{{field["id"]}}},"value":true}}""", read["custom_fields"]!.ToJsonString());
    }
}
