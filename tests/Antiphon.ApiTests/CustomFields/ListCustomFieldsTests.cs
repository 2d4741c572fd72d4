using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;

namespace Antiphon.ApiTests.CustomFields;

[Trait("row", "B38")]
public sealed class ListCustomFieldsTests : IAsyncLifetime
{
    private Desk desk = null!;

    public async ValueTask InitializeAsync() => desk = await Desk.StartAsync();

    public ValueTask DisposeAsync() => desk.DisposeAsync();

    [Fact]
    public async Task The_object_type_is_required_and_spelled_as_it_is()
    {
        Assert.Equal(["Missing data for required field."], (await desk.Admin.GetJsonAsync("/api/custom-fields")).Is(HttpStatusCode.BadRequest).ErrorsAt("object_type"));
        Assert.NotEmpty((await desk.Admin.GetJsonAsync("/api/custom-fields?object_type=ticket")).Is(HttpStatusCode.BadRequest).ErrorsAt("object_type"));
        Assert.NotEmpty((await desk.Admin.GetJsonAsync("/api/custom-fields?object_type=Ticket&order_by=label:asc")).Is(HttpStatusCode.BadRequest).ErrorsAt("order_by"));
    }

    [Fact]
    public async Task Fields_come_by_priority_and_page_by_page_in_both_orders()
    {
        foreach (var (label, priority) in new[] { ("B", 5), ("A", 5), ("none", -1), ("top", 5000), ("zero", 0) })
        {
            await MakeAsync(label, priority < 0 ? null : priority);
        }

        Assert.Equal(["top", "A", "B", "zero", "none"], await WalkAsync(""));
        Assert.Equal(["none", "zero", "B", "A", "top"], await WalkAsync("&order_by=priority:asc"));
    }

    [Fact]
    public async Task Search_archive_and_object_type_filter()
    {
        await MakeAsync("Contact reason", 1);
        await MakeAsync("Reason of return", 2);
        await MakeAsync("Loyalty reason", 3, "Customer");
        var archived = await MakeAsync("Old reason", 4);
        await desk.ArchiveAsync(archived);
        Assert.Equal(["Reason of return", "Contact reason"], await WalkAsync("&search=REASON"));
        Assert.Equal(["Contact reason"], await WalkAsync("&search=contact"));
        Assert.Equal(["Old reason"], await WalkAsync("&archived=true"));
        Assert.Equal(["Reason of return", "Contact reason"], await WalkAsync("&archived=false"));
        Assert.Equal(["Loyalty reason"], await WalkAsync("", "Customer"));
    }

    private async Task<long> MakeAsync(string label, int? priority, string objectType = "Ticket")
    {
        var field = FieldSamples.Field(FieldSamples.Text, objectType);
        field["label"] = label;
        field["priority"] = priority;
        return (long)(await desk.Admin.PostJsonAsync("/api/custom-fields", field)).Is(HttpStatusCode.Created)["id"]!;
    }

    private async Task<List<string>> WalkAsync(string query, string objectType = "Ticket")
    {
        var labels = new List<string>();
        for (JsonNode? cursor = ""; cursor is not null;)
        {
            var page = (await desk.Admin.GetJsonAsync($"/api/custom-fields?object_type={objectType}&limit=2{query}&cursor={Uri.EscapeDataString((string)cursor!)}")).Is(HttpStatusCode.OK);
            labels.AddRange(page["data"]!.AsArray().Select(field => (string)field!["label"]!));
            cursor = page["meta"]!["next_cursor"];
        }

        return labels;
    }
}
