using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Integrations.Delivery;
using Antiphon.ApiTests.Messages;
using Microsoft.AspNetCore.Http;
using static Antiphon.ApiTests.Messages.Threads;

namespace Antiphon.ApiTests.Files;

/// <summary>Attachments that lie elsewhere are copied behind the request.</summary>
[Trait("row", "B43")]
public sealed class FileCopyTests
{
    [Fact]
    public async Task A_link_becomes_a_file_of_ours_and_one_that_cannot_be_read_says_so()
    {
        await using var elsewhere = await WebhookReceiver.StartAsync((call, http) =>
        {
            http.Response.StatusCode = call.Target.EndsWith("gone.pdf", StringComparison.Ordinal) ? 404 : 200;
            http.Response.ContentType = "application/pdf";
            return http.Response.WriteAsync(call.Target.EndsWith("huge.pdf", StringComparison.Ordinal) ? new string('x', 5_000) : "%PDF-1.7 far", http.RequestAborted);
        });
        await using var desk = await Desk.StartAsync(builder => Hooks.Allow(builder, ("Files:CopyForeign", "true"), ("Files:MaxBytes", "4000")));
        var thread = await desk.ThreadAsync();
        static JsonObject Link(string url) => new() { ["url"] = url, ["name"] = "far.pdf", ["content_type"] = "application/octet-stream", ["extra"] = new JsonObject { ["a"] = 1 } };
        var said = await desk.Admin.SaidAsync(thread.Ticket, Note().With("attachments", new JsonArray(
            Link($"{elsewhere.Url}/far.pdf"), Link($"{elsewhere.Url}/gone.pdf"), Link($"{elsewhere.Url}/huge.pdf"), Link("http://10.255.255.1/private.pdf"))));
        Assert.Equal($"{elsewhere.Url}/far.pdf", (string?)said["attachments"]![0]!["url"]);
        JsonArray? attachments = null;
        await UntilAsync(async () =>
        {
            attachments = (await desk.Admin.MessageAsync(thread.Ticket, (long)said["id"]!)).Is(HttpStatusCode.OK)["attachments"]!.AsArray();
            return Uploads.PathOf(attachments[0]!).StartsWith("/api/attachment/download/", StringComparison.Ordinal) && attachments.Skip(1).All(link => link!["extra"]!["download_error"] is not null);
        });
        Assert.Equal("%PDF-1.7 far", (await desk.Admin.GetJsonAsync(Uploads.PathOf(attachments![0]!))).Is(HttpStatusCode.OK).Body);
        Assert.Equal((desk.Address.Authority, "application/pdf", 12, "far.pdf", 1), (
            new Uri((string)attachments[0]!["url"]!).Authority, (string)attachments[0]!["content_type"]!, (int)attachments[0]!["size"]!, (string)attachments[0]!["name"]!, (int)attachments[0]!["extra"]!["a"]!));
        Assert.Equal([$"{elsewhere.Url}/gone.pdf", $"{elsewhere.Url}/huge.pdf", "http://10.255.255.1/private.pdf"], attachments.Skip(1).Select(link => (string)link!["url"]!));
        Assert.Equal("The address answered 404.", (string?)attachments[1]!["extra"]!["download_error"]);
        Assert.Contains("4000 bytes", (string?)attachments[2]!["extra"]!["download_error"], StringComparison.Ordinal);
        // Nothing reacts to it, and the file goes with its message.
        (await desk.Admin.DeleteJsonAsync($"/api/tickets/{thread.Ticket}/messages/{said["id"]}")).Is(HttpStatusCode.NoContent);
        (await desk.Admin.GetJsonAsync(Uploads.PathOf(attachments[0]!))).Is(HttpStatusCode.NotFound);
    }
}
