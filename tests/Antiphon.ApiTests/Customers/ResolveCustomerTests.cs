using System.Net;
using Antiphon.ApiTests.Furniture;
using Antiphon.Contract;
using Antiphon.Customers;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Customers;

[Trait("row", "I04")]
public sealed class ResolveCustomerTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task An_unknown_e_mail_makes_a_customer_with_its_channel_and_event()
    {
        var (made, errors) = await ResolveAsync(new PersonRequest { Email = "new@resolve.example", Name = "New Person", Note = "met at the fair" });
        Assert.False(errors.Any);
        var read = (await desk.Admin.GetJsonAsync($"/api/customers/{made!.Id}")).Is(HttpStatusCode.OK);
        Assert.Equal("new@resolve.example", (string?)read["email"]);
        Assert.Equal("New Person", (string?)read["name"]);
        Assert.Equal("met at the fair", (string?)read["note"]);
        Assert.Equal("email", (string?)read["meta"]!["name_set_via"]);
        Assert.Equal("new@resolve.example", (string?)Assert.Single(read["channels"]!.AsArray())!["address"]);
        Assert.Equal([EventType.CustomerCreated], await desk.EventsOfAsync(EventObject.Customer, made.Id));
    }

    [Fact]
    public async Task A_known_e_mail_finds_the_customer_whatever_the_case_and_changes_nothing()
    {
        var id = await CreateAsync(new { email = "Known@Resolve.example", name = "Known One" });
        var (found, _) = await ResolveAsync(new PersonRequest { Email = "kNOWN@resolve.EXAMPLE ", Name = "Other Name", Timezone = "nowhere" });
        Assert.Equal(id, found!.Id);
        Assert.Equal("Known One", found.Name);
        Assert.Equal([EventType.CustomerCreated], await desk.EventsOfAsync(EventObject.Customer, id));
    }

    [Fact]
    public async Task A_second_address_of_a_customer_finds_the_same_customer()
    {
        var id = await CreateAsync(new { email = "first@resolve.example", channels = new[] { new { type = "email", address = "second@resolve.example" } } });
        Assert.Equal(id, (await ResolveAsync(new PersonRequest { Email = "second@resolve.example" })).Found!.Id);
    }

    [Fact]
    public async Task An_id_wins_over_an_unknown_e_mail()
    {
        var id = await CreateAsync(new { email = "by-id@resolve.example" });
        var (found, errors) = await ResolveAsync(new PersonRequest { Id = id, Email = "nobody-has-this@resolve.example" });
        Assert.False(errors.Any);
        Assert.Equal(id, found!.Id);
        Assert.Equal("by-id@resolve.example", found.Email);
    }

    [Fact]
    public async Task An_id_and_an_e_mail_of_different_customers_are_an_error_at_the_callers_path()
    {
        var one = await CreateAsync(new { email = "one@resolve.example" });
        await CreateAsync(new { email = "two@resolve.example" });
        var (found, errors) = await ResolveAsync(new PersonRequest { Id = one, Email = "two@resolve.example" });
        Assert.Null(found);
        Assert.Contains("another customer", (string?)errors.ToJson()["customer"]!["email"]![0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_id_is_an_error()
    {
        var (found, errors) = await ResolveAsync(new PersonRequest { Id = 999_999_999, Email = "unmade@resolve.example" });
        Assert.Null(found);
        Assert.Contains("does not exist", (string?)errors.ToJson()["customer"]!["id"]![0], StringComparison.Ordinal);
        Assert.Empty((await desk.Admin.GetJsonAsync("/api/customers?email=unmade@resolve.example"))["data"]!.AsArray());
    }

    [Fact]
    public async Task An_external_id_finds_and_makes()
    {
        var id = await CreateAsync(new { external_id = "shop-1" });
        Assert.Equal(id, (await ResolveAsync(new PersonRequest { ExternalId = "shop-1" })).Found!.Id);
        var (made, _) = await ResolveAsync(new PersonRequest { ExternalId = "shop-2", Name = "Two" });
        Assert.Equal("shop-2", made!.ExternalId);
    }

    [Fact]
    public async Task A_phone_number_finds_and_makes_and_keeps_its_spelling()
    {
        var (made, _) = await ResolveAsync(new PersonRequest { Channels = [new ChannelReferenceRequest("phone", "+47 912 34 567")] });
        var (found, _) = await ResolveAsync(new PersonRequest { Channels = [new ChannelReferenceRequest("phone", "+47 912 34 567")] });
        Assert.Equal(made!.Id, found!.Id);
        Assert.Null(made.Email);
        var read = (await desk.Admin.GetJsonAsync($"/api/customers/{made.Id}")).Is(HttpStatusCode.OK);
        Assert.Equal("+47 912 34 567", (string?)read["channels"]![0]!["address"]);
    }

    [Fact]
    public async Task An_invalid_e_mail_makes_nobody()
    {
        var (found, errors) = await ResolveAsync(new PersonRequest { Email = "no address", Language = "english" });
        Assert.Null(found);
        Assert.NotNull(errors.ToJson()["customer"]!["email"]);
        Assert.NotNull(errors.ToJson()["customer"]!["language"]);
    }

    [Fact]
    public async Task An_empty_reference_is_nobody_and_no_error()
    {
        var (found, errors) = await ResolveAsync(new PersonRequest());
        Assert.Null(found);
        Assert.False(errors.Any);
    }

    [Fact]
    public async Task A_request_that_is_wrong_already_makes_nobody()
    {
        await desk.InScopeAsync(async services =>
        {
            var errors = new FieldErrors().Add("subject", "Too long.");
            await using var transaction = await services.GetRequiredService<DeskDb>().BeginAsync(CancellationToken.None);
            Assert.Null(await services.GetRequiredService<ResolveCustomer>().RunAsync(new PersonRequest { Email = "late@resolve.example" }, errors, Actor.System(desk.Account.Id), CancellationToken.None));
            await transaction.CommitAsync(CancellationToken.None);
            return true;
        });
        Assert.Empty((await desk.Admin.GetJsonAsync("/api/customers?email=late@resolve.example"))["data"]!.AsArray());
    }

    [Fact]
    public async Task Twenty_resolves_of_one_unknown_e_mail_make_one_customer()
    {
        var found = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => ResolveAsync(new PersonRequest { Email = "race@resolve.example", Name = $"Runner {i}" }))));
        var id = Assert.Single(found.Select(one => one.Found!.Id).Distinct());
        Assert.DoesNotContain(found, one => one.Errors.Any);
        Assert.Equal([EventType.CustomerCreated], await desk.EventsOfAsync(EventObject.Customer, id));
    }

    [Fact]
    public async Task What_the_caller_did_before_survives_a_lost_race()
    {
        // The outer transaction goes on after the savepoint of a lost insert was undone: both resolve, in opposite moments, and both commit.
        var both = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => desk.InScopeAsync(async services =>
        {
            var actor = Actor.System(desk.Account.Id);
            var resolve = services.GetRequiredService<ResolveCustomer>();
            await using var transaction = await services.GetRequiredService<DeskDb>().BeginAsync(CancellationToken.None);
            var own = await resolve.RunAsync(new PersonRequest { Email = $"own-{i}@resolve.example" }, new FieldErrors(), actor, CancellationToken.None);
            var shared = await resolve.RunAsync(new PersonRequest { Email = "shared@resolve.example" }, new FieldErrors(), actor, CancellationToken.None);
            await transaction.CommitAsync(CancellationToken.None);
            return (Own: own!.Id, Shared: shared!.Id);
        }))));
        Assert.Single(both.Select(one => one.Shared).Distinct());
        foreach (var one in both)
        {
            (await desk.Admin.GetJsonAsync($"/api/customers/{one.Own}")).Is(HttpStatusCode.OK);
        }
    }

    private async Task<long> CreateAsync(object body) => (long)(await desk.Admin.PostJsonAsync("/api/customers", body)).Is(HttpStatusCode.Created)["id"]!;

    private Task<(Customer? Found, FieldErrors Errors)> ResolveAsync(PersonRequest reference) => desk.InScopeAsync(async services =>
    {
        var errors = new FieldErrors();
        await using var transaction = await services.GetRequiredService<DeskDb>().BeginAsync(CancellationToken.None);
        var found = await services.GetRequiredService<ResolveCustomer>().RunAsync(reference, errors.Under("customer"), Actor.System(desk.Account.Id), CancellationToken.None);
        await transaction.CommitAsync(CancellationToken.None);
        return (found, errors);
    });
}
