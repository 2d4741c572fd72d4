using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Client;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Messages;
using Antiphon.ApiTests.Rules;
using Antiphon.Client;
using Antiphon.Contract;

namespace Antiphon.ApiTests.Surveys;

[Trait("row", "B35")]
public sealed class SurveyTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task A_survey_is_made_once_for_a_ticket_read_listed_and_shown_with_it()
    {
        var thread = await desk.ThreadAsync();
        var body = new { ticket_id = thread.Ticket, customer_id = thread.Customer, meta = new { from = "import" }, created_datetime = "2026-03-16T10:00:00.100000" };
        var made = (await desk.Admin.PostJsonAsync("/api/satisfaction-surveys", body)).Is(HttpStatusCode.Created);
        Assert.Equal(
            ["id", "ticket_id", "customer_id", "score", "body_text", "created_datetime", "should_send_datetime", "sent_datetime", "scored_datetime", "meta", "uri"],
            made.Json.AsObject().Select(member => member.Key));
        Assert.Equal("2026-03-16T10:00:00.100000+00:00", (string?)made["created_datetime"]);
        (await desk.Admin.PostJsonAsync("/api/satisfaction-surveys", body)).Is(HttpStatusCode.Conflict);
        Assert.Equal(made.Body, (await desk.Admin.GetJsonAsync((string)made["uri"]!)).Is(HttpStatusCode.OK).Body);
        var listed = (await desk.Admin.GetJsonAsync($"/api/satisfaction-surveys?ticket_id={thread.Ticket}")).Is(HttpStatusCode.OK)["data"]!.AsArray();
        Assert.True(JsonNode.DeepEquals(made.Json, Assert.Single(listed)));
        var shown = (await desk.Admin.GetJsonAsync($"/api/tickets/{thread.Ticket}")).Is(HttpStatusCode.OK)["satisfaction_survey"]!.AsObject();
        Assert.Equal(
            ["id", "customer_id", "ticket_id", "sent_datetime", "scored_datetime", "should_send_datetime", "created_datetime", "score", "body_text", "meta"], shown.Select(member => member.Key));
        Assert.Equal((long)made["id"]!, (long)shown["id"]!);
        (await desk.Admin.GetJsonAsync("/api/satisfaction-surveys/999999")).Is(HttpStatusCode.NotFound);
        // It goes with its ticket.
        (await desk.Admin.DeleteJsonAsync($"/api/tickets/{thread.Ticket}")).Is(HttpStatusCode.NoContent);
        (await desk.Admin.GetJsonAsync((string)made["uri"]!)).Is(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task What_is_wrong_is_told_by_field()
    {
        var thread = await desk.ThreadAsync();
        var answer = (await desk.Admin.PostJsonAsync("/api/satisfaction-surveys", new { ticket_id = 999_999, score = 6, body_text = new string('x', 1001), meta = new[] { 1 }, scale_range = 5 })).Is(HttpStatusCode.BadRequest);
        Assert.Equal(["Ticket 999999 does not exist."], answer.ErrorsAt("ticket_id"));
        Assert.Equal(["Missing data for required field."], answer.ErrorsAt("customer_id"));
        Assert.Equal(["Must be between 1 and 5."], answer.ErrorsAt("score"));
        Assert.Equal(["Longer than maximum length 1000."], answer.ErrorsAt("body_text"));
        Assert.Equal(["Not a valid mapping type."], answer.ErrorsAt("meta"));
        Assert.Equal(["Unknown field."], answer.ErrorsAt("scale_range"));
        var made = (await desk.Admin.PostJsonAsync("/api/satisfaction-surveys", new { ticket_id = thread.Ticket, customer_id = thread.Customer, body_text = new string('x', 1000) })).Is(HttpStatusCode.Created);
        var change = (await desk.Admin.PutJsonAsync((string)made["uri"]!, """{"ticket_id": null, "customer_id": 999999, "score": 0}""")).Is(HttpStatusCode.BadRequest);
        Assert.Equal(["Field may not be null."], change.ErrorsAt("ticket_id"));
        Assert.Equal(["Customer 999999 does not exist."], change.ErrorsAt("customer_id"));
        Assert.Equal(["Must be between 1 and 5."], change.ErrorsAt("score"));
        var other = await desk.ThreadAsync();
        (await desk.Admin.PostJsonAsync("/api/satisfaction-surveys", new { ticket_id = other.Ticket, customer_id = other.Customer })).Is(HttpStatusCode.Created);
        (await desk.Admin.PutJsonAsync((string)made["uri"]!, new { ticket_id = other.Ticket })).Is(HttpStatusCode.Conflict);
        (await desk.Admin.PutJsonAsync("/api/satisfaction-surveys/999999", new { score = 1 })).Is(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_score_is_an_answer_with_a_time_an_event_and_rules()
    {
        await using var own = await Desk.StartAsync();
        var thread = await own.ThreadAsync();
        await own.RuleAsync("unhappy", "satisfaction-survey-responded", "if (lte(ticket.satisfaction_survey.score, 2)) { Action('addTags', { tags: 'unhappy' }) }");
        using var client = own.Client();
        var made = await client.SatisfactionSurveys.CreateAsync(new(thread.Customer, thread.Ticket), cancellationToken: TestContext.Current.CancellationToken);
        var path = $"/api/satisfaction-surveys/{made.Id}";
        var scored = (await own.Admin.PutJsonAsync(path, new { score = 4 })).Is(HttpStatusCode.OK);
        Assert.NotNull(scored["scored_datetime"]);
        Assert.Empty((await own.SettledTicketAsync(thread.Ticket)).TagNames());
        // A client that resends everything changes nothing and tells nobody.
        Assert.Equal(scored.Body, (await own.Admin.PutJsonAsync(path, scored.Body)).Is(HttpStatusCode.OK).Body);
        var again = await client.SatisfactionSurveys.UpdateAsync(made.Id, new(Score: 1, BodyText: "Late again."), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal((string?)scored["scored_datetime"], WireDate.Format(again.ScoredDatetime!.Value));
        Assert.Equal(["unhappy"], (await own.SettledTicketAsync(thread.Ticket)).TagNames());
        var events = (await own.Admin.GetJsonAsync($"/api/events?object_type=SatisfactionSurvey&object_id={made.Id}&order_by=created_datetime:asc")).Is(HttpStatusCode.OK)["data"]!.AsArray();
        Assert.Equal(["satisfaction-survey-responded", "satisfaction-survey-responded"], events.Select(item => (string)item!["type"]!));
        Assert.True(JsonNode.DeepEquals(
            new JsonObject { ["score"] = 1, ["body_text"] = "Late again.", ["ticket_id"] = thread.Ticket, ["customer_id"] = thread.Customer }, events[1]!["data"]));
        // Views find them by it.
        var found = (await own.Admin.PostJsonAsync("/api/views", new { name = "Unhappy", filters = "lt(ticket.satisfaction_survey.score, 3) && isNotEmpty(ticket.satisfaction_survey.scored_datetime)" })).Is(HttpStatusCode.Created);
        Assert.Equal([thread.Ticket], (await own.Admin.GetJsonAsync($"/api/views/{found["id"]}/items")).Is(HttpStatusCode.OK)["data"]!.AsArray().Select(item => (long)item!["id"]!));
        // Who sends everything, with a time that was none, answers now.
        (await own.Admin.PutJsonAsync(path, """{"score": null}""")).Is(HttpStatusCode.OK);
        Assert.NotNull((await own.Admin.PutJsonAsync(path, """{"score": 2, "scored_datetime": null}""")).Is(HttpStatusCode.OK)["scored_datetime"]);
        // Taken back, there is no answer.
        var none = (await own.Admin.PutJsonAsync(path, """{"score": null}""")).Is(HttpStatusCode.OK);
        Assert.Null(none["scored_datetime"]);
        Assert.Empty((await own.Admin.GetJsonAsync($"/api/views/{found["id"]}/items")).Is(HttpStatusCode.OK)["data"]!.AsArray());
        var listed = new List<long>();
        await foreach (var survey in client.SatisfactionSurveys.ListAsync(new() { Limit = 1, OrderBy = "created_datetime:asc", TicketId = thread.Ticket }).WithCancellation(TestContext.Current.CancellationToken))
        {
            listed.Add(survey.Id);
        }

        Assert.Equal([made.Id], listed);
    }

    [Fact]
    public async Task A_merged_customer_keeps_the_surveys_of_both()
    {
        var (thread, other) = (await desk.ThreadAsync(), await desk.CustomerAsync(Threads.NewEmail()));
        var made = (await desk.Admin.PostJsonAsync("/api/satisfaction-surveys", new { ticket_id = thread.Ticket, customer_id = thread.Customer })).Is(HttpStatusCode.Created);
        (await desk.Admin.CallAsync(HttpMethod.Put, $"/api/customers/merge?source_id={thread.Customer}&target_id={other}", "{}")).Is(HttpStatusCode.Accepted);
        Assert.Equal(other, (long)(await desk.Admin.GetJsonAsync((string)made["uri"]!)).Is(HttpStatusCode.OK)["customer_id"]!);
    }
}
