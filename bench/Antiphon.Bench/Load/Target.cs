using System.Text;
using Antiphon.Bench.Seeding;
using Antiphon.Cli;
using Antiphon.Identity;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Antiphon.Bench.Load;

/// <summary>A ticket to reply to, with the address that the reply comes from.</summary>
internal sealed record Conversation(long TicketId, long CustomerId, string Email);

/// <summary>An account to send requests to: its host, a key, and a fair sample of what lies in it.</summary>
internal sealed record Target(string Host, string Credentials, IReadOnlyList<Conversation> Conversations)
{
    private const int Sample = 20_000;

    public static async Task<Target> FindAsync(string connectionString, string domain, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var find = source.CreateCommand("select account_id from accounts where domain = $1");
        find.Parameters.AddWithValue(domain);
        var account = (long)(await find.ExecuteScalarAsync(cancellationToken) ?? throw new BenchException($"The database has no account {domain}."));
        var key = await NewKeyAsync(connectionString, account, cancellationToken);
        var credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Seed.OwnerEmail}:{key}"));
        return new Target($"{domain}.localhost", credentials, await SampleAsync(source, account, cancellationToken));
    }

    /// <summary>A request as it goes over the wire.</summary>
    public byte[] Get(string path) => Encoding.UTF8.GetBytes($"GET {path} HTTP/1.1\r\n{Headers}\r\n");

    public byte[] Post(string path, string json) => Encoding.UTF8.GetBytes(
        $"POST {path} HTTP/1.1\r\n{Headers}Content-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(json)}\r\n\r\n{json}");

    private string Headers => $"Host: {Host}\r\nAuthorization: Basic {Credentials}\r\nAccept: application/json\r\n";

    private static async Task<string> NewKeyAsync(string connectionString, long account, CancellationToken cancellationToken)
    {
        await using var services = CommandServices.Build(Seed.Configuration, connectionString);
        await using var scope = services.CreateAsyncScope();
        return (await scope.ServiceProvider.GetRequiredService<CreateApiKey>().RunAsync(account, Seed.OwnerEmail, "bench", cancellationToken)).Value.Key;
    }

    private static async Task<List<Conversation>> SampleAsync(NpgsqlDataSource source, long account, CancellationToken cancellationToken)
    {
        await using var bounds = source.CreateCommand("select min(id), max(id) from tickets where account_id = $1");
        bounds.Parameters.AddWithValue(account);
        await using var found = await bounds.ExecuteReaderAsync(cancellationToken);
        await found.ReadAsync(cancellationToken);
        // The same requests in every run.
        var chance = new Random(1);
        var (first, last) = (found.GetInt64(0), found.GetInt64(1));
        var ids = Enumerable.Range(0, Sample).Select(_ => chance.NextInt64(first, last + 1)).Distinct().ToArray();
        await using var sample = source.CreateCommand(
            """
            select tickets.id, customers.id, customers.email from tickets join customers on customers.account_id = $1 and customers.id = tickets.customer_id
            where tickets.account_id = $1 and tickets.id = any($2) and customers.email is not null order by hashint8extended(tickets.id, 1)
            """);
        sample.Parameters.AddWithValue(account);
        sample.Parameters.AddWithValue(ids);
        var conversations = new List<Conversation>();
        await using var reader = await sample.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            conversations.Add(new Conversation(reader.GetInt64(0), reader.GetInt64(1), reader.GetString(2)));
        }

        return conversations;
    }
}
