// A generated C# client does a day's work; that this file compiles shows that the description's types fit.
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Generated;

static string Setting(string name) => Environment.GetEnvironmentVariable(name);

using var http = new HttpClient { BaseAddress = new Uri(Setting("ANTIPHON_URL")) };
http.DefaultRequestHeaders.Authorization =
    new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Setting("ANTIPHON_EMAIL")}:{Setting("ANTIPHON_KEY")}")));
var desk = new DeskClient(http);

var tag = await desk.CreateTagAsync(new CreateTagRequest { Name = "generated-csharp" });
var ticket = await desk.CreateTicketAsync(new CreateTicketRequest
{
    Channel = "email",
    Via = "api",
    Subject = "From a generated client",
    Customer = new() { Email = "generated.cs@mail.example" },
    Tags = [new TicketTagRequest { Name = tag.Name }],
    Messages =
    [
        new CreateMessageRequest
        {
            Channel = "email",
            Via = "api",
            From_agent = false,
            Body_text = "Where is my order?",
            Sender = new() { Email = "generated.cs@mail.example" },
            Source = new() { From = new() { Address = "generated.cs@mail.example" }, To = [new() { Address = "help@acme.example" }] },
        },
    ],
});
await desk.CreateMessageAsync(ticket.Id, new CreateMessageRequest
{
    Channel = "email",
    Via = "api",
    From_agent = true,
    Body_text = "On its way.",
    Sender = new() { Id = 1 },
    Receiver = new() { Email = "generated.cs@mail.example" },
    Source = new() { From = new() { Address = "help@acme.example" }, To = [new() { Address = "generated.cs@mail.example" }] },
});
await desk.AddTicketTagsAsync(ticket.Id, new TicketTagsRequest { Names = ["also-csharp"] });
await desk.UpdateTicketAsync(ticket.Id, new UpdateTicketRequest { Status = "closed", Priority = "high" });

var read = await desk.GetTicketAsync(ticket.Id);
List<object> facts =
    [read.Status, read.Priority, read.Messages.Count, string.Join('+', read.Tags.Select(item => item.Name).Order(StringComparer.Ordinal)), read.Customer.Email];

var seen = new List<long>();
string cursor = null;
do
{
    var page = await desk.ListTicketsAsync(limit: 1, cursor: cursor);
    seen.AddRange(page.Data.Select(item => item.Id));
    cursor = page.Meta.Next_cursor;
}
while (cursor is not null);

facts.Add(seen.Contains(ticket.Id) ? "true" : "false");
try
{
    await desk.CreateTagAsync(new CreateTagRequest());
}
catch (ApiException<ErrorBody> refused)
{
    facts.Add(refused.StatusCode);
    facts.Add(string.Join('+', ((JsonElement)refused.Result.Error.Data).EnumerateObject().Select(field => field.Name)));
}

await desk.DeleteTicketAsync(ticket.Id);
try
{
    await desk.GetTicketAsync(ticket.Id);
}
catch (ApiException refused)
{
    facts.Add(refused.StatusCode);
}

await desk.DeleteTagAsync(tag.Id);
Console.WriteLine(string.Join(' ', facts));

namespace Generated
{
    public partial class DeskClient
    {
        // In an update null clears a field, so a member that was not set must not be sent.
        static partial void UpdateJsonSerializerSettings(JsonSerializerOptions settings) =>
            settings.DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull;
    }
}
