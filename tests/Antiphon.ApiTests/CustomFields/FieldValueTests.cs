using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;

namespace Antiphon.ApiTests.CustomFields;

/// <summary>The routes for values, which tickets and customers have alike.</summary>
[Trait("row", "B38")]
[Trait("row", "B21")]
public sealed class FieldValueTests(Desk desk) : IClassFixture<Desk>
{
    public static TheoryData<string> Owners => new("Ticket", "Customer");

    [Theory]
    [MemberData(nameof(Owners))]
    public async Task Values_of_every_type_are_set_at_once_read_and_shown_as_a_map(string type)
    {
        var path = await OwnerAsync(type);
        var (text, number, flag, tree) = (await desk.FieldAsync(FieldSamples.Text, type), await desk.FieldAsync(FieldSamples.Number, type), await desk.FieldAsync(FieldSamples.Flag, type), await desk.FieldAsync(FieldSamples.Tree, type));
        Assert.Equal("""{"data":[]}""", (await desk.Admin.GetJsonAsync($"{path}/custom-fields")).Is(HttpStatusCode.OK).Body);
        JsonArray values =
        [
            FieldSamples.Value(text, "größer"), FieldSamples.Value(number, "12.50"), FieldSamples.Value(flag, "true"), FieldSamples.Value(tree, "Shipping::Late::Carrier"),
        ];
        var set = (await desk.Admin.PutJsonAsync($"{path}/custom-fields", values)).Is(HttpStatusCode.OK);
        Assert.Equal(set.Body, (await desk.Admin.GetJsonAsync($"{path}/custom-fields")).Is(HttpStatusCode.OK).Body);
        Assert.Equal([tree, flag, number, text], set["data"]!.AsArray().Select(value => (long)value!["field"]!["id"]!));
        Assert.Equal($"{text}=\"größer\", {number}=12.50, {flag}=true, {tree}=\"Shipping::Late::Carrier\"", await FieldsAsync(path));
        Assert.Equal(await FieldsAsync(path), await InListAsync(path));
    }

    [Theory]
    [MemberData(nameof(Owners))]
    public async Task A_bulk_keeps_what_is_not_named_and_null_clears(string type)
    {
        var path = await OwnerAsync(type);
        var (one, two, three) = (await desk.FieldAsync(FieldSamples.Text, type), await desk.FieldAsync(FieldSamples.Text, type), await desk.FieldAsync(FieldSamples.Text, type));
        (await desk.Admin.PutJsonAsync($"{path}/custom-fields", new JsonArray(FieldSamples.Value(one, "1"), FieldSamples.Value(two, "2")))).Is(HttpStatusCode.OK);
        var after = await desk.Admin.PutJsonAsync($"{path}/custom-fields", new JsonObject { ["data"] = new JsonArray(FieldSamples.Value(two, null), FieldSamples.Value(three, "3")) });
        Assert.Equal(2, after.Is(HttpStatusCode.OK)["data"]!.AsArray().Count);
        Assert.Equal($"{one}=\"1\", {three}=\"3\"", await FieldsAsync(path));
    }

    [Theory]
    [MemberData(nameof(Owners))]
    public async Task A_bulk_with_one_error_sets_nothing_and_tells_every_error(string type)
    {
        var path = await OwnerAsync(type);
        var (number, flag, tree) = (await desk.FieldAsync(FieldSamples.Number, type), await desk.FieldAsync(FieldSamples.Flag, type), await desk.FieldAsync(FieldSamples.Tree, type));
        var foreign = await desk.FieldAsync(FieldSamples.Text, type is "Ticket" ? "Customer" : "Ticket");
        JsonArray values =
        [
            FieldSamples.Value(number, 4), FieldSamples.Value(flag, "perhaps"), FieldSamples.Value(tree, "Shipping"), FieldSamples.Value(foreign, "x"), FieldSamples.Value(987654321, "x"),
            new JsonObject { ["id"] = tree }, new JsonObject { ["value"] = 1 },
        ];
        var refused = (await desk.Admin.PutJsonAsync($"{path}/custom-fields", values)).Is(HttpStatusCode.BadRequest);
        Assert.All(["1.value", "2.value", "3.id", "4.id", "5.value", "6.id"], place => Assert.NotEmpty(refused.ErrorsAt(place)));
        Assert.Empty(refused.ErrorsAt("0.value"));
        Assert.Equal("", await FieldsAsync(path));
    }

    [Theory]
    [InlineData("Ticket", "\"gold\"")]
    [InlineData("Ticket", """{"value": "gold"}""")]
    [InlineData("Customer", """{"id": 0, "value": "gold"}""")]
    public async Task One_value_is_set_by_a_scalar_or_an_object(string type, string body)
    {
        var path = await OwnerAsync(type);
        var field = await desk.FieldAsync(FieldSamples.Text, type);
        var set = (await desk.Admin.PutJsonAsync($"{path}/custom-fields/{field}", body.Replace(": 0", $": {field}", StringComparison.Ordinal))).Is(HttpStatusCode.OK);
        Assert.Equal((field, "gold"), ((long)set["field"]!["id"]!, (string?)set["value"]));
        Assert.Equal(type is "Ticket", set.Json.AsObject().ContainsKey("prediction"));
        Assert.Equal($"{field}=\"gold\"", await FieldsAsync(path));
    }

