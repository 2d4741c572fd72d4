using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;
using Antiphon.ContractTests.Furniture;

namespace Antiphon.ContractTests.Files;

/// <summary>The page of files: what an upload answers, and that it is taken as an attachment as it is.</summary>
[Trait("row", "B43")]
public sealed class FileShapeTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task An_upload_answers_a_list_of_files_that_attachments_take_as_they_are()
    {
        var token = TestContext.Current.CancellationToken;
        using var form = new MultipartFormDataContent();
        using var picture = new ByteArrayContent([1, 2, 3]);
        picture.Headers.ContentType = new("image/png");
        // Some clients call the field by what the file is.
        form.Add(picture, "damage", "package-damaged.png");
        using var answer = await desk.Admin.PostAsync("/api/upload?type=attachment", form, token);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var files = JsonNode.Parse(await answer.Content.ReadAsStringAsync(token))!.AsArray();
        Shape.Read("files/upload").Matches(Assert.Single(files));
        Assert.Matches("^http://[^/]+/api/attachment/download/[0-9a-f]{16}/[0-9a-f]{32}-package-damaged.png$", (string?)files[0]!["url"]);
        var attachment = files[0]!.DeepClone();
        attachment["type"] = "attachment";
        var ticket = await desk.Admin.OpenTicketAsync(ticket => ticket["messages"]![0]!["attachments"] = new JsonArray(attachment));
        Assert.Equal((string?)files[0]!["url"], (string?)ticket["messages"]![0]!["attachments"]![0]!["url"]);
    }
}
