using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Messages;
using Antiphon.ApiTests.Rules;
using Antiphon.Contract;

namespace Antiphon.ApiTests.Surveys;

/// <summary>From the closing of a ticket to the answer: contract page satisfaction surveys, "How surveys are produced".</summary>
[Trait("row", "J24")]
[Trait("row", "B35")]
public sealed class SurveyLifecycleTests
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    [Fact]
    public async Task A_day_after_a_ticket_was_closed_its_customer_is_asked_once()
    {
        var clock = new TestClock();
        await using var desk = await Asking.StartAsync(clock);
        await desk.IntegrationAsync("email", "Support", "support@store.example");
        var setting = await Asking.SettingAsync(desk, Asking.Hourly);
        var email = Threads.NewEmail();
        var ticket = (await desk.Admin.PostJsonAsync("/api/tickets", Samples.Ticket(email))).Is(HttpStatusCode.Created)["id"];
        await desk.CloseAsync(ticket);
        var planned = (await desk.SurveyAsync(ticket))!;
        Assert.Equal(WireDate.Format(clock.GetUtcNow() + Day)[..19], ((string)planned["should_send_datetime"]!)[..19]);
        Assert.Null(planned["sent_datetime"]);

        clock.Advance(Day - TimeSpan.FromMinutes(1));
        await desk.QuietAsync(clock);
        Assert.Empty(desk.Outbox().Sent);
        clock.Advance(TimeSpan.FromMinutes(2));
        var link = await desk.LinkAsync();
        await desk.QuietAsync(clock);
        var sent = desk.Outbox().Sent.Single();
        Assert.Equal(email, sent.Source!.Value.GetProperty("to")[0].GetProperty("address").GetString());
        Assert.Contains($"https://acme.help.example{link}", sent.BodyHtml, StringComparison.Ordinal);
        var survey = (await desk.SurveyAsync(ticket))!;
        Assert.NotNull(survey["sent_datetime"]);
        Assert.Equal(["satisfaction-survey-sent"], await desk.Admin.EventTypesAsync("SatisfactionSurvey", survey["id"]));
        // Asking does not open it again, and closing it again does not ask again.
        Assert.Equal("closed", (string?)(await desk.Admin.GetJsonAsync($"/api/tickets/{ticket}"))["status"]);
        (await desk.Admin.PutJsonAsync($"/api/tickets/{ticket}", new { status = "open" })).Is(HttpStatusCode.Accepted);
        await desk.CloseAsync(ticket);
        clock.Advance(Day + Day);
        await desk.QuietAsync(clock);
        Assert.Single(desk.Outbox().Sent);

        // Switched off, nothing is planned any more.
        (await desk.Admin.PutJsonAsync($"/api/account/settings/{setting}", """{"type": "satisfaction-surveys", "data": {"send_survey_for_email": false}}""")).Is(HttpStatusCode.OK);
        var other = (await desk.Admin.OpenTicketAsync())["id"];
        await desk.CloseAsync(other);
        Assert.Null(await desk.SurveyAsync(other));
    }

    [Fact]
    public async Task Reopening_puts_it_off_or_calls_it_off_with_the_reasons()
    {
        var clock = new TestClock();
        await using var desk = await Asking.StartAsync(clock);
        await desk.IntegrationAsync("email", "Support", "support@store.example");
        await Asking.SettingAsync(desk, Asking.Hourly);
        async Task<JsonNode?> ClosedAsync()
        {
            var ticket = (await desk.Admin.OpenTicketAsync())["id"];
            await desk.CloseAsync(ticket);
            return ticket;
        }

        Task<Answer> PutAsync(JsonNode? ticket, string change) => desk.Admin.PutJsonAsync($"/api/tickets/{ticket}", change);
        var (reopened, again, trashed, excluded, answered) = (await ClosedAsync(), await ClosedAsync(), await ClosedAsync(), await ClosedAsync(), await ClosedAsync());
        var snoozed = (await desk.Admin.OpenTicketAsync())["id"];
        (await PutAsync(snoozed, $$"""{"snooze_datetime": "{{WireDate.Format(clock.GetUtcNow().AddDays(9))}}"}""")).Is(HttpStatusCode.Accepted);
        await desk.SettledAsync();
        Assert.Null(await desk.SurveyAsync(snoozed));

        (await PutAsync(reopened, """{"status": "open"}""")).Is(HttpStatusCode.Accepted);
        (await PutAsync(trashed, $$"""{"trashed_datetime": "{{WireDate.Format(clock.GetUtcNow())}}", "spam": true}""")).Is(HttpStatusCode.Accepted);
        (await desk.Admin.PutJsonAsync($"/api/satisfaction-surveys/{(await desk.SurveyAsync(answered))!["id"]}", new { score = 3 })).Is(HttpStatusCode.OK);
        await desk.RuleAsync("no surveys", "ticket-updated", "if (eq(ticket.subject, 'quiet')) { Action('excludeFromCSAT', {}) }");
        (await PutAsync(excluded, """{"subject": "quiet"}""")).Is(HttpStatusCode.Accepted);
        await desk.SettledAsync();
        clock.Advance(TimeSpan.FromHours(12));
        (await PutAsync(again, """{"status": "open"}""")).Is(HttpStatusCode.Accepted);
        await desk.CloseAsync(again);

        clock.Advance(TimeSpan.FromHours(13));
        await desk.QuietAsync(clock);
        Assert.Empty(desk.Outbox().Sent);
        async Task<string> ReasonsAsync(JsonNode? ticket)
        {
            var events = (await desk.Admin.GetJsonAsync($"/api/events?object_type=Ticket&object_id={ticket}&types=ticket-satisfaction-survey-skipped")).Is(HttpStatusCode.OK)["data"]!.AsArray();
            return string.Join(',', Assert.Single(events)!["data"]!["reasons"]!.AsArray().Select(reason => (string)reason!));
        }

        Assert.Equal("ticket-reopened", await ReasonsAsync(reopened));
        Assert.Equal("ticket-trashed,spam-ticket", await ReasonsAsync(trashed));
        Assert.Equal("ticket-excluded-from-csat", await ReasonsAsync(excluded));
        Assert.Equal("csat-already-answered", await ReasonsAsync(answered));
        Assert.Null((await desk.SurveyAsync(reopened))!["should_send_datetime"]);

        // What was closed a second time is asked about a day after that.
        clock.Advance(TimeSpan.FromHours(12));
        await desk.LinkAsync();
        await desk.QuietAsync(clock);
        Assert.Equal((long)again!, Assert.Single(desk.Outbox().Sent).TicketId);
        // And what was called off begins anew.
        await desk.CloseAsync(reopened);
        clock.Advance(Day + TimeSpan.FromMinutes(1));
        await Threads.UntilAsync(() => Task.FromResult(desk.Outbox().Sent.Count == 2));
        Assert.Equal((long)reopened!, desk.Outbox().Sent[^1].TicketId);
    }

    [Fact]
    public async Task The_accounts_own_words_are_said_and_one_without_a_way_is_skipped()
    {
        var clock = new TestClock();
        await using var desk = await Asking.StartAsync(clock);
        await Asking.SettingAsync(desk, """
            {"send_survey_for_email": true, "send_survey_for_chat": true, "survey_interval": 0,
             "survey_email_text": "Hi {{ticket.customer.firstname|fallback(\"you\")}}: {{satisfaction_survey_url}} !", "survey_email_html": "<p>{{ticket.subject}}</p>"}
            """);
        var first = (await desk.Admin.OpenTicketAsync())["id"];
        await desk.CloseAsync(first);
        await Threads.UntilAsync(async () => (await desk.Admin.EventTypesAsync("Ticket", first)).Contains("ticket-satisfaction-survey-skipped"));
        await desk.IntegrationAsync("email", "Support", "support@store.example");
        var second = (await desk.Admin.OpenTicketAsync(body => body["subject"] = "<Order>"))["id"];
        await desk.CloseAsync(second);
        var link = await desk.LinkAsync();
        var mail = desk.Outbox().Sent[^1];
        Assert.Equal($"Hi you: https://acme.help.example{link} !", mail.BodyText);
        Assert.Equal($"<p>&lt;Order&gt;</p><p><a href=\"https://acme.help.example{link}\">https://acme.help.example{link}</a></p>", mail.BodyHtml);

        var chat = (await desk.Admin.OpenTicketAsync(body =>
        {
            body["channel"] = "chat";
            body["messages"] = new JsonArray(new JsonObject { ["channel"] = "chat", ["via"] = "api", ["from_agent"] = false, ["body_text"] = "Hello?" });
        }))["id"];
        await desk.CloseAsync(chat);
        await Threads.UntilAsync(() => Task.FromResult(desk.Outbox().Sent.Count == 2));
        Assert.Equal(("chat", (long)chat!), (desk.Outbox().Sent[^1].Channel, desk.Outbox().Sent[^1].TicketId));
        // Brought along, nobody is asked; nor on a channel whose switch is off.
        var imported = (await desk.Admin.OpenTicketAsync(body => (body["imported"], body["status"]) = (true, "closed")))["id"];
        var call = (await desk.Admin.OpenTicketAsync(body => body["channel"] = "api"))["id"];
        await desk.CloseAsync(call);
        await desk.QuietAsync(clock);
        Assert.Null(await desk.SurveyAsync(imported));
        Assert.Null(await desk.SurveyAsync(call));
    }

    [Fact]
    public async Task One_that_is_made_with_a_time_is_sent_then_and_not_when_it_is_taken_away()
    {
        var clock = new TestClock();
        await using var desk = await Asking.StartAsync(clock);
        await desk.IntegrationAsync("email", "Support", "support@store.example");
        async Task<(long Ticket, Answer Survey)> MadeAsync()
        {
            var ticket = await desk.Admin.OpenTicketAsync();
            await desk.CloseAsync(ticket["id"]);
            return ((long)ticket["id"]!, (await desk.Admin.PostJsonAsync(
                "/api/satisfaction-surveys", new { ticket_id = (long)ticket["id"]!, customer_id = (long)ticket["customer"]!["id"]!, should_send_datetime = WireDate.Format(clock.GetUtcNow().AddHours(2)) })).Is(HttpStatusCode.Created));
        }

        var (sooner, never, later) = (await MadeAsync(), await MadeAsync(), await MadeAsync());
        (await desk.Admin.PutJsonAsync((string)never.Survey["uri"]!, """{"should_send_datetime": null}""")).Is(HttpStatusCode.OK);
        (await desk.Admin.PutJsonAsync((string)later.Survey["uri"]!, new { should_send_datetime = WireDate.Format(clock.GetUtcNow().AddHours(5)) })).Is(HttpStatusCode.OK);
        clock.Advance(TimeSpan.FromHours(3));
        await desk.LinkAsync();
        await desk.QuietAsync(clock);
        Assert.Equal(sooner.Ticket, Assert.Single(desk.Outbox().Sent).TicketId);
        clock.Advance(TimeSpan.FromHours(3));
        await Threads.UntilAsync(() => Task.FromResult(desk.Outbox().Sent.Count == 2));
        Assert.Equal(later.Ticket, desk.Outbox().Sent[^1].TicketId);
        clock.Advance(TimeSpan.FromDays(90));
        await desk.QuietAsync(clock);
        Assert.Equal(2, desk.Outbox().Sent.Count);
    }
}
