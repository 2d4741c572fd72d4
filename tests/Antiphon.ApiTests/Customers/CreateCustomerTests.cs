using System.Net;
using Antiphon.Accounts;
using Antiphon.ApiTests.Furniture;
using Antiphon.Contract;

namespace Antiphon.ApiTests.Customers;

[Trait("row", "B17")]
public sealed class CreateCustomerTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    [Trait("row", "B16")]
    public async Task A_created_customer_can_be_read()
    {
        var created = await desk.CreateCustomerAsync(new
        {
            email = "ida@create.example",
            name = "Ida Maria Berg",
            external_id = "c-1",
            language = "nb",
            timezone = "Europe/Oslo",
            note = "likes tea",
            meta = new { tier = 2 },
            data = new[] { 1, 2 },
            channels = new[] { new { type = "phone", address = "+47 912 34 567" } },
        });
        var read = (await desk.Admin.GetJsonAsync($"/api/customers/{created["id"]}/?relationships=custom_fields")).Is(HttpStatusCode.OK);
        Assert.Equal(created.Body, read.Body);
        Assert.Equal(("Ida", "Berg"), ((string?)read["firstname"], (string?)read["lastname"]));
        Assert.Equal(["ida@create.example", "+47 912 34 567"], read.Addresses());
        Assert.Equal(["ida@create.example", "+47 912 34 567"], read.Preferred());
        Assert.Equal("{}", read["custom_fields"]!.ToJsonString());
        Assert.Equal("[1,2]", read["data"]!.ToJsonString());
    }

    [Fact]
    public async Task Nothing_is_required()
    {
        var created = await desk.CreateCustomerAsync(new { });
        Assert.All(["email", "name", "external_id", "language", "timezone", "note", "meta", "data", "customer"], member => Assert.Null(created[member]));
        Assert.Equal(("", ""), ((string?)created["firstname"], (string?)created["lastname"]));
        Assert.Empty(created["channels"]!.AsArray());
        Assert.True((bool)created["active"]!);
    }

    [Fact]
    public async Task An_e_mail_alone_adds_its_channel()
    {
        var channel = Assert.Single((await desk.CreateCustomerAsync(new { email = " Alone@Create.example " }))["channels"]!.AsArray())!;
        Assert.Equal(("email", "Alone@Create.example", true), ((string)channel["type"]!, (string)channel["address"]!, (bool)channel["preferred"]!));
        Assert.Equal(channel["user"]!.ToJsonString(), channel["customer"]!.ToJsonString());
    }

    [Fact]
    public async Task Of_channels_alone_the_preferred_e_mail_becomes_the_primary_address()
    {
        var created = await desk.CreateCustomerAsync(new
        {
            channels = new object[]
            {
                new { type = "phone", address = "0043 1" }, new { type = "email", address = "a@create.example" }, new { type = "email", address = "b@create.example", preferred = true },
                new { type = "phone", address = "0043 2" }, new { type = "email", address = "B@CREATE.example" },
            },
        });
        Assert.Equal("b@create.example", (string?)created["email"]);
        Assert.Null(created["name"]);
        Assert.Equal("", (string?)created["firstname"]);
        Assert.Equal(["0043 1", "a@create.example", "b@create.example", "0043 2"], created.Addresses());
        Assert.Equal(["0043 1", "b@create.example"], created.Preferred());
    }

    [Theory]
    [InlineData("""{"firstname": "Ann", "lastname": "Lee"}""", "Ann Lee", "Ann", "Lee")]
    [InlineData("""{"firstname": "Ann"}""", "Ann", "Ann", "")]
    [InlineData("""{"lastname": "van der Lee"}""", "van der Lee", "van", "Lee")]
    [InlineData("""{"name": "Ann Lee", "firstname": "Other", "lastname": "One"}""", "Ann Lee", "Ann", "Lee")]
    [InlineData("""{"name": "  "}""", null, "", "")]
    public async Task Names_are_split_and_joined(string body, string? name, string first, string last)
    {
        var created = await desk.CreateCustomerAsync(body);
        Assert.Equal((name, first, last), ((string?)created["name"], (string?)created["firstname"], (string?)created["lastname"]));
    }

    [Fact]
    public async Task The_service_notes_that_an_agent_set_the_name_unless_the_caller_sends_meta()
    {
        Assert.Equal("agent", (string?)(await desk.CreateCustomerAsync(new { name = "Named" }))["meta"]!["name_set_via"]);
        Assert.Equal("""{"own":1}""", (await desk.CreateCustomerAsync(new { name = "Named", meta = new { own = 1 } }))["meta"]!.ToJsonString());
    }

    [Theory]
    [Trait("row", "A17")]
    [InlineData("""{"email": "TAKEN@create.example"}""")]
    [InlineData("""{"email": "second@create.example"}""")]
    [InlineData("""{"external_id": "taken"}""")]
    [InlineData("""{"name": "x", "channels": [{"type": "phone", "address": "+1 555"}]}""")]
    public async Task An_identifier_that_is_in_use_answers_409_and_stores_nothing(string body)
    {
        await using var own = await Desk.StartAsync();
        await own.CreateCustomerAsync(new
        {
            email = "taken@create.example",
            external_id = "taken",
            channels = new[] { new { type = "phone", address = "+1 555" }, new { type = "email", address = "second@create.example" } },
        });
        var refused = (await own.Admin.PostJsonAsync("/api/customers", body)).Is(HttpStatusCode.Conflict);
        Assert.Equal("""{"error":{"msg":"The resource already exists."}}""", refused.Body);
        Assert.Single((await own.Admin.GetJsonAsync("/api/customers"))["data"]!.AsArray());
    }

    [Fact]
    public async Task Of_two_racing_creations_with_one_e_mail_one_wins()
    {
        for (var round = 0; round < 5; round++)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => desk.Admin.PostJsonAsync("/api/customers", new { email = $"race-{round}@create.example" })));
            Assert.Single(answers, answer => answer.Status is HttpStatusCode.Created);
            Assert.Equal(3, answers.Count(answer => answer.Status is HttpStatusCode.Conflict));
        }
    }

    [Fact]
    [Trait("row", "A17")]
    public async Task All_field_errors_come_at_once_with_their_paths()
    {
        var refused = (await desk.Admin.PostJsonAsync(
            "/api/customers",
            new
            {
                email = "no address",
                name = 7,
                language = "english",
                timezone = "Mars/Base",
                meta = "text",
                external_id = new string('x', 256),
                foo = 1,
                channels = new object[] { new { type = "phone" }, new { type = "Not A Slug", address = "x" }, new { type = "email", address = "nope" }, new { address = new string('a', 321), type = "sms" } },
                custom_fields = new[] { new { id = 319900, value = 1 } },
            })).Is(HttpStatusCode.BadRequest);
        Assert.Equal("Failed to create customer", (string?)refused["error"]!["msg"]);
        Assert.All(
            ["email", "name", "language", "timezone", "meta", "external_id", "foo", "channels.0.address", "channels.1.type", "channels.2.address", "channels.3.address"],
            path => Assert.NotEmpty(refused.ErrorsAt(path)));
        Assert.Equal(["Missing data for required field."], refused.ErrorsAt("channels.0.address"));
        Assert.Equal(["Custom field 319900 does not exist."], refused.ErrorsAt("custom_fields.0.id"));
    }

    [Fact]
    public async Task Creating_writes_one_event()
    {
        var id = await desk.CustomerIdAsync(new { email = "event@create.example", name = "E Vent" });
        Assert.Equal([EventType.CustomerCreated], await desk.EventsOfAsync(EventObject.Customer, id));
        Assert.Equal("event@create.example", (string?)(await desk.EventDataAsync(EventType.CustomerCreated, id))!["email"]);
    }

    [Fact]
    public async Task An_agent_without_replies_reads_customers_and_creates_none()
    {
        using var lite = await desk.AsRoleAsync("lite-agent");
        (await lite.GetJsonAsync("/api/customers")).Is(HttpStatusCode.OK);
        (await lite.PostJsonAsync("/api/customers", new { name = "no" })).Is(HttpStatusCode.Forbidden);
        using var basic = await desk.AsRoleAsync("basic-agent");
        var created = (await basic.PostJsonAsync("/api/customers", new { name = "yes" })).Is(HttpStatusCode.Created);
        (await basic.DeleteJsonAsync($"/api/customers/{created["id"]}")).Is(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Accounts_do_not_see_each_others_customers()
    {
        var id = await desk.CustomerIdAsync(new { email = "shared@create.example", external_id = "shared" });
        var other = await desk.OpenAccountAsync("othershop", "olga@other.example", new Switches { Plan = "off" });
        using var olga = desk.Caller("olga@other.example", other.ApiKey, "othershop.localhost");
        (await olga.GetJsonAsync($"/api/customers/{id}")).Is(HttpStatusCode.NotFound);
        (await olga.PutJsonAsync($"/api/customers/{id}", new { name = "mine" })).Is(HttpStatusCode.NotFound);
        (await olga.DeleteJsonAsync($"/api/customers/{id}")).Is(HttpStatusCode.NotFound);
        (await olga.DeleteJsonAsync("/api/customers", new { ids = new[] { id } })).Is(HttpStatusCode.NoContent);
        (await olga.PutJsonAsync($"/api/customers/{id}/data", new { data = 1 })).Is(HttpStatusCode.NotFound);
        Assert.Empty((await olga.GetJsonAsync("/api/customers?email=shared@create.example"))["data"]!.AsArray());
        (await olga.PostJsonAsync("/api/customers", new { email = "shared@create.example", external_id = "shared" })).Is(HttpStatusCode.Created);
        await desk.CustomerAsync(id);
    }
}