    [Theory]
    [InlineData("DELETE", null)]
    [InlineData("PUT", "null")]
    [InlineData("PUT", """{"value": null}""")]
    public async Task One_value_is_cleared_by_null_and_by_deletion_as_often_as_one_likes(string method, string? body)
    {
        var path = await OwnerAsync("Ticket");
        var field = await desk.FieldAsync(FieldSamples.Text);
        (await desk.Admin.PutJsonAsync($"{path}/custom-fields/{field}", "\"gold\"")).Is(HttpStatusCode.OK);
        for (var i = 0; i < 2; i++)
        {
            var cleared = await desk.Admin.CallAsync(new HttpMethod(method), $"{path}/custom-fields/{field}", body);
            Assert.Equal(method is "DELETE" ? HttpStatusCode.NoContent : HttpStatusCode.OK, cleared.Status);
            Assert.Equal("", await FieldsAsync(path));
        }

        Assert.Equal(2, (await desk.EventsOfAsync("Ticket", IdOf(path))).Count(type => type is "ticket-updated"));
    }

    [Theory]
    [InlineData("text", "12", "Not a valid string.")]
    [InlineData("text", "{\"value\": [1]}", "Not a valid string.")]
    [InlineData("text", "\"a\\u0000b\"", "Null characters are not allowed.")]
    [InlineData("number", "\"many\"", "Not a valid number.")]
    [InlineData("number", "true", "Not a valid number.")]
    [InlineData("number", "1e99", "Not a valid number.")]
    [InlineData("boolean", "\"yes\"", "Not a valid boolean.")]
    [InlineData("tree", "\"Shipping::Late\"", "Not one of the field's choices.")]
    [InlineData("bounded", "0.9", "Must be greater than or equal to 1.")]
    [InlineData("bounded", "\"5.1\"", "Must be less than or equal to 5.")]
    [InlineData("text", "{}", "Missing data for required field.")]
    public async Task A_value_that_the_field_does_not_take_is_a_400_at_value(string kind, string body, string message)
    {
        var path = await OwnerAsync("Ticket");
        var field = await desk.FieldAsync(kind switch
        {
            "text" => FieldSamples.Text,
            "number" => FieldSamples.Number,
            "boolean" => FieldSamples.Flag,
            "tree" => FieldSamples.Tree,
            _ => FieldSamples.Definition("number", new { input_type = "input_number", min = "1", max = 5 }),
        });
        Assert.Equal([message], (await desk.Admin.PutJsonAsync($"{path}/custom-fields/{field}", body)).Is(HttpStatusCode.BadRequest).ErrorsAt("value"));
    }

    [Fact]
    public async Task A_text_has_at_most_2000_characters()
    {
        var path = await OwnerAsync("Ticket");
        var field = await desk.FieldAsync(FieldSamples.Text);
        var longest = string.Concat(Enumerable.Range(0, 2000).Select(i => (char)(0x4E00 + (i * 7 % 20000))));
        (await desk.Admin.PutJsonAsync($"{path}/custom-fields/{field}", new { value = longest })).Is(HttpStatusCode.OK);
        Assert.NotEmpty((await desk.Admin.PutJsonAsync($"{path}/custom-fields/{field}", new { value = longest + "x" })).Is(HttpStatusCode.BadRequest).ErrorsAt("value"));
    }

    [Theory]
    [MemberData(nameof(Owners))]
    public async Task An_archived_field_keeps_its_values_and_takes_no_new_ones(string type)
    {
        var path = await OwnerAsync(type);
        var field = await desk.FieldAsync(FieldSamples.Text, type);
        (await desk.Admin.PutJsonAsync($"{path}/custom-fields/{field}", "\"kept\"")).Is(HttpStatusCode.OK);
        await desk.ArchiveAsync(field);
        Assert.Single((await desk.Admin.GetJsonAsync($"{path}/custom-fields")).Is(HttpStatusCode.OK)["data"]!.AsArray());
        Assert.Equal([$"Custom field {field} is archived."], (await desk.Admin.PutJsonAsync($"{path}/custom-fields/{field}", "\"new\"")).Is(HttpStatusCode.BadRequest).ErrorsAt("id"));
        // A client that sends back all that it read changes nothing.
        (await desk.Admin.PutJsonAsync($"{path}/custom-fields", new JsonArray(FieldSamples.Value(field, "kept")))).Is(HttpStatusCode.OK);
        (await desk.Admin.DeleteJsonAsync($"{path}/custom-fields/{field}")).Is(HttpStatusCode.NoContent);
        Assert.Equal("", await FieldsAsync(path));
    }

