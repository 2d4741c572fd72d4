using System.Text.Json;
using Antiphon.Client;
using Antiphon.Contract;

namespace Antiphon.UnitTests.Client;

/// <summary>The samples of the package's readme, so that they compile. A test compares the texts; another runs them.</summary>
internal static class ReadmeSamples
{
    private static readonly List<string?> Stored = [];

    public static async Task FirstStepsAsync(string apiKey)
    {
        using var client = new AntiphonClient(
            new Uri("https://acme.example.com"),
            AntiphonCredentials.ApiKey("sam@store.example", apiKey));

        var ticket = await client.Tickets.CreateAsync(new CreateTicketRequest
        {
            Subject = "Where is order #1042?",
            Messages = [NewMessage.FromCustomer("mira.olsen@example.com", "It has not moved for five days.")],
            Tags = [new TicketTagRequest("shipping")],
        });
        await client.Messages.CreateAsync(ticket.Id, NewMessage.Note(agentId: null, "Reshipped free of charge"));
        await client.Tickets.UpdateAsync(ticket.Id, new UpdateTicketRequest { Status = "closed" });
    }

    public static async Task BurstAsync(AntiphonClient client, KeyedQueue queue, Order order)
    {
        await queue.RunAsync(order.CustomerEmail, token => client.Tickets.CreateAsync(TicketFor(order), cancellationToken: token));
    }

    public static async Task ListsAsync(AntiphonClient client)
    {
        await foreach (var customer in client.Customers.ListAsync(new CustomerQuery { OrderBy = "updated_datetime:asc" }))
        {
            Console.WriteLine(customer.Name);
        }

        var walk = client.InLane(Lane.Background).Customers.ListAsync(new CustomerQuery { Cursor = await LoadCursorAsync() });
        await foreach (var page in walk.AsPages())
        {
            await StoreAsync(page.Data, page.NextCursor);
        }
    }

    public static async Task FailuresAsync(AntiphonClient client)
    {
        try
        {
            await client.Customers.CreateAsync(new CreateCustomerRequest { Email = "mira.olsen@example.com" });
        }
        catch (AntiphonException e) when (e.IsConflict)
        {
            var existing = await client.Customers.FindByEmailAsync("mira.olsen@example.com");
            Console.WriteLine($"Known as {existing?.Id}");
        }
        catch (AntiphonException e)
        {
            Console.WriteLine($"{e.StatusCode} {e.Error} {e.RequestId}");
            foreach (var field in e.FieldErrors)
            {
                Console.WriteLine($"{field.Path}: {string.Join(' ', field.Messages)}");
            }
        }
    }

    public static async Task KeysAsync(AntiphonClient client)
    {
        await client.Customers.CreateAsync(
            new CreateCustomerRequest { ExternalId = "cust-8831", Name = "Mira Olsen" },
            new RequestOptions { IdempotencyKey = "shop-customer-8831" });
    }

    public static AntiphonCredentials OAuth(ITokens tokens)
    {
        var credentials = AntiphonCredentials.Bearer((rejectedToken, cancellationToken) =>
            rejectedToken is null ? tokens.CurrentAsync(cancellationToken) : tokens.RefreshAsync(rejectedToken, cancellationToken));
        return credentials;
    }

    public static async Task ChangesAsync(AntiphonClient client)
    {
        var known = await client.Customers.GetIfChangedAsync(8, eTag: null);
        var later = await client.Customers.GetIfChangedAsync(8, known.ETag);
        if (!later.IsChanged)
        {
            await client.Customers.UpdateAsync(8, new UpdateCustomerRequest { Note = "VIP" }, new RequestOptions { IfMatch = known.ETag });
        }
    }

    public static async Task RawAsync(AntiphonClient client)
    {
        var answer = await client.SendAsync(HttpMethod.Get, "views/7/items?limit=10");
        using var items = JsonDocument.Parse(answer.Body);
    }

    private static Task<string?> LoadCursorAsync() => Task.FromResult(Stored.LastOrDefault());

    private static Task StoreAsync(IReadOnlyList<ListedCustomerResource> customers, string? cursor)
    {
        Stored.Add(customers.Count == 0 ? null : cursor);
        return Task.CompletedTask;
    }

    private static CreateTicketRequest TicketFor(Order order) => new() { Messages = [NewMessage.FromCustomer(order.CustomerEmail, order.Number)] };

    internal sealed record Order(string CustomerEmail, string Number);

    internal interface ITokens
    {
        ValueTask<string> CurrentAsync(CancellationToken cancellationToken);

        ValueTask<string> RefreshAsync(string rejected, CancellationToken cancellationToken);
    }
}
