using System.Net;
using System.Text.Json.Nodes;
using Antiphon.Accounts;
using Antiphon.ApiTests.Furniture;
using Antiphon.ContractTests.Furniture;

namespace Antiphon.ContractTests.Tickets;

/// <summary>The tickets page: its requests are taken as they are, and its answers have these members and types.</summary>
public sealed class TicketShapeTests(Desk desk) : IClassFixture<Desk>
{
    private static readonly Shape Ticket = Shape.Read("tickets/ticket");

    [Fact]
    [Trait("row", "B02")]
    [Trait("row", "B03")]
    [Trait("row", "B04")]
    public async Task A_ticket_has_the_documented_shape_on_create_read_and_update()
    {
        var created = (await desk.Admin.PostJsonAsync("/api/tickets", Ticket.Request!.ToJsonString())).Is(HttpStatusCode.Created);
        Ticket.Matches(created.Json);
        Ticket.Matches((await desk.Admin.GetJsonAsync($"/api/tickets/{created["id"]}?relationships=custom_fields")).Is(HttpStatusCode.OK).Json);
        Ticket.Matches((await desk.Admin.PutJsonAsync($"/api/tickets/{created["id"]}", new { status = "closed" })).Is(HttpStatusCode.Accepted).Json);
    }

    [Fact]
    [Trait("row", "B02")]
    public async Task An_assigned_ticket_names_its_people()
    {
        var me = (await desk.Admin.GetJsonAsync("/api/users/0")).Is(HttpStatusCode.OK);
        var team = (await desk.Admin.PostJsonAsync("/api/teams", new { name = "Returns" })).Is(HttpStatusCode.Created);
        var request = Ticket.Request!.DeepClone();
        request["assignee_user"] = new JsonObject { ["id"] = (long)me["id"]! };
        request["assignee_team"] = new JsonObject { ["id"] = (long)team["id"]! };
        var created = (await desk.Admin.PostJsonAsync("/api/tickets", request.ToJsonString())).Is(HttpStatusCode.Created);
        Ticket.Matches(created.Json);
        Assert.Equal((long)team["id"]!, (long)created["assignee_team"]!["id"]!);
    }

    [Fact]
    [Trait("row", "B01")]
    public async Task A_list_has_the_compact_form()
    {
        await using var own = await Desk.StartAsync();
        (await own.Admin.PostJsonAsync("/api/tickets", Ticket.Request!.ToJsonString())).Is(HttpStatusCode.Created);
        (await own.Admin.PostJsonAsync("/api/tickets", Ticket.Request.ToJsonString())).Is(HttpStatusCode.Created);
        var list = Shape.Read("tickets/list");
        var page = (await own.Admin.GetJsonAsync("/api/tickets?limit=1")).Is(HttpStatusCode.OK);
        list.Matches(page.Json);
        Assert.Equal("/api/tickets?limit=1", (string?)page["uri"]);
        list.Matches((await own.Admin.GetJsonAsync($"/api/tickets?limit=1&cursor={(string)page["meta"]!["next_cursor"]!}")).Is(HttpStatusCode.OK).Json);
    }

    [Fact]
    [Trait("row", "A17")]
    public async Task Each_error_has_the_one_body()
    {
        (string Path, HttpStatusCode Status, string Msg)[] cases =
        [
            ("/api/tickets?limit=0", HttpStatusCode.BadRequest, "Invalid query parameters."),
            ("/api/tickets/999999999", HttpStatusCode.NotFound, "Resource not found."),
            ("/api/nothing/here", HttpStatusCode.NotFound, "Resource not found."),
        ];
        foreach (var (path, status, msg) in cases)
        {
            Assert.Equal(msg, (string?)(await desk.Admin.GetJsonAsync(path)).Is(status)["error"]!["msg"]);
        }

        Assert.Equal("The specified HTTP method is not allowed.", (string?)(await desk.Admin.CallAsync(HttpMethod.Patch, "/api/tickets")).Is(HttpStatusCode.MethodNotAllowed)["error"]!["msg"]);
        using var stranger = desk.Caller("nobody@acme.example", "0123");
        Assert.Equal("""{"error":{"msg":"Unauthorized."}}""", (await stranger.GetJsonAsync("/api/tickets")).Is(HttpStatusCode.Unauthorized).Body);
        using var observer = await desk.AsRoleAsync("observer-agent");
        Assert.Equal("Forbidden.", (string?)(await observer.PostJsonAsync("/api/tickets", "{}")).Is(HttpStatusCode.Forbidden)["error"]!["msg"]);
        Assert.NotNull((await desk.Admin.PostJsonAsync("/api/tickets", "{\"messages\": [")).Is(HttpStatusCode.BadRequest)["error"]!["msg"]);
        Assert.NotNull((await desk.Admin.PostJsonAsync("/api/tickets", "{}")).Header("x-request-id"));
    }

    [Theory]
    [InlineData("/api/tickets/")]
    [InlineData("/api//tickets")]
    [InlineData("//api/tickets//")]
    public async Task Slashes_do_not_matter(string path) => (await desk.Admin.GetJsonAsync(desk.Address.ToString().TrimEnd('/') + path)).Is(HttpStatusCode.OK);

    [Fact]
    public async Task A_tolerant_account_ignores_what_it_does_not_know_and_says_so()
    {
        await using var own = await Desk.StartAsync();
        await own.SwitchAsync(new Switches { Plan = "off", Tolerant = true });
        var request = Ticket.Request!.DeepClone();
        request["colour"] = "red";
        var created = (await own.Admin.PostJsonAsync("/api/tickets", request.ToJsonString())).Is(HttpStatusCode.Created);
        Assert.Contains("colour", created.Header("Warning"), StringComparison.Ordinal);
        Assert.NotNull((await own.Admin.GetJsonAsync("/api/tickets?status=open")).Is(HttpStatusCode.OK).Header("Warning"));
    }
}
