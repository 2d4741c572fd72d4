using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;
using Antiphon.Contract;

namespace Antiphon.ApiTests.Customers;

[Trait("row", "B18")]
public sealed class UpdateCustomerTests(Desk desk) : IClassFixture<Desk>
{
    private const string Full =
        """
        {"email": "EMAIL", "name": "Una Date", "external_id": "EXT", "language": "en", "timezone": "UTC", "note": "n", "meta": {"m": 1}, "data": {"d": [1]},
         "channels": [{"type": "phone", "address": "PHONE"}]}
        """;

    private static readonly string[] Untouched = ["email", "name", "external_id", "language", "timezone", "note", "meta", "data", "channels", "custom_fields", "integrations"];

    private static int made;

    [Theory]
    [InlineData("name", "\"Neu Er\"")]
    [InlineData("external_id", "\"new-ext\"")]
    [InlineData("language", "\"fr\"")]
    [InlineData("timezone", "\"Asia/Tokyo\"")]
    [InlineData("note", "\"other\"")]
    [InlineData("meta", """{"x":null}""")]
    [InlineData("data", "\"text\"")]
    [InlineData("data", "[false]")]
    public async Task A_field_that_is_absent_stays_and_one_that_is_null_goes(string field, string value)
    {
        var before = await FullCustomerAsync();
        var set = (await PutAsync(before, $$"""{"{{field}}": {{value}}}""")).Is(HttpStatusCode.Accepted);
        Assert.Equal(JsonNode.Parse(value)!.ToJsonString(), set[field]!.ToJsonString());
        Assert.All(Untouched.Where(other => other != field && !(field == "name" && other == "channels")), other => Assert.Equal(Text(before[other]), Text(set[other])));
        Assert.Equal([field], await ChangedAsync(before));
        var cleared = (await PutAsync(before, $$"""{"{{field}}": null}""")).Is(HttpStatusCode.Accepted);
        Assert.Null(cleared[field]);
        Assert.All(Untouched.Where(other => other != field && !(field == "name" && other == "channels")), other => Assert.Equal(Text(before[other]), Text(cleared[other])));
        Assert.Equal(cleared.Body, (await desk.CustomerAsync((long)before["id"]!)).Body);
    }

    [Fact]
    public async Task A_null_e_mail_goes_with_its_channel_and_the_others_stay()
    {
        var before = await FullCustomerAsync();
        var cleared = (await PutAsync(before, """{"email": null}""")).Is(HttpStatusCode.Accepted);
        Assert.Null(cleared["email"]);
        Assert.Equal(["phone"], cleared["channels"]!.AsArray().Select(channel => (string)channel!["type"]!));
        await desk.CreateCustomerAsync(new { email = (string)before["email"]! });
    }

    [Fact]
    public async Task Null_channels_are_no_channels()
    {
        var cleared = (await PutAsync(await FullCustomerAsync(), """{"channels": null}""")).Is(HttpStatusCode.Accepted);
        Assert.Empty(cleared["channels"]!.AsArray());
        Assert.Null(cleared["email"]);
    }

    [Theory]
    [InlineData("""{"firstname": "Eva"}""", "Eva Date")]
    [InlineData("""{"lastname": "Tor"}""", "Una Tor")]
    [InlineData("""{"firstname": null}""", "Date")]
    [InlineData("""{"lastname": null}""", "Una")]
    [InlineData("""{"firstname": "Eva", "lastname": "Tor", "name": "Ada"}""", "Ada")]
    public async Task First_and_last_name_change_their_end_of_the_name(string body, string name) =>
        Assert.Equal(name, (string?)(await PutAsync(await FullCustomerAsync(), body)).Is(HttpStatusCode.Accepted)["name"]);

    [Fact]
    public async Task Channels_replace_the_whole_list_and_those_that_stay_keep_their_ids()
    {
        var before = await desk.CreateCustomerAsync(new
        {
            email = "stay@update.example",
            channels = new[] { new { type = "phone", address = "+1 go" }, new { type = "phone", address = "+1 stay" } },
        });
        var after = (await PutAsync(before, """{"channels": [{"type": "phone", "address": "+1 STAY"}, {"type": "sms", "address": "+1 new"}, {"type": "email", "address": "stay@update.example"}]}""")).Is(HttpStatusCode.Accepted);
        Assert.Equal(["stay@update.example", "+1 STAY", "+1 new"], after.Addresses());
        Assert.Equal(after.Addresses(), after.Preferred());
        Assert.Equal("stay@update.example", (string?)after["email"]);
        Assert.Equal(IdOf(before, "stay@update.example"), IdOf(after, "stay@update.example"));
        Assert.Equal(IdOf(before, "+1 stay"), IdOf(after, "+1 STAY"));
        Assert.Equal(["channels"], await ChangedAsync(before));
        await desk.CreateCustomerAsync(new { channels = new[] { new { type = "phone", address = "+1 go" } } });
    }

    [Fact]
    public async Task Channels_that_were_read_can_be_sent_back()
    {
        var before = await FullCustomerAsync();
        var after = (await PutAsync(before, new JsonObject { ["channels"] = before["channels"]!.DeepClone() }.ToJsonString())).Is(HttpStatusCode.Accepted);
        Assert.Equal(before.Body, after.Body);
    }

