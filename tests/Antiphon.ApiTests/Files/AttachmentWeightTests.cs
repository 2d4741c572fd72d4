using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Messages;
using static Antiphon.ApiTests.Messages.Threads;

namespace Antiphon.ApiTests.Files;

/// <summary>A message carries no more than one upload.</summary>
[Trait("row", "A18")]
public sealed class AttachmentWeightTests(FileDesk files) : IClassFixture<FileDesk>
{
    private readonly Desk desk = files.Desk;

    [Fact]
    public async Task A_message_carries_as_much_as_one_upload_and_not_a_byte_more()
    {
        var thread = await desk.ThreadAsync();
        var (half, rest, over) = (await UploadAsync("half.pdf", FileDesk.Most / 2), await UploadAsync("rest.pdf", FileDesk.Most / 2), await UploadAsync("over.pdf", (FileDesk.Most / 2) + 1));
        await desk.Admin.SaidAsync(thread.Ticket, Note().With("attachments", List(half, rest)));
        var refused = (await desk.Admin.SayAsync(thread.Ticket, Note().With("attachments", List(half, over)))).Is(HttpStatusCode.RequestEntityTooLarge);
        Assert.Equal($"The attachments of a message are larger than {FileDesk.Most} bytes together.", (string?)refused["error"]!["msg"]);
        // What is said of a file that was uploaded here does not count.
        var lighter = over.DeepClone().AsObject().With("size", 1);
        (await desk.Admin.SayAsync(thread.Ticket, Note().With("attachments", List(half, lighter)))).Is(HttpStatusCode.RequestEntityTooLarge);
        var elsewhere = new JsonObject { ["url"] = "https://files.example/big.mov", ["name"] = "big.mov", ["content_type"] = "video/quicktime", ["size"] = FileDesk.Most + 1 };
        (await desk.Admin.SayAsync(thread.Ticket, Note().With("attachments", List(elsewhere)))).Is(HttpStatusCode.RequestEntityTooLarge);
        Assert.Single((await desk.Admin.GetJsonAsync($"/api/messages?ticket_id={thread.Ticket}")).Is(HttpStatusCode.OK)["data"]!.AsArray());

        // Each message of a ticket has its own measure, and one that is too heavy leaves no ticket.
        var email = NewEmail();
        JsonObject Ticket(params JsonObject[] second) =>
            Samples.Ticket(email, Samples.IncomingEmail(email).With("attachments", List(half, rest)), Samples.IncomingEmail(email).With("attachments", List(second)));
        (await desk.Admin.PostJsonAsync("/api/tickets", Ticket(half, over))).Is(HttpStatusCode.RequestEntityTooLarge);
        Assert.Empty((await desk.Admin.GetJsonAsync($"/api/customers?email={email}")).Is(HttpStatusCode.OK)["data"]!.AsArray());
        (await desk.Admin.PostJsonAsync("/api/tickets", Ticket(half, rest))).Is(HttpStatusCode.Created);
    }

    private static JsonArray List(params JsonObject[] attachments) => [.. attachments.Select(one => one.DeepClone())];

    private Task<JsonObject> UploadAsync(string name, long bytes) => desk.Admin.UploadedAsync(name, new byte[bytes]);
}
