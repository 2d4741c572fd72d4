using System.Net;
using Antiphon.ApiTests.Furniture;
using Antiphon.ContractTests.Furniture;

namespace Antiphon.ContractTests.Agents;

/// <summary>Our own records of agents: docs/agents.md.</summary>
public sealed class AgentShapeTests(Desk desk) : IClassFixture<Desk>
{
    private static readonly Shape Agent = Shape.Read("agents/agent");

    [Fact]
    public async Task Agents_their_calls_and_what_waits_have_their_shapes_wherever_they_are_shown()
    {
        var made = (await desk.Admin.PostJsonAsync("/api/agents", Agent.Request!.ToJsonString())).Is(HttpStatusCode.Created);
        var (key, path) = ((string)made["key"]!, $"/api/agents/{made["id"]}");
        var shown = made.Json.AsObject();
        shown.Remove("key");
        Agent.Matches(shown);
        Agent.Matches((await desk.Admin.GetJsonAsync(path)).Is(HttpStatusCode.OK).Json);
        Agent.Matches((await desk.Admin.GetJsonAsync("/api/agents")).Is(HttpStatusCode.OK)["data"]![0]!);

        using var caller = desk.Caller((string)made["user"]!["email"]!, key);
        var ticket = await desk.Admin.OpenTicketAsync();
        var held = (await caller.PostJsonAsync($"/api/tickets/{ticket["id"]}/messages", new { channel = "api", from_agent = true, body_text = "It is on its way." })).Is(HttpStatusCode.Accepted);
        var approval = Shape.Read("agents/approval");
        approval.Matches(held.Json);
        Shape.Read("agents/call").Matches((await desk.Admin.GetJsonAsync($"{path}/calls")).Is(HttpStatusCode.OK)["data"]![0]!);
        approval.Matches((await desk.Admin.PostJsonAsync($"/api/approvals/{held["id"]}/approve", new { note = "fine" })).Is(HttpStatusCode.OK).Json);
        approval.Matches((await desk.Admin.GetJsonAsync("/api/approvals")).Is(HttpStatusCode.OK)["data"]![0]!);
    }
}
