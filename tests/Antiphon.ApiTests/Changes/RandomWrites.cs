using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;

namespace Antiphon.ApiTests.Changes;

/// <summary>Concurrent writers that create, change, merge and delete what there is, also what another one is changing or has just deleted.</summary>
internal sealed class RandomWrites(Desk desk, int seed)
{
    private const int Writers = 8;
    private const int Labels = 200;

    private readonly ConcurrentDictionary<string, List<long>> ids = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Write, HttpStatusCode Status), int> answers = new();
    private int done;
    private int numbered;
    private long field;

    /// <summary>How many of each write got which answer.</summary>
    public string Summary => string.Join(", ", answers.OrderBy(answer => answer.Key.ToString(), StringComparer.Ordinal).Select(answer => $"{answer.Key.Write} {(int)answer.Key.Status}: {answer.Value}"));

    public int Done => Volatile.Read(ref done);

    /// <summary>Writes until so many writes have succeeded.</summary>
    public async Task RunAsync(int count)
    {
        field = (long)(await desk.Admin.PostJsonAsync("/api/custom-fields", new JsonObject
        {
            ["object_type"] = "Ticket",
            ["label"] = $"mirror {seed}",
            ["definition"] = new JsonObject { ["data_type"] = "text", ["input_settings"] = new JsonObject { ["input_type"] = "input" } },
        })).Is(HttpStatusCode.Created)["id"]!;
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            var random = new Random((seed * Writers) + writer);
            while (Done < count)
            {
                await WriteAsync(random);
            }
        })));
    }

    private Task WriteAsync(Random random) => random.Next(100) switch
    {
        < 22 => CreateTicketAsync(random),
        < 38 => OnAsync(random, "ticket", "say", id => MakeAsync("message", $"/api/tickets/{id}/messages", random.Next(2) == 0 ? Samples.Note(Word(random)) : Samples.IncomingEmail($"mirror{random.Next(500)}@mail.example", Word(random)), id)),
        < 55 => OnAsync(random, "ticket", "update", id => desk.Admin.PutJsonAsync($"/api/tickets/{id}", TicketChange(random))),
        < 63 => OnAsync(random, "ticket", "tag", id => desk.Admin.CallAsync(random.Next(3) == 0 ? HttpMethod.Delete : HttpMethod.Post, $"/api/tickets/{id}/tags", new JsonObject { ["names"] = new JsonArray(Label(random)) })),
        < 69 => OnAsync(random, "ticket", "field", id => random.Next(4) == 0
            ? desk.Admin.DeleteJsonAsync($"/api/tickets/{id}/custom-fields/{field}")
            : desk.Admin.PutJsonAsync($"/api/tickets/{id}/custom-fields/{field}", $"\"{Word(random)}\"")),
        < 74 => NoteAsync("customer", MakeAsync("customer", "/api/customers", new JsonObject { ["email"] = $"new{Interlocked.Increment(ref numbered)}@mail.example", ["name"] = Word(random) })),
        < 80 => OnAsync(random, "customer", "update customer", id => desk.Admin.PutJsonAsync($"/api/customers/{id}", CustomerChange(random))),
        < 84 => OnAsync(random, "customer", "merge customers", id => desk.Admin.PutJsonAsync($"/api/customers/merge?source_id={id}&target_id={Any(random, "customer")}", new JsonObject())),
        < 87 => OnAsync(random, "ticket", "delete ticket", id => desk.Admin.DeleteJsonAsync($"/api/tickets/{id}")),
        < 88 => OnAsync(random, "customer", "delete customer", id => desk.Admin.DeleteJsonAsync($"/api/customers/{id}")),
        < 91 => DeleteMessageAsync(random),
        < 95 => TagAsync(random),
        < 97 => SettingAsync(random, "team", "teams", new JsonObject { ["name"] = Word(random) }),
        < 98 => SettingAsync(random, "view", "views", new JsonObject { ["name"] = Word(random) }),
        < 99 => SettingAsync(random, "macro", "macros", new JsonObject { ["name"] = Word(random), ["actions"] = new JsonArray() }),
        _ => SettingAsync(random, "user", "users", new JsonObject { ["name"] = Word(random), ["email"] = $"staff{Interlocked.Increment(ref numbered)}@acme.example", ["role"] = new JsonObject { ["name"] = "agent" } }),
    };

    private async Task CreateTicketAsync(Random random)
    {
        var ticket = Samples.Ticket($"mirror{random.Next(500)}@mail.example");
        ticket["subject"] = Word(random);
        ticket["tags"] = new JsonArray([.. Enumerable.Range(0, random.Next(4)).Select(_ => (JsonNode)new JsonObject { ["name"] = Label(random) }).DistinctBy(tag => (string)tag["name"]!)]);
        var making = MakeAsync("ticket", "/api/tickets", ticket);
        await NoteAsync("create ticket", making);
        var tags = (await making)["tags"]?.AsArray().Select(tag => (long)tag!["id"]!) ?? [];
        lock (ids)
        {
            Of("tag").AddRange(tags);
        }
    }

    private JsonObject TicketChange(Random random) => random.Next(4) switch
    {
        0 => new() { ["subject"] = Word(random) },
        1 => new() { ["status"] = random.Next(2) == 0 ? "open" : "closed" },
        2 => new() { ["assignee_user"] = Any(random, "user") is { } user and > 0 ? new JsonObject { ["id"] = user } : null },
        _ => new() { ["priority"] = random.Next(2) == 0 ? "high" : "low", ["assignee_team"] = Any(random, "team") is { } team and > 0 ? new JsonObject { ["id"] = team } : null },
    };

    private static JsonObject CustomerChange(Random random) => random.Next(2) == 0
        ? new() { ["note"] = Word(random) }
        : new() { ["channels"] = new JsonArray(new JsonObject { ["type"] = "email", ["address"] = $"mirror{random.Next(500)}@mail.example", ["preferred"] = true }) };

    private Task TagAsync(Random random) => random.Next(4) switch
    {
        0 => NoteAsync("create tag", MakeAsync("tag", "/api/tags", new JsonObject { ["name"] = Label(random) })),
        1 => OnAsync(random, "tag", "update tag", id => desk.Admin.PutJsonAsync($"/api/tags/{id}", new JsonObject { ["description"] = Word(random), ["name"] = Label(random) })),
        2 => OnAsync(random, "tag", "merge tags", id => desk.Admin.PutJsonAsync($"/api/tags/{Any(random, "tag")}/merge", new JsonObject { ["source_tags_ids"] = new JsonArray(id) })),
        _ => OnAsync(random, "tag", "delete tag", id => desk.Admin.DeleteJsonAsync($"/api/tags/{id}")),
    };

    private Task SettingAsync(Random random, string kind, string path, JsonObject body) => random.Next(3) switch
    {
        0 => NoteAsync($"create {kind}", MakeAsync(kind, $"/api/{path}", body)),
        1 => OnAsync(random, kind, $"update {kind}", id => desk.Admin.PutJsonAsync($"/api/{path}/{id}", new JsonObject { ["name"] = Word(random) })),
        _ => OnAsync(random, kind, $"delete {kind}", id => desk.Admin.DeleteJsonAsync($"/api/{path}/{id}")),
    };

    private async Task DeleteMessageAsync(Random random)
    {
        long ticket, message;
        lock (ids)
        {
            var messages = Of("message");
            if (messages.Count == 0)
            {
                return;
            }

            var at = random.Next(messages.Count / 2) * 2;
            (ticket, message) = (messages[at], messages[at + 1]);
        }

        await NoteAsync("delete message", desk.Admin.DeleteJsonAsync($"/api/tickets/{ticket}/messages/{message}"));
    }

    private async Task<Answer> MakeAsync(string kind, string path, JsonObject body, params long[] before)
    {
        var answer = await desk.Admin.PostJsonAsync(path, body);
        if (answer.Status is HttpStatusCode.Created)
        {
            lock (ids)
            {
                Of(kind).AddRange([.. before, (long)answer["id"]!]);
            }
        }

        return answer;
    }

    private async Task OnAsync(Random random, string kind, string write, Func<long, Task<Answer>> run)
    {
        if (Any(random, kind) is var id and > 0)
        {
            await NoteAsync(write, run(id));
        }
    }

    private async Task NoteAsync(string write, Task<Answer> answering)
    {
        var answer = await answering;
        Assert.True((int)answer.Status < 500, $"{write}: {(int)answer.Status} {answer.Body}");
        answers.AddOrUpdate((write, answer.Status), 1, (_, count) => count + 1);
        if ((int)answer.Status is >= 200 and < 300)
        {
            Interlocked.Increment(ref done);
        }
    }

    private long Any(Random random, string kind)
    {
        lock (ids)
        {
            var known = Of(kind);
            return known.Count == 0 ? 0 : known[random.Next(known.Count)];
        }
    }

    private List<long> Of(string kind) => ids.GetOrAdd(kind, _ => []);

    private static string Word(Random random) => $"word {random.Next(1_000_000)}";

    private static string Label(Random random) => $"label {random.Next(Labels)}";
}
