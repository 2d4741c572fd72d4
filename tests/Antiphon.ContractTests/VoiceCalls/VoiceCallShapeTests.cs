using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;
using Antiphon.ContractTests.Furniture;
using Antiphon.Data;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ContractTests.VoiceCalls;

/// <summary>The page of voice calls: a call, an event and a recording have these members and types.</summary>
[Trait("row", "B41")]
public sealed class VoiceCallShapeTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task Calls_events_and_recordings_have_the_documented_shapes()
    {
        await desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().ExecuteAsync(
            $"insert into integrations (account_id, type, name, address, created_at, updated_at) values ({desk.Account.Id}, 'phone', 'Line', '+1 555 987 0002', now(), now())", TestContext.Current.CancellationToken));
        using var form = new MultipartFormDataContent();
        using var audio = new ByteArrayContent([1]);
        form.Add(audio, "file", "call.mp3");
        using var uploaded = await desk.Admin.PostAsync("/api/upload", form, TestContext.Current.CancellationToken);
        var url = JsonNode.Parse(await uploaded.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))![0]!["url"]!.DeepClone();
        var call = (await desk.Admin.PostJsonAsync("/api/phone/voice-calls", new JsonObject
        {
            ["external_id"] = "CA5f1c0e",
            ["provider"] = "twilio",
            ["direction"] = "inbound",
            ["from"] = "+15551230001",
            ["to"] = "+15559870002",
            ["country_source"] = "US",
            ["country_destination"] = "US",
            ["phone_number_id"] = 7,
            ["queue_id"] = 2,
            ["duration"] = 184,
            ["summary"] = "Asked about order 1042; reshipped.",
            ["transcript"] = "Hello.",
            ["agent"] = new JsonObject { ["email"] = Desk.AdminEmail },
            ["recordings"] = new JsonArray(new JsonObject { ["url"] = url, ["external_id"] = "RE77ab", ["duration"] = 176 }),
        }.ToJsonString())).Is(HttpStatusCode.Created);
        Shape.Read("voice-calls/call").Matches(call.Json);
        foreach (var (path, shape) in ((string, string)[])[("voice-calls", "call"), ("voice-call-events", "event"), ("voice-call-recordings", "recording")])
        {
            var list = (await desk.Admin.GetJsonAsync($"/api/phone/{path}")).Is(HttpStatusCode.OK)["data"]!.AsArray();
            Assert.All(list, item => Shape.Read($"voice-calls/{shape}").Matches(item));
            Shape.Read($"voice-calls/{shape}").Matches((await desk.Admin.GetJsonAsync($"/api/phone/{path}/{list[0]!["id"]}")).Is(HttpStatusCode.OK).Json);
        }
    }
}
