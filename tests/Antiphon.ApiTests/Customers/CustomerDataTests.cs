using System.Net;
using Antiphon.ApiTests.Furniture;
using Antiphon.Contract;

namespace Antiphon.ApiTests.Customers;

[Trait("row", "B21")]
public sealed class CustomerDataTests(Desk desk) : IClassFixture<Desk>
{
    [Theory]
    [InlineData("""{"loyalty":"gold"}""")]
    [InlineData("[1,null]")]
    [InlineData("\"text\"")]
    [InlineData("12.5")]
    [InlineData("false")]
    public async Task Any_json_replaces_what_is_stored_and_the_answer_is_empty(string data)
    {
        var id = await desk.CustomerIdAsync(new { data = new { before = 1 } });
        var answer = await PutAsync(id, $$"""{"data": {{data}}}""");
        Assert.Empty(answer.Body);
        Assert.Equal("0", answer.Header("Content-Length"));
        Assert.Equal(data, (await desk.CustomerAsync(id))["data"]!.ToJsonString());
        Assert.Equal(data, (await desk.Admin.GetJsonAsync($"/api/customers/{id}/data")).Is(HttpStatusCode.OK)["data"]!.ToJsonString());
        await PutAsync(id, """{"data": null}""");
        Assert.Null((await desk.CustomerAsync(id))["data"]);
    }

    [Fact]
    public async Task Older_data_is_silently_ignored()
    {
        var id = await desk.CustomerIdAsync(new { });
        await PutAsync(id, """{"data": 1, "version": "2026-03-02T10:00:00Z"}""");
        await PutAsync(id, """{"data": 2, "version": "2026-03-02T09:59:59.999999+00:00"}""");
        Assert.Equal(1, (int)(await desk.CustomerAsync(id))["data"]!);
        await PutAsync(id, """{"data": 3, "version": "2026-03-02T11:00:00+01:00"}""");
        Assert.Equal(3, (int)(await desk.CustomerAsync(id))["data"]!);
        await PutAsync(id, """{"data": 4, "version": null}""");
        await PutAsync(id, """{"data": 5, "version": "2026-03-02T09:00:00Z"}""");
        var read = (await desk.Admin.GetJsonAsync($"/api/customers/{id}/data")).Is(HttpStatusCode.OK);
        Assert.Equal(4, (int)read["data"]!);
        Assert.Equal("2026-03-02T10:00:00.000000+00:00", (string?)read["version"]);
    }

    [Fact]
    public async Task Of_racing_writers_the_newest_version_stays()
    {
        var id = await desk.CustomerIdAsync(new { });
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => PutAsync(id, $$"""{"data": {{i}}, "version": "2026-03-02T10:00:{{i:00}}Z"}""")));
        Assert.Equal(19, (int)(await desk.CustomerAsync(id))["data"]!);
    }

    [Fact]
    public async Task An_event_is_written_only_when_something_changed()
    {
        var id = await desk.CustomerIdAsync(new { });
        await PutAsync(id, """{"data": {"a": 1}}""");
        await PutAsync(id, """{"data": {"a": 1}}""");
        Assert.Equal([EventType.CustomerExternalDataUpdated], await desk.EventsOfAsync(EventObject.CustomerExternalData, id));
        Assert.Equal([EventType.CustomerCreated], await desk.EventsOfAsync(EventObject.Customer, id));
    }

    [Fact]
    public async Task Data_is_required_and_the_customer_must_exist()
    {
        var id = await desk.CustomerIdAsync(new { data = "kept" });
        Assert.Equal(["Missing data for required field."], (await desk.Admin.PutJsonAsync($"/api/customers/{id}/data", "{}")).Is(HttpStatusCode.BadRequest).ErrorsAt("data"));
        Assert.NotEmpty((await desk.Admin.PutJsonAsync($"/api/customers/{id}/data", """{"data": 1, "version": "soon"}""")).Is(HttpStatusCode.BadRequest).ErrorsAt("version"));
        Assert.Equal("kept", (string?)(await desk.CustomerAsync(id))["data"]);
        (await desk.Admin.PutJsonAsync("/api/customers/999999999/data", "{}")).Is(HttpStatusCode.NotFound);
    }

    private async Task<Answer> PutAsync(long id, string body) => (await desk.Admin.PutJsonAsync($"/api/customers/{id}/data", body)).Is(HttpStatusCode.Accepted);
}
