using System.Net;
using Antiphon.ApiTests.Client;
using Antiphon.ApiTests.Furniture;
using Antiphon.Client;
using Antiphon.Contract;

namespace Antiphon.ApiTests.Macros;

[Trait("row", "B28")]
public sealed class ArchiveMacrosTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_archived_macro_leaves_the_list_and_stays_readable_with_its_usage()
    {
        await using var desk = await Desk.StartAsync();
        using var client = desk.Client();
        var kept = await client.Macros.CreateAsync(new("kept"), cancellationToken: Token);
        var gone = await client.Macros.CreateAsync(new("gone", MacroAction.Write(new MacroAction("addTags", "Add tags", System.Text.Json.JsonElement.Parse("""{"tags": "x"}""")))), cancellationToken: Token);
        var states = await client.Macros.ArchiveAsync([gone.Id, Stock.Missing, gone.Id], cancellationToken: Token);
        Assert.Equal([new(gone.Id, "archived"), new MacroStateResource(Stock.Missing, "not_found")], states.Data);
        Assert.Equal("already_archived", Assert.Single((await client.Macros.ArchiveAsync([gone.Id], cancellationToken: Token)).Data).Status);
        Assert.Equal([kept.Id], await client.Macros.ListAsync(cancellationToken: Token).Select(macro => macro.Id).ToListAsync(Token));
        Assert.Equal([gone.Id], await client.Macros.ListAsync(new() { Archived = true, Tags = ["x"], Languages = [""], Search = "GO" }, cancellationToken: Token).Select(macro => macro.Id).ToListAsync(Token));
        var read = await client.Macros.GetAsync(gone.Id, cancellationToken: Token);
        Assert.NotNull(read.ArchivedDatetime);
        Assert.Equal("addTags", Assert.Single(MacroAction.Read(read.Actions)).Name);
        Assert.Equal(
            ["unarchived", "already_not_archived"],
            (await client.Macros.UnarchiveAsync([gone.Id, kept.Id], cancellationToken: Token)).Data.Select(state => state.Status));
        var renamed = await client.Macros.UpdateAsync(gone.Id, new(Name: "back"), cancellationToken: Token);
        Assert.Equal(("back", null), (renamed.Name, renamed.ArchivedDatetime));
        await client.Macros.DeleteAsync(gone.Id, cancellationToken: Token);
        Assert.True((await Assert.ThrowsAsync<AntiphonException>(() => client.Macros.GetAsync(gone.Id, cancellationToken: Token))).IsNotFound);
        Assert.Equal(["macro-created", "macro-updated", "macro-updated", "macro-updated", "macro-deleted"], await desk.Admin.EventTypesAsync("Macro", gone.Id));
    }

    [Fact]
    public async Task One_to_thirty_macros_are_archived_at_once()
    {
        await using var desk = await Desk.StartAsync();
        foreach (var body in new[] { """{}""", """{"ids": []}""", $$"""{"ids": [{{string.Join(',', Enumerable.Range(1, 31))}}]}""" })
        {
            Assert.NotEmpty((await desk.Admin.PutJsonAsync("/api/macros/archive", body)).Is(HttpStatusCode.BadRequest).ErrorsAt("ids"));
        }
    }

    [Fact]
    [Trait("row", "B26")]
    public async Task A_tag_that_a_macro_uses_is_not_deleted_nor_another_with_it()
    {
        await using var desk = await Desk.StartAsync();
        var macro = (await desk.Admin.PostJsonAsync("/api/macros", new System.Text.Json.Nodes.JsonObject { ["name"] = "tags", ["actions"] = new System.Text.Json.Nodes.JsonArray(Samples.AddTags("used, b")) })).Is(HttpStatusCode.Created);
        var used = (long)(await desk.Admin.PostJsonAsync("/api/tags", new { name = "used" })).Is(HttpStatusCode.Created)["id"]!;
        var free = (long)(await desk.Admin.PostJsonAsync("/api/tags", new { name = "free" })).Is(HttpStatusCode.Created)["id"]!;
        var refused = (await desk.Admin.DeleteJsonAsync("/api/tags", new { ids = new[] { free, used } })).Is(HttpStatusCode.Conflict);
        Assert.Equal((long)macro["id"]!, (long)Assert.Single(refused["error"]!["data"]!["macros"]!.AsArray())!);
        (await desk.Admin.GetJsonAsync($"/api/tags/{free}")).Is(HttpStatusCode.OK);
        (await desk.Admin.DeleteJsonAsync($"/api/macros/{macro["id"]}")).Is(HttpStatusCode.NoContent);
        (await desk.Admin.DeleteJsonAsync($"/api/tags/{used}")).Is(HttpStatusCode.NoContent);
    }
}
