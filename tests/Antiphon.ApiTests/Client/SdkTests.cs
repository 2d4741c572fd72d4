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
}
