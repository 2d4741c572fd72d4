using Antiphon.ApiTests.Furniture;
using Antiphon.Client;
using Antiphon.Contract;

namespace Antiphon.ApiTests.Client;

/// <summary>The SDK against the real server: the two ends of the wire understand each other.</summary>
public sealed class SdkTests(Desk desk) : IClassFixture<Desk>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Tags_are_made_changed_merged_listed_and_deleted()
    {
        using var client = desk.Client();
        var first = await client.Tags.CreateAsync(new("sdk-first", "One", new("#F58D86")), cancellationToken: Token);
        var second = await client.Tags.CreateAsync(new("sdk-second"), cancellationToken: Token);
        var read = await client.Tags.GetAsync(first.Id, cancellationToken: Token);
        Assert.Equal((first.Id, "sdk-first", "One", first.CreatedDatetime), (read.Id, read.Name, read.Description, read.CreatedDatetime));

        var changed = await client.Tags.UpdateAsync(first.Id, new(Name: "sdk-renamed", Description: new(null)), cancellationToken: Token);
        Assert.Equal(("sdk-renamed", null), (changed.Name, changed.Description));

        var names = await client.Tags.ListAsync(new() { Search = "SDK-", OrderBy = "name:asc", Limit = 1 }, cancellationToken: Token).Select(tag => tag.Name).ToListAsync(Token);
        Assert.Equal(["sdk-renamed", "sdk-second"], names);

        Assert.Equal(first.Id, (await client.Tags.MergeAsync(first.Id, [second.Id], cancellationToken: Token)).Id);
        await client.Tags.DeleteAsync([first.Id], cancellationToken: Token);
        var e = await Assert.ThrowsAsync<AntiphonException>(() => client.Tags.GetAsync(first.Id, cancellationToken: Token));
        Assert.Equal((true, "Resource not found."), (e.IsNotFound, e.Error));
        Assert.NotNull(e.RequestId);
    }

    [Fact]
    public async Task Errors_arrive_with_their_paths()
    {
        using var client = desk.Client();
        var e = await Assert.ThrowsAsync<AntiphonException>(() => client.Tags.CreateAsync(new(null, null, new("red")), cancellationToken: Token));
        Assert.Equal("Failed to create tag", e.Error);
        Assert.Equal(["name", "decoration.color"], e.FieldErrors.Select(field => field.Path));

        await client.Tags.CreateAsync(new("made twice"), cancellationToken: Token);
        Assert.True((await Assert.ThrowsAsync<AntiphonException>(() => client.Tags.CreateAsync(new("made twice"), cancellationToken: Token))).IsConflict);
    }

    [Fact]
    public async Task Customers_are_made_read_and_found()
    {
        using var client = desk.Client();
        var made = await client.Customers.CreateAsync(
            new() { Email = "mira@sdk.example", Name = "Mira Olsen", Channels = [new("phone", "+4791234567")], ExternalId = "sdk-1" }, cancellationToken: Token);
        var read = await client.Customers.GetAsync(made.Id, cancellationToken: Token);
        Assert.Equal(["email", "phone"], read.Channels.Select(channel => channel.Type).Order());
        Assert.Equal(made.Id, (await client.Customers.FindByEmailAsync("MIRA@sdk.example", cancellationToken: Token))!.Id);
        Assert.Equal(made.Id, (await client.Customers.FindByExternalIdAsync("sdk-1", cancellationToken: Token))!.Id);
        Assert.Null(await client.Customers.FindByExternalIdAsync("sdk-2", cancellationToken: Token));
    }

    [Fact]
    public async Task Custom_fields_are_defined_archived_and_filled()
    {
        using var client = desk.Client();
        var field = await client.CustomFields.CreateAsync(
            new() { ObjectType = "Customer", Label = "SDK tier", Definition = new() { DataType = "text", InputSettings = new() { InputType = "input" } } }, cancellationToken: Token);
        var customer = await client.Customers.CreateAsync(new() { Name = "Mira" }, cancellationToken: Token);
        Assert.Equal("gold", (await client.Customers.Fields.SetAsync(customer.Id, field.Id, "gold", cancellationToken: Token)).Value!.Value.GetString());
        Assert.Equal("SDK tier", Assert.Single(await client.Customers.Fields.ListAsync(customer.Id, cancellationToken: Token)).Field.Label);
        Assert.Equal("gold", (await client.Customers.GetAsync(customer.Id, cancellationToken: Token)).CustomFields[$"{field.Id}"].Value!.Value.GetString());
        Assert.Empty(await client.Customers.Fields.SetAsync(customer.Id, [CustomFieldValueRequest.Of(field.Id, null)], cancellationToken: Token));
        await client.Customers.Fields.ClearAsync(customer.Id, field.Id, cancellationToken: Token);

        Assert.Equal(7, Assert.Single(await client.CustomFields.UpdateAsync([new() { Id = field.Id, Priority = 7 }], cancellationToken: Token)).Priority);
        await client.CustomFields.UpdateAsync(field.Id, new() { DeactivatedDatetime = DateTimeOffset.UnixEpoch }, cancellationToken: Token);
        Assert.Equal([field.Id], await client.CustomFields.ListAsync(new("Customer") { Search = "sdk", Archived = true }, cancellationToken: Token).Select(found => found.Id).ToListAsync(Token));
    }
}