    [Fact]
    public async Task Leaving_the_primary_e_mail_out_of_the_list_makes_another_one_primary()
    {
        var before = await desk.CreateCustomerAsync(new { email = "old@update.example" });
        var after = (await PutAsync(before, """{"channels": [{"type": "email", "address": "x@update.example"}, {"type": "email", "address": "y@update.example", "preferred": true}]}""")).Is(HttpStatusCode.Accepted);
        Assert.Equal("y@update.example", (string?)after["email"]);
        Assert.Equal(["y@update.example"], after.Preferred());
    }

    [Fact]
    public async Task A_new_e_mail_takes_the_place_of_the_old_one()
    {
        var before = await desk.CreateCustomerAsync(new { email = "was@update.example", channels = new[] { new { type = "email", address = "also@update.example" } } });
        var after = (await PutAsync(before, """{"email": "is@update.example"}""")).Is(HttpStatusCode.Accepted);
        Assert.Equal(["is@update.example", "also@update.example"], after.Addresses());
        Assert.Equal(["is@update.example"], after.Preferred());
        Assert.Equal(IdOf(before, "was@update.example"), IdOf(after, "is@update.example"));
        var promoted = (await PutAsync(before, """{"email": "ALSO@update.example"}""")).Is(HttpStatusCode.Accepted);
        Assert.Equal(["is@update.example", "ALSO@update.example"], promoted.Addresses());
        Assert.Equal(["ALSO@update.example"], promoted.Preferred());
        Assert.Equal("ALSO@update.example", (string?)promoted["email"]);
    }

    [Fact]
    public async Task An_update_that_changes_nothing_writes_nothing()
    {
        var before = await FullCustomerAsync();
        var id = (long)before["id"]!;
        var after = (await PutAsync(before, """{"name": "Una Date", "meta": {"m": 1.0}, "note": "n", "custom_fields": []}""")).Is(HttpStatusCode.Accepted);
        Assert.Equal(before.Body, after.Body);
        (await PutAsync(before, "{}")).Is(HttpStatusCode.Accepted);
        Assert.Equal([EventType.CustomerCreated], await desk.EventsOfAsync(EventObject.Customer, id));
        (await PutAsync(before, """{"note": "changed"}""")).Is(HttpStatusCode.Accepted);
        Assert.Equal([EventType.CustomerCreated, EventType.CustomerUpdated], await desk.EventsOfAsync(EventObject.Customer, id));
    }

    [Fact]
    public async Task What_belongs_to_someone_else_answers_409_and_changes_nothing()
    {
        var other = await FullCustomerAsync();
        var before = await FullCustomerAsync();
        foreach (var body in new[]
                 {
                     new JsonObject { ["email"] = ((string)other["email"]!).ToUpperInvariant(), ["note"] = "lost" },
                     new JsonObject { ["external_id"] = (string)other["external_id"]!, ["note"] = "lost" },
                     new JsonObject { ["channels"] = new JsonArray(new JsonObject { ["type"] = "phone", ["address"] = other.Addresses()[1] }), ["note"] = "lost" },
                 })
        {
            (await PutAsync(before, body.ToJsonString())).Is(HttpStatusCode.Conflict);
        }

        Assert.Equal(before.Body, (await desk.CustomerAsync((long)before["id"]!)).Body);
    }

    [Fact]
    public async Task Racing_updates_of_one_address_leave_one_owner()
    {
        var customers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => FullCustomerAsync()));
        var answers = await Task.WhenAll(customers.Select(customer => PutAsync(customer, """{"email": "wanted-by-all@update.example"}""")));
        Assert.Single(answers, answer => answer.Status is HttpStatusCode.Accepted);
        Assert.Equal(3, answers.Count(answer => answer.Status is HttpStatusCode.Conflict));
    }

    [Fact]
    [Trait("row", "A17")]
    public async Task An_unknown_customer_is_a_404_even_when_the_body_is_wrong()
    {
        (await desk.Admin.PutJsonAsync("/api/customers/999999999", new { foo = 1 })).Is(HttpStatusCode.NotFound);
        var refused = (await PutAsync(await FullCustomerAsync(), """{"foo": 1, "language": "xx", "custom_fields": [{"id": 5, "value": null}], "channels": [{"type": "email"}]}""")).Is(HttpStatusCode.BadRequest);
        Assert.Equal("Failed to update customer", (string?)refused["error"]!["msg"]);
        Assert.Equal(["Unknown field."], refused.ErrorsAt("foo"));
        Assert.All(["language", "custom_fields.0.id", "channels.0.address"], path => Assert.NotEmpty(refused.ErrorsAt(path)));
    }

    private async Task<Answer> FullCustomerAsync()
    {
        var number = Interlocked.Increment(ref made);
        return await desk.CreateCustomerAsync(Full.Replace("EMAIL", $"u{number}@update.example").Replace("EXT", $"ext-{number}").Replace("PHONE", $"+1 {number}"));
    }

    private Task<Answer> PutAsync(Answer customer, string body) => desk.Admin.PutJsonAsync($"/api/customers/{customer["id"]}", body);

    private async Task<string[]> ChangedAsync(Answer customer) =>
        [.. (await desk.EventDataAsync(EventType.CustomerUpdated, (long)customer["id"]!))!["changed"]!.AsArray().Select(member => (string)member!)];

    private static string? Text(JsonNode? node) => node?.ToJsonString();

    private static long IdOf(Answer customer, string address) => (long)customer["channels"]!.AsArray().Single(channel => (string)channel!["address"]! == address)!["id"]!;
}
