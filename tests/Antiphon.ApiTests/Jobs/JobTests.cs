using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Client;
using Antiphon.ApiTests.Files;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Integrations.Delivery;
using Antiphon.ApiTests.Messages;
using Antiphon.Client;
using Antiphon.Contract;
using Antiphon.Data;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using static Antiphon.ApiTests.Jobs.Jobbed;

namespace Antiphon.ApiTests.Jobs;

[Trait("row", "B39")]
public sealed class JobTests(HookDesk shop) : IClassFixture<HookDesk>
{
    private readonly Desk desk = shop.Desk;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_job_does_to_each_ticket_what_a_request_does_in_the_name_of_its_creator()
    {
        using var client = desk.Client();
        var team = await CreateAsync("/api/teams", new { name = "Night" });
        long[] tickets = [(await desk.ThreadAsync()).Ticket, (await desk.ThreadAsync()).Ticket];
        var parameters = JsonSerializer.SerializeToElement(new { ticket_ids = tickets.Append(tickets[0]).Append(Stock.Missing), updates = new { status = "closed", priority = "high", assignee_team = new { id = team }, tags = new[] { new { name = "swept" } } } });
        var made = await client.Jobs.CreateAsync(new(JobType.UpdateTicket, parameters, Meta: JsonSerializer.SerializeToElement(new { reason = "sweep" })), cancellationToken: Token);
        Assert.Equal(("pending", null, desk.Account.OwnerUserId), (made.Status, made.Info.TotalCount, made.UserId));
        var ended = await desk.Admin.EndAsync(made.Id);
        Assert.Equal(("errored", (2L, 3L, 1L)), ((string)ended["status"]!, ended.Counts()));
        Assert.Equal(Stock.Missing, (long)ended["info"]!["failures"]!.AsArray().Single()!["id"]!);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(parameters.GetRawText()), ended["params"]));
        Assert.All(["started_datetime", "locked_datetime", "ended_datetime", "failed_datetime"], time => Assert.NotNull((string?)ended[time]));
        Assert.Null(ended["cancelled_datetime"]);
        foreach (var ticket in tickets)
        {
            var after = (await desk.Admin.GetJsonAsync($"/api/tickets/{ticket}")).Is(HttpStatusCode.OK);
            Assert.Equal(("closed", "high", team, "swept"), ((string)after["status"]!, (string)after["priority"]!, (long)after["assignee_team"]!["id"]!, (string)after["tags"]![0]!["name"]!));
            var events = await desk.EventsOfAsync("Ticket", ticket);
            Assert.Equal(["ticket-closed", "ticket-team-assigned", "ticket-tags-added", "ticket-updated"], events[^4..]);
        }

        var page = await client.Jobs.ListPageAsync(new() { Status = JobStatus.Errored, Type = JobType.UpdateTicket }, cancellationToken: Token);
        Assert.Contains(page.Data, job => job.Id == made.Id);
        Assert.DoesNotContain((await client.Jobs.ListPageAsync(new() { Status = JobStatus.Done }, cancellationToken: Token)).Data, job => job.Id == made.Id);
    }

    [Fact]
    public async Task An_export_whose_file_cannot_be_written_is_given_up_and_the_next_job_begins()
    {
        // Where a folder is wanted there is a file.
        var place = Path.Combine(Directory.CreateTempSubdirectory("antiphon-full-").FullName, "files");
        Directory.CreateDirectory(place);
        await File.WriteAllTextAsync(Path.Combine(place, "contents"), "full", Token);
        await using var own = await Desk.StartAsync(builder => Hooks.Allow(builder, ("Files:Directory", place), ("Jobs:Rest", "00:00:00.010"), ("Jobs:Poll", "00:00:00.050")));
        await own.ManyTicketsAsync(3, "exported");
        var export = await own.Admin.JobAsync("exportTicket", View("exported"));
        var sweep = await own.Admin.JobAsync("updateTicket", Closing("exported"));
        var ended = await own.Admin.EndAsync(export);
        Assert.Equal("fatal_errored", (string?)ended["status"]);
        Assert.Equal("done", (string?)(await own.Admin.EndAsync(sweep))["status"]);
        Directory.Delete(Path.GetDirectoryName(place)!, recursive: true);
    }

    [Fact]
    public async Task What_a_job_does_makes_rules_run_and_its_own_view_does_not_change_under_it()
    {
        var subject = $"view {Guid.NewGuid()}";
        await desk.ManyTicketsAsync(250, subject);
        var view = await CreateAsync("/api/views", new { name = subject, filters = $"eq(ticket.subject, '{subject}') && eq(ticket.status, 'open')" });
        (await desk.Admin.PostJsonAsync("/api/rules", new { name = subject, event_types = "ticket-updated", code = $"if (eq(ticket.subject, '{subject}')) {{ Action('addTags', {{ tags: 'by-rule' }}) }}" })).Is(HttpStatusCode.Created);
        var ended = await desk.Admin.EndAsync(await desk.Admin.JobAsync("updateTicket", new { view_id = view, updates = new { status = "closed" } }));
        Assert.Equal(("done", (250L, 250L, 0L)), ((string)ended["status"]!, ended.Counts()));
        Assert.Equal((250, 250, 250), await desk.ClosedAsync(subject));
        await Threads.UntilAsync(async () => await desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().SingleAsync(
            $"select count(*) = 250 from tickets where account_id = {desk.Account.Id} and subject = {subject} and cardinality(tag_ids) = 1", row => row.GetBoolean(0), Token)));
    }

    [Fact]
    public async Task A_macro_is_applied_to_each_and_tickets_are_deleted_for_good()
    {
        var macro = await CreateAsync("/api/macros", new JsonObject { ["name"] = "Thanks", ["actions"] = new JsonArray(Samples.AddTags("thanked")) });
        long[] tickets = [(await desk.ThreadAsync()).Ticket, (await desk.ThreadAsync()).Ticket];
        var applied = await desk.Admin.EndAsync(await desk.Admin.JobAsync("applyMacro", new { ticket_ids = tickets, macro_id = macro, apply_and_close = true }));
        Assert.Equal(("done", (2L, 2L, 0L)), ((string)applied["status"]!, applied.Counts()));
        foreach (var ticket in tickets)
        {
            var after = (await desk.Admin.GetJsonAsync($"/api/tickets/{ticket}")).Is(HttpStatusCode.OK);
            Assert.Equal(("closed", "thanked"), ((string)after["status"]!, (string)after["tags"]![0]!["name"]!));
            Assert.Contains("macro-applied", await desk.EventsOfAsync("Ticket", ticket));
        }

        var deleted = await desk.Admin.EndAsync(await desk.Admin.JobAsync("deleteTicket", new { ticket_ids = tickets }));
        Assert.Equal("done", (string?)deleted["status"]);
        (await desk.Admin.GetJsonAsync($"/api/tickets/{tickets[0]}")).Is(HttpStatusCode.NotFound);
        Assert.Equal("ticket-deleted", (await desk.EventsOfAsync("Ticket", tickets[1]))[^1]);
    }

    [Fact]
    public async Task Tickets_are_exported_into_a_file_that_its_creator_is_told_of()
    {
        var subject = $"=export, \"{Guid.NewGuid()}\"";
        var thread = await desk.ThreadAsync(subject: subject);
        var ended = await desk.Admin.EndAsync(await desk.Admin.JobAsync("exportTicket", new { ticket_ids = new[] { thread.Ticket, Stock.Missing }, start_datetime = "2020-01-01T00:00:00Z" }));
        Assert.Equal(("done", (1L, 1L, 0L)), ((string)ended["status"]!, ended.Counts()));
        var link = new Uri((string)ended["info"]!["download_url"]!);
        var lines = (await desk.Admin.GetJsonAsync(link.AbsolutePath)).Is(HttpStatusCode.OK).Body.Split("\r\n");
        Assert.StartsWith("id,external_id,subject,", lines[0], StringComparison.Ordinal);
        Assert.StartsWith($"{thread.Ticket},,\"'{subject.Replace("\"", "\"\"", StringComparison.Ordinal)}\",open,", lines[1], StringComparison.Ordinal);
        Assert.Contains(thread.Email, lines[1], StringComparison.Ordinal);
        Assert.Equal(3, lines.Length);
        await Threads.UntilAsync(() => Task.FromResult(desk.Outbox().Sent.Any(letter => letter.BodyText?.Contains(link.AbsolutePath, StringComparison.Ordinal) is true)));
        var none = await desk.Admin.EndAsync(await desk.Admin.JobAsync("exportTicket", new { ticket_ids = new[] { thread.Ticket }, end_datetime = "2020-01-01T00:00:00Z" }));
        Assert.Equal(("done", (0L, 0L, 0L)), ((string)none["status"]!, none.Counts()));
    }

    [Fact]
    public async Task Macros_that_were_exported_are_imported_from_here_and_from_elsewhere()
    {
        var name = $"=Hi \"{Guid.NewGuid()}\"";
        await CreateAsync("/api/macros", new JsonObject { ["name"] = name, ["intent"] = "other/thanks", ["actions"] = new JsonArray(Samples.AddTags("a, b")) });
        var exported = await desk.Admin.EndAsync(await desk.Admin.JobAsync("exportMacro", new { }));
        var file = (string)exported["info"]!["download_url"]!;
        var csv = await desk.Admin.GetStringAsync(new Uri(file).AbsolutePath, Token);
        await using var elsewhere = await WebhookReceiver.StartAsync((_, http) => http.Response.WriteAsync(csv + "\r\nbroken,,,,{\r\n", Token));
        var first = await desk.Admin.EndAsync(await desk.Admin.JobAsync("importMacro", new { url = file }));
        var second = await desk.Admin.EndAsync(await desk.Admin.JobAsync("importMacro", new { url = elsewhere.Url }));
        Assert.Equal(("done", 0L), ((string)first["status"]!, first.Counts().Failed));
        Assert.Equal(("errored", 1L, first.Counts().Done), ((string)second["status"]!, second.Counts().Failed, second.Counts().Done));
        Assert.StartsWith("actions:", (string?)second["info"]!["failures"]![0]!["error"], StringComparison.Ordinal);
        var macros = (await desk.Admin.GetJsonAsync($"/api/macros?limit=100&search={Uri.EscapeDataString(name[5..])}")).Is(HttpStatusCode.OK)["data"]!.AsArray();
        Assert.Equal(3, macros.Count);
        Assert.All(macros, macro => Assert.Equal((name, "other/thanks", "a, b"), ((string)macro!["name"]!, (string)macro["intent"]!, (string)macro["actions"]![0]!["arguments"]!["tags"]!)));
        var missing = await desk.Admin.EndAsync(await desk.Admin.JobAsync("importMacro", new { url = "http://10.255.255.1/macros.csv" }));
        Assert.Equal("fatal_errored", (string?)missing["status"]);
        Assert.NotNull((string?)missing["info"]!["error"]);
        Assert.NotNull((string?)missing["failed_datetime"]);
    }

    [Theory]
    [InlineData("""{"params": {}}""", "type")]
    [InlineData("""{"type": "updateTicket"}""", "params")]
    [InlineData("""{"type": "dance", "params": {}}""", "type")]
    [InlineData("""{"type": "updateTicket", "params": {"updates": {"status": "closed"}}}""", "params.ticket_ids")]
    [InlineData("""{"type": "deleteTicket", "params": {"ticket_ids": []}}""", "params.ticket_ids")]
    [InlineData("""{"type": "deleteTicket", "params": {"ticket_ids": ["x"]}}""", "params.ticket_ids")]
    [InlineData("""{"type": "deleteTicket", "params": {"view_id": 999999999}}""", "params.view_id")]
    [InlineData("""{"type": "deleteTicket", "params": {"view": {"filters": "eq(ticket.nonsense, 1)"}}}""", "params.view.filters")]
    [InlineData("""{"type": "deleteTicket", "params": {"view": {}}}""", "params.view.filters")]
    [InlineData("""{"type": "updateTicket", "params": {"ticket_ids": [1]}}""", "params.updates")]
    [InlineData("""{"type": "updateTicket", "params": {"ticket_ids": [1], "updates": {}}}""", "params.updates")]
    [InlineData("""{"type": "updateTicket", "params": {"ticket_ids": [1], "updates": {"status": "asleep"}}}""", "params.updates.status")]
    [InlineData("""{"type": "updateTicket", "params": {"ticket_ids": [1], "updates": {"colour": "red"}}}""", "params.updates.colour")]
    [InlineData("""{"type": "updateTicket", "params": {"ticket_ids": [1], "updates": {"assignee_user": {"id": 999999999}}}}""", "params.updates.assignee_user")]
    [InlineData("""{"type": "applyMacro", "params": {"ticket_ids": [1]}}""", "params.macro_id")]
    [InlineData("""{"type": "applyMacro", "params": {"ticket_ids": [1], "macro_id": 999999999}}""", "params.macro_id")]
    [InlineData("""{"type": "importMacro", "params": {}}""", "params.url")]
    [InlineData("""{"type": "importMacro", "params": {"url": "file:///etc/passwd"}}""", "params.url")]
    [InlineData("""{"type": "exportTicketDrilldown", "params": {}}""", "params")]
    [InlineData("""{"type": "exportConvertCampaignSalesDrilldown", "params": {"context": {}}}""", "params")]
    [InlineData("""{"type": "exportMacro", "params": {}, "meta": []}""", "meta")]
    [InlineData("""{"type": "exportMacro", "params": {"speed": 3}}""", "params.speed")]
    public async Task What_is_wrong_is_named_before_anything_starts(string body, string field)
    {
        var refused = (await desk.Admin.PostJsonAsync("/api/jobs", body)).Is(HttpStatusCode.BadRequest);
        JsonNode? at = refused["error"]!["data"];
        foreach (var step in field.Split('.'))
        {
            at = at?[step];
        }

        Assert.True(at is not null, refused.Body);
    }

    [Fact]
    public async Task A_job_that_waits_can_be_changed_and_ended_and_one_that_has_ended_cannot()
    {
        async Task<long> ScheduledAsync() => (long)(await desk.Admin.PostJsonAsync("/api/jobs", new { type = "exportMacro", @params = new { }, scheduled_datetime = DateTimeOffset.UtcNow.AddMinutes(30) })).Is(HttpStatusCode.Created)["id"]!;
        Assert.NotEmpty((await desk.Admin.PostJsonAsync("/api/jobs", new { type = "exportMacro", @params = new { }, scheduled_datetime = DateTimeOffset.UtcNow.AddMinutes(61) })).Is(HttpStatusCode.BadRequest).ErrorsAt("scheduled_datetime"));
        var waiting = await ScheduledAsync();
        Assert.Equal("scheduled", (string?)(await desk.Admin.SeenAsync(waiting))["status"]);
        Assert.NotEmpty((await desk.Admin.PutJsonAsync($"/api/jobs/{waiting}", new { status = "running" })).Is(HttpStatusCode.BadRequest).ErrorsAt("status"));
        Assert.NotEmpty((await desk.Admin.PutJsonAsync($"/api/jobs/{waiting}", new { @params = new { speed = 3 } })).Is(HttpStatusCode.BadRequest)["error"]!["data"]!["params"]!.AsObject());
        // Whoever sends back what was read changes nothing.
        var whole = (await desk.Admin.GetJsonAsync($"/api/jobs/{waiting}")).Body;
        Assert.Equal(whole, (await desk.Admin.PutJsonAsync($"/api/jobs/{waiting}", whole)).Is(HttpStatusCode.OK).Body);
        var canceled = (await desk.Admin.PutJsonAsync($"/api/jobs/{waiting}", new { status = "canceled" })).Is(HttpStatusCode.OK);
        Assert.Equal("canceled", (string?)canceled["status"]);
        Assert.NotNull((string?)canceled["cancelled_datetime"]);
        var started = await ScheduledAsync();
        Assert.Equal("pending", (string?)(await desk.Admin.PutJsonAsync($"/api/jobs/{started}", new { scheduled_datetime = (string?)null })).Is(HttpStatusCode.OK)["status"]);
        Assert.Equal("done", (string?)(await desk.Admin.EndAsync(started))["status"]);
        (await desk.Admin.DeleteJsonAsync($"/api/jobs/{started}")).Is(HttpStatusCode.NoContent);
        Assert.Equal("done", (string?)(await desk.Admin.SeenAsync(started))["status"]);
        Assert.NotEmpty((await desk.Admin.PutJsonAsync($"/api/jobs/{started}", new { @params = new { url = "https://x.example" } })).Is(HttpStatusCode.BadRequest).ErrorsAt("params"));
        Assert.Equal("b", (string?)(await desk.Admin.PutJsonAsync($"/api/jobs/{started}", new { meta = new { a = "b" } })).Is(HttpStatusCode.OK)["meta"]!["a"]);
        var deleted = await ScheduledAsync();
        (await desk.Admin.DeleteJsonAsync($"/api/jobs/{deleted}")).Is(HttpStatusCode.NoContent);
        Assert.Equal("canceled", (string?)(await desk.Admin.SeenAsync(deleted))["status"]);
        (await desk.Admin.DeleteJsonAsync($"/api/jobs/{Stock.Missing}")).Is(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_job_is_canceled_half_way_with_a_count_that_is_true()
    {
        var subject = $"half {Guid.NewGuid()}";
        await desk.ManyTicketsAsync(3_000, subject);
        var job = await desk.Admin.JobAsync("updateTicket", Closing(subject));
        var next = await desk.Admin.JobAsync("exportMacro", new { });
        await Threads.UntilAsync(async () => (await desk.Admin.SeenAsync(job)).Counts().Done > 0);
        // One of an account at a time.
        Assert.Equal("pending", (string?)(await desk.Admin.SeenAsync(next))["status"]);
        Assert.Equal("cancel_requested", (string?)(await desk.Admin.PutJsonAsync($"/api/jobs/{job}", new { status = "cancel_requested" })).Is(HttpStatusCode.OK)["status"]);
        var ended = await desk.Admin.EndAsync(job);
        var (done, total, failed) = ended.Counts();
        Assert.Equal(("canceled", 3_000L, 0L), ((string)ended["status"]!, total, failed));
        Assert.NotNull((string?)ended["cancel_requested_datetime"]);
        Assert.InRange(done, 1, 2_999);
        Assert.Equal(((int)done, (int)done, (int)done), await desk.ClosedAsync(subject));
        Assert.Equal("done", (string?)(await desk.Admin.EndAsync(next))["status"]);
    }

    [Fact]
    public async Task A_job_may_do_what_its_creator_may()
    {
        using var basic = await desk.AsRoleAsync("basic-agent");
        var ticket = (await desk.ThreadAsync()).Ticket;
        (await basic.PostJsonAsync("/api/jobs", new { type = "deleteTicket", @params = new { ticket_ids = new[] { ticket } } })).Is(HttpStatusCode.Forbidden);
        (await basic.PostJsonAsync("/api/jobs", new { type = "importMacro", @params = new { url = "https://x.example/a.csv" } })).Is(HttpStatusCode.Forbidden);
        var others = (long)(await desk.Admin.PostJsonAsync("/api/jobs", new { type = "exportMacro", @params = new { }, scheduled_datetime = DateTimeOffset.UtcNow.AddMinutes(30) })).Is(HttpStatusCode.Created)["id"]!;
        (await basic.DeleteJsonAsync($"/api/jobs/{others}")).Is(HttpStatusCode.Forbidden);
        var own = (long)(await basic.PostJsonAsync("/api/jobs", new { type = "updateTicket", @params = new { ticket_ids = new[] { ticket }, updates = new { status = "closed" } }, scheduled_datetime = DateTimeOffset.UtcNow.AddMinutes(30) })).Is(HttpStatusCode.Created)["id"]!;
        // Whose creator is gone is not done.
        await desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().ExecuteAsync($"update users set active = false where account_id = {desk.Account.Id} and role = 'basic-agent'", Token));
        (await desk.Admin.PutJsonAsync($"/api/jobs/{own}", new { scheduled_datetime = (string?)null })).Is(HttpStatusCode.OK);
        Assert.Equal("fatal_errored", (string?)(await desk.Admin.EndAsync(own))["status"]);
        Assert.Equal("open", (await desk.TicketAsync(ticket)).Status);
    }

    private async Task<long> CreateAsync(string path, object body) => (long)(await desk.Admin.PostJsonAsync(path, body)).Is(HttpStatusCode.Created)["id"]!;
}
