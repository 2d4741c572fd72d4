using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Client;
using Antiphon.ApiTests.Files;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Integrations.Delivery;
using Antiphon.ApiTests.Messages;
using Antiphon.Contract;
using Antiphon.Data;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using static Antiphon.ApiTests.Messages.Threads;

namespace Antiphon.ApiTests.VoiceCalls;

[Trait("row", "B41")]
public sealed class VoiceCallTests(HookDesk shop) : IClassFixture<HookDesk>
{
    private static int count;

    private readonly Desk desk = shop.Desk;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("row", "G01")]
    public async Task A_finished_call_is_told_in_a_phone_ticket_of_the_customer_with_that_number()
    {
        using var client = desk.Client();
        var number = NewNumber();
        var customer = await desk.CustomerAsync(NewEmail(), phone: $"({number[2..5]}) {number[5..8]}-{number[8..]}");
        var audio = await desk.Admin.UploadedAsync("call.mp3", "audio"u8.ToArray(), "audio/mpeg");
        var call = await client.VoiceCalls.CreateAsync(
            new()
            {
                ExternalId = number,
                Provider = "twilio",
                Direction = "inbound",
                From = $"+1 {number[2..5]} {number[5..8]} {number[8..]}",
                To = "+1 (555) 987-0002",
                Duration = 184,
                Outcome = "reshipped",
                Transcript = "Agent: Hello. Caller: My parcel is broken.",
                Summary = "Asked about order 1042.",
                Note = "Call back on Friday.",
                Tags = [new("damaged")],
                AssigneeUser = new(desk.Account.OwnerUserId),
                Agent = new() { Email = Desk.AdminEmail },
                Recordings = [new((string)audio["url"]!, "RE77ab", Duration: 176)],
            },
            cancellationToken: Token);
        Assert.Equal((customer, "completed", "answered", number, "+15559870002", 184), (call.CustomerId, call.Status, call.TerminationStatus, call.PhoneNumberSource, call.PhoneNumberDestination, call.Duration));
        Assert.Equal((desk.Account.OwnerUserId, true, false, "none"), (call.LastAnsweredByAgentId, call.HasCallRecording, call.HasVoicemail, call.MonitoringStatus));
        Assert.Equal("Asked about order 1042.", Assert.Single(call.Summaries).Summary);

        var ticket = (await desk.Admin.GetJsonAsync($"/api/tickets/{call.TicketId}")).Is(HttpStatusCode.OK);
        Assert.Equal(("phone", "open", customer, "damaged", desk.Account.OwnerUserId), ((string)ticket["channel"]!, (string)ticket["status"]!, (long)ticket["customer"]!["id"]!, (string)ticket["tags"]![0]!["name"]!, (long)ticket["assignee_user"]!["id"]!));
        var (message, note) = (ticket["messages"]![0]!, ticket["messages"]![1]!);
        Assert.Equal(("phone", false, "phone", customer, number), ((string)message["channel"]!, (bool)message["from_agent"]!, (string)message["source"]!["type"]!, (long)message["sender"]!["id"]!, (string)message["source"]!["from"]!["address"]!));
        Assert.All(["answered, 3:04 min", "Outcome: reshipped", "Summary: Asked about order 1042.", "Transcript: Agent: Hello. Caller: My parcel is broken."], part => Assert.Contains(part, (string?)message["body_text"], StringComparison.Ordinal));
        Assert.Equal(((string)audio["url"]!, "audio/mpeg"), ((string)message["attachments"]![0]!["url"]!, (string)message["attachments"]![0]!["content_type"]!));
        Assert.Equal(("internal-note", "Call back on Friday."), ((string)note["channel"]!, (string)note["body_text"]!));
        var told = await desk.EventsOfAsync("Ticket", call.TicketId!.Value);
        Assert.All(["ticket-created", "incoming-phone-call", "completed-phone-call"], type => Assert.Contains(type, told));

        var events = new List<VoiceCallEventResource>();
        await foreach (var one in client.VoiceCalls.ListEventsAsync(call.Id, cancellationToken: Token))
        {
            events.Add(one);
        }

        Assert.Equal(["incoming-phone-call", "phone-call-answered", "call-recording", "completed-phone-call"], events.OrderBy(one => one.Id).Select(one => one.Type));
        Assert.Equal(events[0], await client.VoiceCalls.GetEventAsync(events[0].Id, cancellationToken: Token) with { Meta = events[0].Meta });
        var calls = (await desk.Admin.GetJsonAsync($"/api/phone/voice-calls?ticket_id={call.TicketId}")).Is(HttpStatusCode.OK)["data"]!.AsArray();
        Assert.Equal(call.Id, (long)Assert.Single(calls)!["id"]!);
        Assert.NotEmpty((await desk.Admin.GetJsonAsync("/api/phone/voice-calls?order_by=created_datetime:desc")).Is(HttpStatusCode.BadRequest).ErrorsAt("order_by"));
    }

    [Fact]
    [Trait("row", "G01")]
    public async Task The_next_call_joins_the_open_ticket_and_the_same_call_again_changes_nothing()
    {
        var number = NewNumber();
        var first = await CallAsync(number);
        var again = (await desk.Admin.PostJsonAsync("/api/phone/voice-calls", first.Body)).Is(HttpStatusCode.Created);
        Assert.Equal(((long)first.Answer["id"]!, "existing"), ((long)again["id"]!, again.Header("Antiphon-Outcome")));
        var second = await CallAsync(number, call => (call["tags"], call["assignee_user"]) = (new JsonArray(new JsonObject { ["name"] = "again" }), new JsonObject { ["id"] = desk.Account.OwnerUserId }));
        Assert.Equal((long)first.Answer["ticket_id"]!, (long)second.Answer["ticket_id"]!);
        var ticket = (await desk.Admin.GetJsonAsync($"/api/tickets/{first.Answer["ticket_id"]}")).Is(HttpStatusCode.OK);
        Assert.Equal((2, "again", desk.Account.OwnerUserId), (ticket["messages"]!.AsArray().Count, (string)ticket["tags"]![0]!["name"]!, (long)ticket["assignee_user"]!["id"]!));
        // An outbound call is the company's word to the same customer.
        var outbound = await CallAsync(number, call => (call["direction"], call["from"], call["to"], call["resolved"]) = ("outbound", "+15559870002", number, true));
        Assert.Equal((long)first.Answer["customer_id"]!, (long)outbound.Answer["customer_id"]!);
        (await desk.Admin.PutJsonAsync($"/api/tickets/{first.Answer["ticket_id"]}", new { status = "closed" })).Is(HttpStatusCode.Accepted);
        var third = await CallAsync(number, call => call["resolved"] = true);
        Assert.NotEqual((long)first.Answer["ticket_id"]!, (long)third.Answer["ticket_id"]!);
        Assert.Equal("closed", (await desk.TicketAsync((long)third.Answer["ticket_id"]!)).Status);
        var parallel = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => desk.Admin.PostJsonAsync("/api/phone/voice-calls", Body(NewNumber(), "one-call"))));
        Assert.Single(parallel.Select(answer => (long)answer.Is(HttpStatusCode.Created)["id"]!).Distinct());
    }

    [Fact]
    [Trait("row", "G02")]
    public async Task A_missed_call_and_a_voicemail_leave_a_tagged_open_ticket_with_the_audio()
    {
        var missed = await CallAsync(NewNumber(), call => (call["status"], call["duration"], call["resolved"]) = ("no-answer", 0, true));
        Assert.Equal(("missed", "missed-call", "open"), await ShownAsync(missed.Answer));
        Assert.Contains("missed-phone-call", await desk.EventsOfAsync("Ticket", (long)missed.Answer["ticket_id"]!));

        await using var provider = await WebhookReceiver.StartAsync((_, http) =>
        {
            http.Response.ContentType = "audio/wav";
            return http.Response.WriteAsync("please call me", Token);
        });
        var voicemail = await CallAsync(NewNumber(), call => (call["termination_status"], call["transcript"], call["recordings"]) =
            ("missed", "Please call me.", new JsonArray(new JsonObject { ["url"] = provider.Url + "/RE1.wav", ["type"] = "voicemail", ["external_id"] = "RE1" })));
        Assert.Equal(("missed", "voicemail", "open"), await ShownAsync(voicemail.Answer));
        Assert.True((bool)voicemail.Answer["has_voicemail"]!);
        // The audio is copied behind the request.
        JsonNode? recording = null;
        await UntilAsync(async () =>
        {
            recording = (await desk.Admin.GetJsonAsync($"/api/phone/voice-call-recordings?call_id={voicemail.Answer["id"]}")).Is(HttpStatusCode.OK)["data"]![0];
            return ((string)recording!["url"]!).Contains("/api/recording/download/", StringComparison.Ordinal);
        });
        Assert.Equal(("voicemail", "RE1", "completed"), ((string)recording!["type"]!, (string)recording["external_id"]!, (string)recording["transcription_status"]!));
        var path = new Uri((string)recording["url"]!).AbsolutePath;
        Assert.Equal("please call me", (await desk.Admin.GetJsonAsync(path)).Is(HttpStatusCode.OK).Body);
        var message = (await desk.Admin.GetJsonAsync($"/api/tickets/{voicemail.Answer["ticket_id"]}")).Is(HttpStatusCode.OK)["messages"]![0]!;
        Assert.Contains("Voicemail: Please call me.", (string?)message["body_text"], StringComparison.Ordinal);
        Assert.Equal((path, "audio/wav", 14), (new Uri((string)message["attachments"]![0]!["url"]!).AbsolutePath, (string)message["attachments"]![0]!["content_type"]!, (int)message["attachments"]![0]!["size"]!));

        using var client = desk.Client();
        await client.VoiceCalls.DeleteRecordingAsync((long)recording["id"]!, cancellationToken: Token);
        (await desk.Admin.GetJsonAsync(path)).Is(HttpStatusCode.NotFound);
        var gone = await client.VoiceCalls.GetRecordingAsync((long)recording["id"]!, cancellationToken: Token);
        Assert.Equal((null, desk.Account.OwnerUserId), (gone.Url, gone.DeletedByUserId));
        Assert.NotNull(gone.DeletedDatetime);
        Assert.False((await client.VoiceCalls.GetAsync((long)voicemail.Answer["id"]!, cancellationToken: Token)).HasVoicemail);
        Assert.Null((await desk.Admin.GetJsonAsync($"/api/tickets/{voicemail.Answer["ticket_id"]}"))["messages"]![0]!["attachments"]);
        await client.VoiceCalls.DeleteRecordingAsync((long)recording["id"]!, cancellationToken: Token);
        (await desk.Admin.DeleteJsonAsync($"/api/phone/voice-call-recordings/{Stock.Missing}")).Is(HttpStatusCode.NotFound);
        // A ticket may go; the call stays.
        (await desk.Admin.DeleteJsonAsync($"/api/tickets/{voicemail.Answer["ticket_id"]}")).Is(HttpStatusCode.NoContent);
        Assert.Null((await client.VoiceCalls.GetAsync((long)voicemail.Answer["id"]!, cancellationToken: Token)).TicketId);
    }

    [Fact]
    [Trait("row", "G02")]
    public async Task A_recording_is_copied_once_and_deleting_it_leaves_no_audio()
    {
        await using var provider = await WebhookReceiver.StartAsync((_, http) => http.Response.WriteAsync("please call me", Token));
        await using var own = await Desk.StartAsync(builder => Hooks.Allow(builder, ("Files:CopyForeign", "true")));
        var body = Body(NewNumber(), "recorded");
        var recording = new JsonObject { ["url"] = provider.Url + "/RE2.wav" };
        body["recordings"] = new JsonArray(recording, recording.DeepClone());
        var call = (await own.Admin.PostJsonAsync("/api/phone/voice-calls", body.ToJsonString())).Is(HttpStatusCode.Created);
        await UntilAsync(async () => (await own.Admin.GetJsonAsync($"/api/phone/voice-call-recordings?call_id={call["id"]}")).Is(HttpStatusCode.OK)["data"]!.AsArray()
            .All(one => ((string)one!["url"]!).Contains("/api/recording/download/", StringComparison.Ordinal)));
        Assert.Single(provider.Calls);
        var recordings = (await own.Admin.GetJsonAsync($"/api/phone/voice-call-recordings?call_id={call["id"]}")).Is(HttpStatusCode.OK)["data"]!.AsArray();
        var path = new Uri((string)recordings[0]!["url"]!).AbsolutePath;
        foreach (var one in recordings)
        {
            (await own.Admin.DeleteJsonAsync($"/api/phone/voice-call-recordings/{one!["id"]}")).Is(HttpStatusCode.NoContent);
        }

        Assert.Null((await own.Admin.GetJsonAsync($"/api/tickets/{call["ticket_id"]}")).Is(HttpStatusCode.OK)["messages"]![0]!["attachments"]);
        (await own.Admin.GetJsonAsync(path)).Is(HttpStatusCode.NotFound);
        Assert.Equal(0, await own.InScopeAsync(services => services.GetRequiredService<DeskDb>().SingleAsync($"select count(*)::int from files", row => row.GetInt32(0), Token)));
    }

    [Fact]
    [Trait("row", "G03")]
    public async Task An_unknown_caller_becomes_a_customer_with_a_number_and_no_invented_address()
    {
        var number = NewNumber();
        var call = await CallAsync(number);
        var customer = (await desk.Admin.GetJsonAsync($"/api/customers/{call.Answer["customer_id"]}")).Is(HttpStatusCode.OK);
        Assert.Null(customer["email"]);
        Assert.Equal([("phone", number)], customer["channels"]!.AsArray().Select(channel => ((string)channel!["type"]!, (string)channel["address"]!)));
        // However it is spelled the next time.
        Assert.Equal((long)call.Answer["customer_id"]!, (long)(await CallAsync($"00 1 {number[2..5]}/{number[5..]}")).Answer["customer_id"]!);
        var (hidden, other) = (await CallAsync("Anonymous"), await CallAsync("anonymous"));
        Assert.Equal((long)hidden.Answer["customer_id"]!, (long)other.Answer["customer_id"]!);
        Assert.Empty((await desk.Admin.GetJsonAsync($"/api/customers/{hidden.Answer["customer_id"]}")).Is(HttpStatusCode.OK)["channels"]!.AsArray());
        // Whoever knows more says so.
        var email = NewEmail();
        var known = await desk.CustomerAsync(email);
        Assert.Equal(known, (long)(await CallAsync(NewNumber(), body => body["customer"] = new JsonObject { ["email"] = email })).Answer["customer_id"]!);
    }

    [Theory]
    [InlineData("external_id", null, "external_id")]
    [InlineData("direction", "\"sideways\"", "direction")]
    [InlineData("from", "\"Ada\"", "from")]
    [InlineData("to", "\"anonymous\"", "to")]
    [InlineData("status", "\"asleep\"", "status")]
    [InlineData("termination_status", "\"asleep\"", "termination_status")]
    [InlineData("duration", "-1", "duration")]
    [InlineData("integration_id", "999999999", "integration_id")]
    [InlineData("ticket_id", "999999999", "ticket_id")]
    [InlineData("agent", "{\"id\": 999999999}", "agent")]
    [InlineData("customer", "{\"id\": 999999999}", "customer")]
    [InlineData("assignee_user", "{\"id\": 999999999}", "assignee_user")]
    [InlineData("recordings", "[{\"type\": \"voicemail\"}]", "recordings")]
    [InlineData("recordings", "[{\"url\": \"file:///etc/passwd\"}]", "recordings")]
    [InlineData("currency", "\"euro\"", "currency")]
    [InlineData("started_datetime", "\"9999-12-31T23:59:59\"", "started_datetime")]
    [InlineData("mood", "\"good\"", "mood")]
    public async Task What_is_wrong_is_named_and_leaves_nothing(string member, string? value, string field)
    {
        var number = NewNumber();
        var body = Body(number, number);
        body[member] = value is null ? null : JsonNode.Parse(value);
        var refused = (await desk.Admin.PostJsonAsync("/api/phone/voice-calls", body)).Is(HttpStatusCode.BadRequest);
        Assert.True(refused["error"]!["data"]!.AsObject().ContainsKey(field), refused.Body);
        Assert.Empty((await desk.Admin.PostJsonAsync("/api/search", new { type = "customers_by_phone", query = number })).Is(HttpStatusCode.OK)["data"]!.AsArray());
    }

    private static string NewNumber() => $"+1555{3_000_000 + Interlocked.Increment(ref count)}";

    private static JsonObject Body(string from, string id) => new() { ["external_id"] = id, ["direction"] = "inbound", ["from"] = from, ["to"] = "+15559870002", ["duration"] = 60 };

    private async Task<(string Body, Answer Answer)> CallAsync(string from, Action<JsonObject>? change = null)
    {
        var body = Body(from, $"call-{Interlocked.Increment(ref count)}");
        change?.Invoke(body);
        return (body.ToJsonString(), (await desk.Admin.PostJsonAsync("/api/phone/voice-calls", body.ToJsonString())).Is(HttpStatusCode.Created));
    }

    private async Task<(string Termination, string Tag, string Status)> ShownAsync(Answer call)
    {
        var ticket = (await desk.Admin.GetJsonAsync($"/api/tickets/{call["ticket_id"]}")).Is(HttpStatusCode.OK);
        return ((string)call["termination_status"]!, (string)ticket["tags"]![0]!["name"]!, (string)ticket["status"]!);
    }
}