    [Theory]
    [MemberData(nameof(Owners))]
    public async Task Unknown_owners_and_fields_are_404_and_fields_of_the_other_type_400(string type)
    {
        var path = await OwnerAsync(type);
        var field = await desk.FieldAsync(FieldSamples.Text, type);
        var foreign = await desk.FieldAsync(FieldSamples.Text, type is "Ticket" ? "Customer" : "Ticket");
        var nobody = path.Replace($"{IdOf(path)}", "987654321", StringComparison.Ordinal);
        (await desk.Admin.GetJsonAsync($"{nobody}/custom-fields")).Is(HttpStatusCode.NotFound);
        (await desk.Admin.PutJsonAsync($"{nobody}/custom-fields", "[]")).Is(HttpStatusCode.NotFound);
        (await desk.Admin.PutJsonAsync($"{nobody}/custom-fields/{field}", "\"x\"")).Is(HttpStatusCode.NotFound);
        (await desk.Admin.DeleteJsonAsync($"{nobody}/custom-fields/{field}")).Is(HttpStatusCode.NotFound);
        (await desk.Admin.PutJsonAsync($"{path}/custom-fields/987654321", "\"x\"")).Is(HttpStatusCode.NotFound);
        (await desk.Admin.DeleteJsonAsync($"{path}/custom-fields/987654321")).Is(HttpStatusCode.NotFound);
        Assert.NotEmpty((await desk.Admin.PutJsonAsync($"{path}/custom-fields/{foreign}", "\"x\"")).Is(HttpStatusCode.BadRequest).ErrorsAt("id"));
        (await desk.Admin.DeleteJsonAsync($"{path}/custom-fields/{foreign}")).Is(HttpStatusCode.BadRequest);
        Assert.NotEmpty((await desk.Admin.PutJsonAsync($"{path}/custom-fields/{field}", new { id = foreign, value = "x" })).Is(HttpStatusCode.BadRequest).ErrorsAt("id"));
    }

    [Theory]
    [InlineData("Ticket", "ticket-updated")]
    [InlineData("Customer", "customer-updated")]
    public async Task A_change_is_one_event_that_names_who_acted_and_a_new_time_and_no_change_is_none(string type, string expected)
    {
        var path = await OwnerAsync(type);
        var (one, two) = (await desk.FieldAsync(FieldSamples.Text, type), await desk.FieldAsync(FieldSamples.Number, type));
        var before = (await desk.Admin.GetJsonAsync(path)).Is(HttpStatusCode.OK);
        using var agent = await desk.AsRoleAsync("basic-agent");
        JsonArray values = [FieldSamples.Value(one, "1"), FieldSamples.Value(two, 2)];
        (await agent.PutJsonAsync($"{path}/custom-fields", values)).Is(HttpStatusCode.OK);
        (await agent.PutJsonAsync($"{path}/custom-fields", values)).Is(HttpStatusCode.OK);
        var events = (await desk.Admin.GetJsonAsync($"/api/events?object_type={type}&object_id={IdOf(path)}&types={expected}")).Is(HttpStatusCode.OK)["data"]!.AsArray();
        var me = (await agent.GetJsonAsync("/api/users/0")).Is(HttpStatusCode.OK);
        Assert.Equal((long)me["id"]!, (long)Assert.Single(events)!["user_id"]!);
        var after = (await desk.Admin.GetJsonAsync(path)).Is(HttpStatusCode.OK);
        Assert.True(string.CompareOrdinal((string)after["updated_datetime"]!, (string)before["updated_datetime"]!) > 0);

        using var observer = await desk.AsRoleAsync("observer-agent");
        (await observer.PutJsonAsync($"{path}/custom-fields", values)).Is(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Values_that_are_set_at_the_same_time_all_stay()
    {
        var path = await OwnerAsync("Ticket");
        var fields = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => desk.FieldAsync(FieldSamples.Number)));
        var answers = await Task.WhenAll(fields.Select(field => desk.Admin.PutJsonAsync($"{path}/custom-fields/{field}", "1")));
        Assert.All(answers, answer => answer.Is(HttpStatusCode.OK));
        Assert.Equal(6, (await desk.Admin.GetJsonAsync($"{path}/custom-fields")).Is(HttpStatusCode.OK)["data"]!.AsArray().Count);
    }

    private async Task<string> OwnerAsync(string type) => type is "Ticket"
        ? $"/api/tickets/{(await desk.Admin.OpenTicketAsync())["id"]}"
        : $"/api/customers/{(await desk.Admin.PostJsonAsync("/api/customers", new { email = Samples.NewEmail() })).Is(HttpStatusCode.Created)["id"]}";

    private static long IdOf(string path) => long.Parse(path.Split('/')[3]);

    private Task<string> FieldsAsync(string path) => desk.FieldsAsync(path);

    private async Task<string> InListAsync(string path)
    {
        var list = (await desk.Admin.GetJsonAsync($"/api/{path.Split('/')[2]}?limit=100&order_by=updated_datetime:desc")).Is(HttpStatusCode.OK);
        return FieldSamples.FieldsOf(list["data"]!.AsArray().Single(item => (long)item!["id"]! == IdOf(path))!);
    }
}
