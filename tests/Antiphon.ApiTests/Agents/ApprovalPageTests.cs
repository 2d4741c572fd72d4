using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Audit;
using Antiphon.ApiTests.Clients;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Identity.SignIn;
using Antiphon.ApiTests.Messages;
using Antiphon.ApiTests.Users;
using Antiphon.Contract;
using Antiphon.Data;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Agents;

/// <summary>The page where people decide about the calls of agents.</summary>
[Trait("row", "N11")]
public sealed class ApprovalPageTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task A_lead_sees_exactly_what_will_run_and_lets_it_run()
    {
        await desk.PersonAsync("lead@acme.example");
        var agent = await desk.AgentAsync("tickets:outward hold");
        var ticket = (await desk.ThreadAsync()).Ticket;
        var held = (await agent.Caller.SayAsync(ticket, Threads.Reply("Exactly <b>this</b> \u202Egnp.exe.", "api"))).Is(HttpStatusCode.Accepted);
        using var lead = await Browser.SignedInAsync(desk, "lead@acme.example");
        var list = (await lead.GetAsync("/approvals")).Is(HttpStatusCode.OK);
        var address = $"/approvals/{held["id"]}";
        Assert.Contains($"<a href=\"{address}\"><code>POST /api/tickets/{ticket}/messages</code></a>", list.Html, StringComparison.Ordinal);
        var page = (await lead.GetAsync(address)).Is(HttpStatusCode.OK);
        var shown = WebUtility.HtmlDecode(page.Html);
        Assert.Contains($"POST /api/tickets/{ticket}/messages", shown, StringComparison.Ordinal);
        Assert.Contains("reach a customer", shown, StringComparison.Ordinal);
        // What would turn the line round is written out.
        Assert.Contains("\"body_text\": \"Exactly <b>this</b> \\u202Egnp.exe.\"", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>this</b>", page.Html, StringComparison.Ordinal);

        Assert.Equal(address, (await lead.SubmitAsync(page, address, ("note", "fine"), ("decision", "approve"))).Is(HttpStatusCode.SeeOther).Location);
        var after = (await lead.GetAsync(address)).Is(HttpStatusCode.OK);
        Assert.Contains("It is approved", after.Html, StringComparison.Ordinal);
        Assert.Contains("Note: fine", after.Html, StringComparison.Ordinal);
        Assert.Equal(1, await desk.MessagesOfAsync(ticket));
        Assert.Contains("no longer be sent", (await lead.PostAsync(address, new Dictionary<string, string> { ["decision"] = "approve" })).Is(HttpStatusCode.BadRequest).Html, StringComparison.Ordinal);
        Assert.Contains("approved already", WebUtility.HtmlDecode((await lead.SubmitAsync(page, address, ("decision", "approve"))).Is(HttpStatusCode.Conflict).Html), StringComparison.Ordinal);
        Assert.Equal(1, await desk.MessagesOfAsync(ticket));
        var row = Assert.Single(await desk.AuditAsync($"actions=agent-call-approved&object_id={held["id"]}"));
        Assert.Equal("user", row.Text("actor"));
    }

    [Fact]
    public async Task A_declined_call_does_not_run_and_a_click_without_a_decision_decides_nothing()
    {
        await desk.PersonAsync("decliner@acme.example");
        var agent = await desk.AgentAsync("tags:write hold");
        var id = (long)(await agent.Caller.PostJsonAsync("/api/tags", new { name = "declined-tag" })).Is(HttpStatusCode.Accepted)["id"]!;
        using var lead = await Browser.SignedInAsync(desk, "decliner@acme.example");
        var page = (await lead.GetAsync($"/approvals/{id}")).Is(HttpStatusCode.OK);
        (await lead.SubmitAsync(page, $"/approvals/{id}")).Is(HttpStatusCode.Conflict);
        (await lead.SubmitAsync(page, $"/approvals/{id}", ("note", new string('x', 2001)), ("decision", "decline"))).Is(HttpStatusCode.BadRequest);
        (await lead.SubmitAsync(page, $"/approvals/{id}", ("decision", "decline"))).Is(HttpStatusCode.SeeOther);
        Assert.Contains("It is denied", (await lead.GetAsync($"/approvals/{id}")).Html, StringComparison.Ordinal);
        Assert.Equal(0, await desk.CountAsync(account => Sql.Of($"select count(*) from tags where account_id = {account} and name = 'declined-tag'")));
        (await lead.GetAsync("/approvals/999999999")).Is(HttpStatusCode.NotFound);
    }

    [Fact]
    [Trait("row", "J27")]
    public async Task Only_leads_and_admins_with_a_session_of_their_own_decide()
    {
        var basic = await desk.PersonAsync("basic@acme.example", "basic-agent");
        var agent = await desk.AgentAsync("tags:write hold");
        var id = (long)(await agent.Caller.PostJsonAsync("/api/tags", new { name = "not-yours" })).Is(HttpStatusCode.Accepted)["id"]!;
        using var nobody = new Browser(desk);
        Assert.Equal($"/sign-in?next=%2Fapprovals%2F{id}", (await nobody.GetAsync($"/approvals/{id}")).Is(HttpStatusCode.SeeOther).Location);
        using var browser = await Browser.SignedInAsync(desk, "basic@acme.example");
        (await browser.GetAsync("/approvals")).Is(HttpStatusCode.Forbidden);
        var sessions = (await browser.GetAsync("/security")).Is(HttpStatusCode.OK);
        Assert.DoesNotContain("/approvals", sessions.Html, StringComparison.Ordinal);
        var token = sessions.Form("/sign-out")["form_token"];
        (await browser.PostAsync($"/approvals/{id}", new Dictionary<string, string> { ["form_token"] = token, ["decision"] = "approve" })).Is(HttpStatusCode.Forbidden);
        Assert.NotEmpty(await desk.AuditAsync($"actions=request-refused&user_ids={basic}"));
        // The agent's own key opens no page, and another site's form is no form of ours.
        (await agent.Caller.CallAsync(HttpMethod.Get, "/approvals")).Is(HttpStatusCode.SeeOther);
        using var admin = await Browser.SignedInAsync(desk, Desk.AdminEmail);
        var page = (await admin.GetAsync($"/approvals/{id}")).Is(HttpStatusCode.OK);
        var fields = page.Form($"/approvals/{id}");
        fields["decision"] = "approve";
        (await admin.PostAsync($"/approvals/{id}", fields, ("Sec-Fetch-Site", "cross-site"))).Is(HttpStatusCode.BadRequest);
        Assert.Equal("pending", (string?)(await desk.Admin.GetJsonAsync($"/api/approvals/{id}"))["status"]);
        // Another account sees none of it.
        await desk.OpenAccountAsync("beta", "ada@beta.example");
        using var other = await Browser.SignedInAsync(desk, "ada@beta.example", "beta.localhost");
        (await other.GetAsync($"/approvals/{id}")).Is(HttpStatusCode.NotFound);
        Assert.DoesNotContain("/api/tags", (await other.GetAsync("/approvals")).Is(HttpStatusCode.OK).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_pages_work_by_keyboard_without_script_and_are_accessible()
    {
        await using var own = await Desk.StartAsync();
        await own.InviteAsync("keys@store.example");
        var agent = await own.AgentAsync("tags:write hold");
        var waiting = new List<long>();
        foreach (var name in new[] { "first", "second", "third" })
        {
            waiting.Add((long)(await agent.Caller.PostJsonAsync("/api/tags", new { name })).Is(HttpStatusCode.Accepted)["id"]!);
        }

        var provider = (await own.Admin.PostJsonAsync("/api/sign-in-providers", ValidBodies.For(typeof(CreateSignInProviderRequest)))).Is(HttpStatusCode.Created).Json.Id();
        var seen = JsonNode.Parse(await Tool.RunAsync(
            ClientPackages.Home,
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["ANTIPHON_URL"] = own.Address.GetLeftPart(UriPartial.Authority),
                ["INVITATION"] = await own.InvitationOfAsync("keys@store.example"),
                ["EMAIL"] = "keys@store.example",
                ["PASSWORD"] = Passphrase.Text,
                ["WAITING"] = $"{waiting[2]}",
                ["PROVIDER"] = $"{provider}",
            },
            "node",
            Path.Combine(ClientPackages.Home, "oauth", "approvals.mjs")))!;
        Assert.Empty(seen["complaints"]!.AsArray());
        Assert.StartsWith("POST /api/tags", (string?)seen["call"], StringComparison.Ordinal);
        Assert.Contains("\"name\": \"first\"", (string?)seen["call"], StringComparison.Ordinal);
        Assert.StartsWith("It is approved", (string?)seen["approved"], StringComparison.Ordinal);
        Assert.StartsWith("It is denied", (string?)seen["declined"], StringComparison.Ordinal);
        Assert.Equal($"/sign-in/with/{provider}?next=%2Fsecurity&again=1", (string?)seen["link"]);
        Assert.Equal(["first"], (await own.Admin.GetJsonAsync("/api/tags")).Names());
    }
}
