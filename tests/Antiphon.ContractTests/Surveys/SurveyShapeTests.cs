using System.Net;
using Antiphon.ApiTests.Furniture;
using Antiphon.ContractTests.Furniture;

namespace Antiphon.ContractTests.Surveys;

/// <summary>The page of satisfaction surveys: its request is taken as it is, and its answers have these members and types.</summary>
[Trait("row", "B35")]
public sealed class SurveyShapeTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task A_survey_has_the_documented_shape_and_stands_in_its_ticket_without_uri()
    {
        var shape = Shape.Read("satisfaction-surveys/survey");
        var ticket = await desk.Admin.OpenTicketAsync();
        var request = shape.Request!.ToJsonString()
            .Replace("\"(ticket)\"", ticket["id"]!.ToJsonString(), StringComparison.Ordinal).Replace("\"(customer)\"", ticket["customer"]!["id"]!.ToJsonString(), StringComparison.Ordinal);
        var made = (await desk.Admin.PostJsonAsync("/api/satisfaction-surveys", request)).Is(HttpStatusCode.Created);
        shape.Matches(made.Json);
        shape.Matches((await desk.Admin.GetJsonAsync($"/api/satisfaction-surveys/{made["id"]}")).Is(HttpStatusCode.OK).Json);
        shape.Matches((await desk.Admin.PutJsonAsync($"/api/satisfaction-surveys/{made["id"]}", """{"score": 4}""")).Is(HttpStatusCode.OK).Json);
        var list = (await desk.Admin.GetJsonAsync($"/api/satisfaction-surveys?ticket_id={ticket["id"]}")).Is(HttpStatusCode.OK);
        Assert.Equal(["data", "meta", "object", "uri"], list.Json.AsObject().Select(member => member.Key).Order());
        shape.Matches(list["data"]![0]);
        (await desk.Admin.PostJsonAsync("/api/satisfaction-surveys", request)).Is(HttpStatusCode.Conflict);
        var embedded = (await desk.Admin.GetJsonAsync($"/api/tickets/{ticket["id"]}")).Is(HttpStatusCode.OK)["satisfaction_survey"]!.DeepClone().AsObject();
        Assert.False(embedded.ContainsKey("uri"));
        embedded["uri"] = made["uri"]!.DeepClone();
        shape.Matches(embedded);
    }
}
