using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;
using Antiphon.Contract;
using Antiphon.ContractTests.Furniture;
using Antiphon.Customers;
using Antiphon.Data;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ContractTests.Customers;

/// <summary>The customers page: its requests are taken as they are, and its answers have these members and types.</summary>
public sealed class CustomerShapeTests(Desk desk) : IClassFixture<Desk>
{
    private static readonly Shape Customer = Shape.Read("customers/customer");

    [Fact]
    [Trait("row", "B17")]
    [Trait("row", "B16")]
    [Trait("row", "B18")]
    public async Task A_full_customer_has_the_documented_shape_on_create_read_and_update()
    {
        await using var own = await Desk.StartAsync();
        var created = (await own.Admin.PostJsonAsync("/api/customers", Customer.Request!.ToJsonString())).Is(HttpStatusCode.Created);
        Customer.Matches(created.Json);
        foreach (var member in Customer.Request.AsObject().Where(member => member.Key is not "channels"))
        {
            Assert.Equal(member.Value!.ToJsonString(), created[member.Key]!.ToJsonString());
        }

        Customer.Matches((await own.Admin.GetJsonAsync($"/api/customers/{created["id"]}")).Is(HttpStatusCode.OK).Json);
        Customer.Matches((await own.Admin.PutJsonAsync($"/api/customers/{created["id"]}", Customer.Request.ToJsonString())).Is(HttpStatusCode.Accepted).Json);
    }

    [Fact]
    [Trait("row", "B17")]
    public async Task An_empty_customer_has_the_same_members()
    {
        var created = (await desk.Admin.PostJsonAsync("/api/customers", "{}")).Is(HttpStatusCode.Created);
        Customer.Matches(created.Json);
        Customer.Matches((await desk.Admin.GetJsonAsync($"/api/customers/{created["id"]}?relationships=custom_fields")).Is(HttpStatusCode.OK).Json);
    }

    [Fact]
    [Trait("row", "B15")]
    public async Task A_list_has_the_short_form()
    {
        await using var own = await Desk.StartAsync();
        (await own.Admin.PostJsonAsync("/api/customers", Customer.Request!.ToJsonString())).Is(HttpStatusCode.Created);
        (await own.Admin.PostJsonAsync("/api/customers", "{}")).Is(HttpStatusCode.Created);
        var list = Shape.Read("customers/list");
        var page = (await own.Admin.GetJsonAsync("/api/customers?limit=1")).Is(HttpStatusCode.OK);
        list.Matches(page.Json);
        list.Matches((await own.Admin.GetJsonAsync($"/api/customers?limit=1&cursor={(string)page["meta"]!["next_cursor"]!}")).Is(HttpStatusCode.OK).Json);
    }

    [Fact]
    [Trait("row", "B20")]
    public async Task A_merge_takes_the_documented_body_and_answers_the_survivor()
    {
        var (source, target, other) = (await CreateAsync("{}"), await CreateAsync("{}"), await CreateAsync("{}"));
        var merged = (await desk.Admin.PutJsonAsync($"/api/customers/merge?source_id={source}&target_id={target}", Shape.Read("customers/merge").Request!.ToJsonString())).Is(HttpStatusCode.Accepted);
        Customer.Matches(merged.Json);
        Assert.Equal("Tove Lund Berg", (string?)merged["name"]);
        Customer.Matches((await desk.Admin.PostJsonAsync($"/api/customers/{other}/merge", new { source_id = target })).Is(HttpStatusCode.Accepted).Json);
    }

    [Fact]
    [Trait("row", "B21")]
    public async Task Data_is_taken_without_an_answer_and_read_back()
    {
        var data = Shape.Read("customers/data");
        var id = await CreateAsync("{}");
        Assert.Empty((await desk.Admin.PutJsonAsync($"/api/customers/{id}/data", data.Request!.ToJsonString())).Is(HttpStatusCode.Accepted).Body);
        data.Matches((await desk.Admin.GetJsonAsync($"/api/customers/{id}/data")).Is(HttpStatusCode.OK).Json);
        Assert.Equal(data.Request["data"]!.ToJsonString(), (await desk.Admin.GetJsonAsync($"/api/customers/{id}"))["data"]!.ToJsonString());
    }

    [Fact]
    [Trait("row", "A17")]
    public async Task A_conflict_has_the_documented_body_and_nothing_else()
    {
        var conflict = Shape.Read("customers/conflict");
        await CreateAsync(conflict.Request!.ToJsonString());
        var refused = (await desk.Admin.PostJsonAsync("/api/customers", conflict.Request.ToJsonString())).Is(HttpStatusCode.Conflict);
        conflict.Matches(refused.Json);
        Assert.Equal("The resource already exists.", (string?)refused["error"]!["msg"]);
    }

    [Fact]
    [Trait("row", "B19")]
    public async Task Deleting_takes_ids_in_a_body_and_answers_nothing()
    {
        var ids = new[] { await CreateAsync("{}"), await CreateAsync("{}") };
        Assert.Empty((await desk.Admin.DeleteJsonAsync("/api/customers", new { ids })).Is(HttpStatusCode.NoContent).Body);
    }

    [Fact]
    public async Task Tickets_embed_the_full_and_the_short_form()
    {
        await using var own = await Desk.StartAsync();
        var id = (long)(await own.Admin.PostJsonAsync("/api/customers", Customer.Request!.ToJsonString())).Is(HttpStatusCode.Created)["id"]!;
        var empty = (long)(await own.Admin.PostJsonAsync("/api/customers", "{}")).Is(HttpStatusCode.Created)["id"]!;
        var (details, people) = await own.InScopeAsync(async services =>
        {
            var db = services.GetRequiredService<DeskDb>();
            return (
                await CustomerReading.DetailsAsync(db, own.Account.Id, [id, empty, 999_999_999], CancellationToken.None),
                await CustomerReading.PeopleAsync(db, own.Account.Id, [id, empty, 999_999_999], CancellationToken.None));
        });
        Assert.Equal([id, empty], details.Keys.Order());
        Assert.Equal([id, empty], people.Keys.Order());
        var embedded = Shape.Read("customers/embedded");
        var person = Shape.Read("customers/person");
        foreach (var one in new[] { id, empty })
        {
            embedded.Matches(JsonSerializer.SerializeToNode(details[one].ToEmbedded(), WireJson.Options));
            person.Matches(JsonSerializer.SerializeToNode(people[one], WireJson.Options));
        }
    }

    private async Task<long> CreateAsync(string body) => (long)(await desk.Admin.PostJsonAsync("/api/customers", body)).Is(HttpStatusCode.Created)["id"]!;
}
