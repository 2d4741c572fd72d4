using System.Net;
using Antiphon.ApiTests.Client;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Messages;
using Antiphon.Client;
using Antiphon.Contract;

namespace Antiphon.ApiTests.Customers;

/// <summary>Two customers who may be one person: what speaks for it, and that nothing is done about it by itself.</summary>
[Trait("row", "G03")]
public sealed class MergeSuggestionTests(Desk desk) : IClassFixture<Desk>
{
    private static int count;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_caller_without_an_address_is_suggested_to_the_one_who_writes_with_that_number_and_merged_when_asked()
    {
        using var client = desk.Client();
        var number = NewNumber();
        var call = await client.VoiceCalls.CreateAsync(new() { ExternalId = number, Direction = "inbound", From = number, To = "+15559870002" }, cancellationToken: Token);
        var caller = call.CustomerId!.Value;
        var before = await client.Customers.GetAsync(caller, cancellationToken: Token);
        Assert.Null(before.Email);
        Assert.Equal(("phone", number), (before.Channels[0].Type, before.Channels[0].Address));
        Assert.Empty((await client.Customers.SuggestMergesAsync(caller, cancellationToken: Token)).Data);

        // Days later somebody writes, with the number below the signature.
        var email = Threads.NewEmail();
        var ticket = await desk.Admin.OpenTicketAsync(ticket =>
        {
            ticket["customer"]!["email"] = email;
            ticket["messages"]![0]!["sender"]!["email"] = email;
            ticket["messages"]![0]!["body_text"] = $"As I said on the phone, order 2026-1042 is late.\nBest, M.\nTel. ({number[2..5]}) {number[5..8]}-{number[8..]}";
        });
        var writer = (long)ticket["customer"]!["id"]!;
        Assert.NotEqual(caller, writer);
        var suggestion = Assert.Single((await client.Customers.SuggestMergesAsync(writer, cancellationToken: Token)).Data);
        Assert.Equal((caller, caller, writer), (suggestion.Customer.Id, suggestion.SourceId, suggestion.TargetId));
        Assert.Equal(new MergeEvidenceResource(MergeEvidence.Phone, number), Assert.Single(suggestion.Evidence));
        // Nothing happened yet.
        Assert.Equal(caller, (await client.Customers.GetAsync(caller, cancellationToken: Token)).Id);

        var merged = await client.Customers.MergeAsync(suggestion.SourceId, suggestion.TargetId, cancellationToken: Token);
        Assert.Equal((writer, email), (merged.Id, merged.Email));
        Assert.Equal(writer, (await client.Customers.GetAsync(caller, cancellationToken: Token)).Id);
        Assert.Equal([("email", email), ("phone", number)], merged.Channels.Select(channel => (channel.Type, channel.Address!)).Order());
        Assert.Equal(writer, (await client.VoiceCalls.GetAsync(call.Id, cancellationToken: Token)).CustomerId);
        Assert.Empty((await client.Customers.SuggestMergesAsync(writer, cancellationToken: Token)).Data);
    }

    [Fact]
    public async Task Numbers_mailboxes_and_whole_names_speak_for_it_and_first_names_do_not()
    {
        using var client = desk.Client();
        var (number, mark) = (NewNumber(), $"m{Interlocked.Increment(ref count)}");
        var first = await CreateAsync(client, $"Zoë Ängström {mark}", $"{mark}+shop@mail.example", number, "sms");
        var sameMailbox = await CreateAsync(client, "Z. A.", $"{mark.ToUpperInvariant()}@mail.example");
        var sameName = await CreateAsync(client, $"zoe angstrom {mark}", null);
        var firstName = await CreateAsync(client, "Zoë", null);
        var alsoFirstName = await CreateAsync(client, "Zoë", null);
        var sameNumber = await CreateAsync(client, "Somebody", null, $"({number[2..5]}) {number[5..]}");
        var all = (await client.Customers.SuggestMergesAsync(first, cancellationToken: Token)).Data;
        Assert.Equal([(sameMailbox, "email"), (sameNumber, "phone"), (sameName, "name")], all.Select(one => (one.Customer.Id, Assert.Single(one.Evidence).Type)));
        Assert.Equal([(sameMailbox, first), (sameNumber, first), (sameName, first)], all.Select(one => (one.SourceId, one.TargetId)));
        Assert.Equal(first, Assert.Single((await client.Customers.SuggestMergesAsync(sameName, cancellationToken: Token)).Data).TargetId);
        Assert.NotEqual(firstName, alsoFirstName);
        Assert.Empty((await client.Customers.SuggestMergesAsync(firstName, cancellationToken: Token)).Data);
        var missing = await Assert.ThrowsAsync<AntiphonException>(() => client.Customers.SuggestMergesAsync(Stock.Missing, cancellationToken: Token));
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
    }

    private static string NewNumber() => $"+1555{6_000_000 + Interlocked.Increment(ref count)}";

    private static async Task<long> CreateAsync(AntiphonClient client, string name, string? email, string? phone = null, string type = "phone") => (await client.Customers.CreateAsync(
        new() { Name = name, Email = email, Channels = phone is null ? null : [new(type, phone)] }, cancellationToken: Token)).Id;
}
