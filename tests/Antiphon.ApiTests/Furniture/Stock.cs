using System.Net;
using System.Text.Json.Nodes;
using Antiphon.Data;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Furniture;

/// <summary>
/// Two of everything that has an id in one account. The ids of the kinds lie far apart, so a number is an object of one kind of one account at most, and
/// no reference that a test forges meets a real object by chance.
/// </summary>
internal sealed class Stock(HttpClient caller, string marker)
{
    /// <summary>An id that no object of any kind has.</summary>
    public const long Missing = 8_000_000_000_000;

    private static int count;

    private readonly Dictionary<string, long[]> ids = new(StringComparer.Ordinal);

    public HttpClient Caller => caller;

    /// <summary>Stands in every text of these objects and nowhere else.</summary>
    public string Marker => marker;

    /// <summary>The ids by kind, as paths spell the kind.</summary>
    public IReadOnlyDictionary<string, long[]> Ids => ids;

    public long this[string kind] => ids[kind][0];

    /// <summary>Gives every kind of object its own range of ids; before anything is in the account.</summary>
    public static Task SpreadIdsAsync(Desk desk) => desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().ExecuteAsync(
        $"""
        do $$
        declare kind record; place bigint := 0;
        begin
          for kind in select sequencename from pg_sequences where schemaname = 'public' order by 1 loop
            place := place + 1000000;
            perform setval(quote_ident(kind.sequencename), place);
          end loop;
        end $$
        """,
        CancellationToken.None));

    public static async Task<Stock> FillAsync(Desk desk, long accountId, HttpClient caller, string marker)
    {
        var stock = new Stock(caller, marker);
        await stock.AddAsync("customers", n => ("/api/customers", new JsonObject { ["name"] = $"{marker} {n}", ["email"] = $"{marker}{n}@mail.example" }));
        await stock.AddAsync("tags", n => ("/api/tags", new JsonObject { ["name"] = $"{marker} {n}" }));
        await stock.AddAsync("macros", n => ("/api/macros", new JsonObject { ["name"] = $"{marker} {n}", ["actions"] = new JsonArray(Samples.AddTags($"{marker} by macro")) }));
        await stock.AddAsync("keys", n => ("/api/keys", new JsonObject { ["name"] = $"{marker} {n}" }));
        await stock.AddAsync("teams", n => ("/api/teams", new JsonObject { ["name"] = $"{marker} {n}" }));
        await stock.AddAsync("users", n => ("/api/users", new JsonObject { ["email"] = $"{marker}{n}@staff.example", ["name"] = $"{marker} {n}", ["role"] = new JsonObject { ["name"] = "agent" } }));
        await stock.AddAsync("custom-fields", n => ("/api/custom-fields", new JsonObject
        {
            ["object_type"] = "Ticket",
            ["label"] = $"{marker} {n}",
            ["definition"] = new JsonObject { ["data_type"] = "text", ["input_settings"] = new JsonObject { ["input_type"] = "input" } },
        }));
        await stock.AddAsync("tickets", n => ("/api/tickets", Ticket(marker, n, stock["custom-fields"])));
        var asked = new Queue<long>(stock.Ids["tickets"]);
        await stock.AddAsync("satisfaction-surveys", n => ("/api/satisfaction-surveys", new JsonObject { ["ticket_id"] = asked.Dequeue(), ["customer_id"] = stock["customers"], ["body_text"] = $"{marker} {n}" }));
        await stock.AddAsync("messages", n => ($"/api/tickets/{stock["tickets"]}/messages", Samples.Note($"{marker} {n}")));
        await stock.AddAsync("rules", n => ("/api/rules", new JsonObject { ["name"] = $"{marker} {n}", ["code"] = $"if (eq(ticket.subject, '{marker}')) {{ Action('addTags', {{ tags: '{marker}' }}) }}" }));
        await stock.AddAsync("views", n => ("/api/views", new JsonObject { ["name"] = $"{marker} {n}" }));
        await stock.AddAsync("integrations", n => ("/api/integrations", Samples.Integration($"{marker} {n}")));
        await stock.AddAsync("widgets", n => ("/api/widgets", Samples.Widget(widget => (widget["type"], widget["integration_id"], widget["template"]!["title"]) = ("http", stock["integrations"], $"{marker} {n}"))));
        stock.ids["settings"] = [await stock.SettingAsync("agents-table-config"), await stock.SettingAsync("channels-table-config")];
        await stock.AddAsync("jobs", n => ("/api/jobs", new JsonObject
        {
            ["type"] = "exportMacro",
            ["params"] = new JsonObject(),
            ["meta"] = new JsonObject { ["of"] = $"{marker} {n}" },
            ["scheduled_datetime"] = DateTimeOffset.UtcNow.AddMinutes(55).ToString("O"),
        }));
        await stock.AddCallsAsync();
        // Nothing makes a pickup, so these are nobody's.
        stock.ids["pickups"] = [Missing + 1, Missing + 2];
        await stock.AddAsync("apps", n => ("/admin/oauth/apps", new JsonObject
        {
            ["name"] = $"{marker} {n}",
            ["redirect_uris"] = new JsonArray("https://app.example/callback"),
            ["scopes"] = new JsonArray("tickets:read"),
        }));
        await stock.AddAsync("sign-in-providers", n => ("/api/sign-in-providers", new JsonObject
        {
            ["name"] = $"{marker} {n}",
            ["issuer"] = "https://id.example",
            ["client_id"] = marker,
            ["allowed_domains"] = new JsonArray("corp.example"),
        }));
        // Switched off, it changes nothing for the other tests of the desk.
        await stock.AddAsync("sla-policies", n => ("/api/sla-policies", new JsonObject
        {
            ["name"] = $"{marker} {n}",
            ["tag_ids"] = new JsonArray(stock["tags"]),
            ["first_response_minutes"] = 60,
            ["deactivated_datetime"] = "2026-01-01T00:00:00",
        }));
        await stock.AddAgentsAsync(desk);
        stock.ids["deliveries"] = await DeliveriesAsync(desk, accountId, stock["integrations"], stock["tickets"], marker);
        await RunsAsync(desk, accountId, stock["rules"], stock["tickets"], marker);
        stock.ids["events"] = [.. (await caller.GetJsonAsync("/api/events?limit=2")).Is(HttpStatusCode.OK)["data"]!.AsArray().Select(item => (long)item!["id"]!)];
        return stock;
    }

    /// <summary>Two agents, of which the first has two versions of its policy and two calls that wait.</summary>
    private async Task AddAgentsAsync(Desk desk)
    {
        var policy = new JsonObject { ["grants"] = new JsonArray(new JsonObject { ["resource"] = "tags", ["classes"] = new JsonArray("write"), ["mode"] = "hold" }) };
        var made = new List<Answer>();
        for (var i = 0; i < 2; i++)
        {
            made.Add((await caller.PostJsonAsync("/api/agents", new JsonObject { ["name"] = $"{marker} {Interlocked.Increment(ref count)}", ["policy"] = policy.DeepClone() })).Is(HttpStatusCode.Created));
        }

        ids["agents"] = [.. made.Select(agent => (long)agent["id"]!)];
        (await caller.PutJsonAsync($"/api/agents/{this["agents"]}/policy", policy)).Is(HttpStatusCode.Accepted);
        using var agent = desk.Caller((string)made[0]["user"]!["email"]!, (string)made[0]["key"]!, caller.DefaultRequestHeaders.Host);
        var waiting = new long[2];
        for (var i = 0; i < waiting.Length; i++)
        {
            waiting[i] = (long)(await agent.PostJsonAsync("/api/tags", new JsonObject { ["name"] = $"{marker} waits {i}" })).Is(HttpStatusCode.Accepted)["id"]!;
        }

        ids["approvals"] = waiting;
    }

    /// <summary>There is one setting of each type, which may be there already.</summary>
    private async Task<long> SettingAsync(string type)
    {
        var answer = await caller.PostJsonAsync("/api/account/settings", new JsonObject { ["type"] = type, ["data"] = new JsonObject { ["active_view"] = marker } });
        return (long)(answer.Status is HttpStatusCode.Conflict ? (await caller.GetJsonAsync($"/api/account/settings?type={type}"))["data"]![0]! : answer.Is(HttpStatusCode.Created).Json)["id"]!;
    }

    /// <summary>Two calls with recordings that were uploaded.</summary>
    private async Task AddCallsAsync()
    {
        using var form = new MultipartFormDataContent();
        using var audio = new ByteArrayContent(System.Text.Encoding.UTF8.GetBytes(marker));
        form.Add(audio, "file", $"{marker}.mp3");
        using var uploaded = await caller.PostAsync("/api/upload", form);
        var url = JsonNode.Parse(await uploaded.Content.ReadAsStringAsync())![0]!["url"]!;
        await AddAsync("voice-calls", n => ("/api/phone/voice-calls", new JsonObject
        {
            ["external_id"] = $"{marker} {n}",
            ["direction"] = "inbound",
            ["from"] = $"+1555200{n:0000}",
            ["to"] = "+15559870002",
            ["summary"] = $"{marker} {n}",
            ["recordings"] = new JsonArray(new JsonObject { ["url"] = url.DeepClone() }),
        }));
        foreach (var part in (string[])["voice-call-events", "voice-call-recordings"])
        {
            ids[part] = [.. (await caller.GetJsonAsync($"/api/phone/{part}?limit=2")).Is(HttpStatusCode.OK)["data"]!.AsArray().Select(item => (long)item!["id"]!)];
        }
    }

    private static JsonObject Ticket(string marker, int number, long field)
    {
        var email = $"{marker}.writer{number}@mail.example";
        var ticket = Samples.Ticket(email, Samples.IncomingEmail(email, $"{marker} asks"), Samples.Note($"{marker} notes"));
        ticket["subject"] = $"{marker} {number}";
        ticket["tags"] = new JsonArray(new JsonObject { ["name"] = $"{marker} on ticket {number}" });
        ticket["custom_fields"] = new JsonArray(new JsonObject { ["id"] = field, ["value"] = $"{marker} wants to know" });
        return ticket;
    }

    private async Task AddAsync(string kind, Func<int, (string Path, JsonObject Body)> make)
    {
        var made = new long[2];
        for (var i = 0; i < made.Length; i++)
        {
            var (path, body) = make(Interlocked.Increment(ref count));
            var answer = (await caller.PostJsonAsync(path, body)).Is(HttpStatusCode.Created);
            // What is shown this once, such as a secret, stands beside the object.
            made[i] = (long)(answer["id"] ?? answer["app"]!["id"])!;
        }

        ids[kind] = made;
    }

    private static Task<int> RunsAsync(Desk desk, long accountId, long rule, long ticket, string marker) => desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().ExecuteAsync(
        $$"""
        insert into rule_runs (account_id, event_id, event_type, rule_id, rule_name, ticket_id, context, chain, outcome, trace, created_at)
        select {{accountId}}, n, 'ticket-created', {{rule}}, {{marker}}, {{ticket}}, gen_random_uuid(), 0, 'not-matched',
          '{"trigger": "ticket-created", "reason": null, "conditions": [], "actions": [], "changes": [], "undoes": []}', now()
        from generate_series(1, 2) n
        """,
        CancellationToken.None));

    private static async Task<long[]> DeliveriesAsync(Desk desk, long accountId, long integration, long ticket, string marker) => await desk.InScopeAsync(async services =>
    {
        var rows = await services.GetRequiredService<DeskDb>().ListAsync(
            $$"""
            with written as (
              insert into deliveries (account_id, integration_id, uid, event_id, event_type, subject_type, subject_id, sequence, host, state, attempts, due_at, last_error, created_at, finished_at)
              select {{accountId}}, {{integration}}, gen_random_uuid(), n, 'ticket-created', 'Ticket', {{ticket}}, n, 'desk.example:443', 'failed', 1, now(), {{marker}}, now(), now() from generate_series(1, 2) n
              returning id),
            bodies as (
              insert into delivery_bodies (account_id, integration_id, delivery_id, url, plain_body) select {{accountId}}, {{integration}}, id, 'https://desk.example/hooks', convert_to({{marker}}, 'UTF8') from written),
            attempts as (
              insert into delivery_attempts (account_id, integration_id, delivery_id, number, started_at, duration_ms, method, url, request_headers, status, error)
              select {{accountId}}, {{integration}}, id, 1, now(), 7, 'POST', 'https://desk.example/hooks', '{"Accept": "application/json"}', 404, {{marker}} from written)
            select id from written order by id
            """,
            row => row.GetInt64(0),
            CancellationToken.None);
        return rows.ToArray();
    });
}
