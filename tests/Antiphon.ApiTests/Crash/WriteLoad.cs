using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;

namespace Antiphon.ApiTests.Crash;

internal enum WriteKind
{
    Ticket,
    Reply,
    Tag,
}

/// <summary>A write that the server has answered with success, under its idempotency key.</summary>
/// <param name="Id">Of the ticket or the message that was made; of nothing for a tag.</param>
internal sealed record Acknowledged(WriteKind Kind, string Key, long TicketId, long Id);

/// <summary>
/// Writers that each send one request after the other, and send what was not answered again under its key until it is. External ids and tag names are
/// the keys, so that the database tells what each request did.
/// </summary>
internal sealed class WriteLoad(KillableServer server, int seed) : IDisposable
{
    private const int Writers = 4;

    private readonly ConcurrentBag<Acknowledged> acknowledged = [];
    private readonly SemaphoreSlim steps = new(0);
    private volatile bool ending;
    private int retried;
    private int replayed;

    public IReadOnlyCollection<Acknowledged> Acknowledged => acknowledged;

    /// <summary>Requests that were sent more than once.</summary>
    public int Retried => retried;

    /// <summary>Requests that had happened although no answer had arrived.</summary>
    public int Replayed => replayed;

    public Task RunAsync() => Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(() => WriteAsync(writer))));

    /// <summary>Lets every writer finish what it has begun.</summary>
    public void End() => ending = true;

    public void Dispose() => steps.Dispose();

    /// <summary>Waits for a number of sendings and answers, counted from now.</summary>
    public async Task AfterAsync(int count, Task load)
    {
        while (await steps.WaitAsync(TimeSpan.Zero))
        {
            // What was done before now.
        }

        for (; count > 0; count--)
        {
            var step = steps.WaitAsync(TestContext.Current.CancellationToken);
            if (await Task.WhenAny(step, load) == load)
            {
                await load;
            }
        }
    }

    private async Task WriteAsync(int writer)
    {
        var random = new Random(seed + writer);
        var tickets = new List<long>();
        for (var i = 0; !ending; i++)
        {
            var key = $"w{writer}-{i}";
            var kind = tickets.Count == 0 ? WriteKind.Ticket : (WriteKind)random.Next(3);
            var ticket = kind is WriteKind.Ticket ? 0 : tickets[random.Next(tickets.Count)];
            var (path, body) = Request(kind, key, ticket);
            var answer = await UntilAnsweredAsync(path, body, key);
            Assert.True(answer.Status is HttpStatusCode.Created, $"{key}: {(int)answer.Status} {answer.Body}");
            var id = kind is WriteKind.Tag ? 0 : (long)answer["id"]!;
            if (kind is WriteKind.Ticket)
            {
                tickets.Add(id);
                ticket = id;
            }

            acknowledged.Add(new Acknowledged(kind, key, ticket, id));
        }
    }

    private static (string Path, JsonObject Body) Request(WriteKind kind, string key, long ticket)
    {
        switch (kind)
        {
            case WriteKind.Ticket:
                var email = $"{key}@mail.example";
                var made = Samples.Ticket(email, Samples.IncomingEmail(email), Samples.Note());
                made["external_id"] = key;
                return ("/api/tickets", made);
            case WriteKind.Reply:
                var note = Samples.Note($"note {key}");
                note["external_id"] = key;
                return ($"/api/tickets/{ticket}/messages", note);
            default:
                return ($"/api/tickets/{ticket}/tags", new JsonObject { ["names"] = new JsonArray(key) });
        }
    }

    private async Task<Answer> UntilAnsweredAsync(string path, JsonObject body, string key)
    {
        for (var attempt = 0; ; attempt++)
        {
            await server.Up.WaitAsync(TestContext.Current.CancellationToken);
            if (attempt == 1)
            {
                Interlocked.Increment(ref retried);
            }

            try
            {
                steps.Release();
                var answer = await server.Caller.PostJsonAsync(path, body, ("Idempotency-Key", key));
                steps.Release();
                if ((int)answer.Status < 500)
                {
                    if (answer.Header("Antiphon-Outcome") == "replayed")
                    {
                        Interlocked.Increment(ref replayed);
                    }

                    return answer;
                }
            }
            catch (Exception e) when (e is HttpRequestException or IOException or TaskCanceledException or ObjectDisposedException)
            {
                // Nobody knows whether it happened: that is what the key is for.
                TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            }
        }
    }
}
