using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Agents;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Messages;
using Antiphon.Data;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Statistics;

/// <summary>A desk on which people, a bot, an automated agent and a rule do random things for some weeks.</summary>
internal sealed partial class RandomDesk : IAsyncDisposable
{
    private static readonly string[] Channels = ["email", "chat", "phone", "sms"];

    private readonly Random random;
    private readonly TestClock clock = new();
    private readonly List<long> tickets = [];
    private readonly Dictionary<long, long> customers = [];
    private readonly List<(long Ticket, long Message)> messages = [];
    private readonly List<HttpClient> people = [];

    private RandomDesk(int seed) => random = new(seed);

    public Desk Desk { get; private set; } = null!;

    public long[] Users { get; private set; } = [];

    public long[] Teams { get; private set; } = [];

    public List<long> Tags { get; } = [];

    public long[] Fields { get; private set; } = [];

    public long[] Integrations { get; private set; } = [];

    /// <summary>What was deleted, as it was.</summary>
    public List<RawMessage> Deleted { get; } = [];

    /// <summary>Answered within 90 minutes, and resolved within two days, on each of the channels.</summary>
    public static readonly string[] PromisedChannels = ["email", "chat"];

    public static string[] Words => ["late", "broken", "lost", "wrong size"];

    public DateTimeOffset Start { get; private set; }

    public DateTimeOffset Now => clock.GetUtcNow();

    public void Advance(TimeSpan by) => clock.Advance(by);

    public static async Task<RandomDesk> StartAsync(int seed, int acts)
    {
        var made = new RandomDesk(seed);
        made.Desk = await Desk.StartAsync(builder =>
        {
            builder.Configuration.AddInMemoryCollection([new("Scheduling:Poll", "00:00:00.020")]);
            builder.Services.AddSingleton<TimeProvider>(made.clock);
        });
        made.Start = made.Now;
        await made.OpenAsync();
        await made.ActAsync(acts);
        return made;
    }

    public async ValueTask DisposeAsync()
    {
        people.ForEach(person => person.Dispose());
        await Desk.DisposeAsync();
    }

    /// <summary>Does so many random things, and waits until rules have had their turn.</summary>
    public async Task ActAsync(int acts)
    {
        for (var i = 0; i < acts; i++)
        {
            clock.Advance(TimeSpan.FromMinutes(random.Next(1, 90)) + TimeSpan.FromSeconds(random.NextDouble() * 60));
            await ActAsync();
        }

        await SettleAsync();
    }

    // Nothing waits for rules or clocks, and nothing is due.
    private Task SettleAsync() => Threads.UntilAsync(() => Desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().SingleAsync(
        $"""
        select not exists (select from event_queue where account_id = {Desk.Account.Id}) and not exists (select from due_work where account_id = {Desk.Account.Id} and due_at <= {Now})
        """,
        row => row.GetBoolean(0),
        CancellationToken.None)));

    private async Task OpenAsync()
    {
        var admin = Desk.Admin;
        people.AddRange([await Desk.AsRoleAsync("agent"), await Desk.AsRoleAsync("basic-agent"), await Desk.AsRoleAsync("bot")]);
        var agent = await Desk.AgentAsync("tickets:read+write+outward");
        people.Add(agent.Caller);
        Users = [.. (await admin.GetJsonAsync("/api/users?limit=100")).Is(HttpStatusCode.OK)["data"]!.AsArray().Select(user => (long)user!["id"]!)];
        Teams = [await TeamAsync("First", Users[..2]), await TeamAsync("Second", Users[1..])];
        foreach (var name in new[] { "red", "green", "blue", "gone" })
        {
            Tags.Add((long)(await admin.PostJsonAsync("/api/tags", new { name })).Is(HttpStatusCode.Created)["id"]!);
        }

        Fields = [await FieldAsync("reason", "text"), await FieldAsync("parcels", "number")];
        Integrations = [await Desk.IntegrationAsync("email", "Mail", "support@store.example"), await Desk.IntegrationAsync("shopify", "Store", null)];
        (await admin.PostJsonAsync("/api/sla-policies", new JsonObject
        {
            ["name"] = "Written",
            ["channels"] = new JsonArray([.. PromisedChannels.Select(channel => (JsonNode)channel)]),
            ["first_response_minutes"] = 90,
            ["resolution_minutes"] = 2 * 24 * 60,
        })).Is(HttpStatusCode.Created);
        (await admin.PostJsonAsync("/api/rules", new JsonObject
        {
            ["name"] = "Receipt",
            ["event_types"] = "ticket-created",
            ["code"] = "if (contains(ticket.subject, 'late')) { Action('replyToTicket', { body_text: 'We got it.' }) } if (contains(ticket.subject, 'lost')) { Action('setStatus', { status: 'closed' }) }",
        })).Is(HttpStatusCode.Created);
    }

    private async Task<long> TeamAsync(string name, long[] members) => (long)(await Desk.Admin.PostJsonAsync("/api/teams", new JsonObject
    {
        ["name"] = name,
        ["members"] = new JsonArray([.. members.Select(id => (JsonNode)new JsonObject { ["id"] = id })]),
    })).Is(HttpStatusCode.Created)["id"]!;

    private async Task<long> FieldAsync(string label, string type) => (long)(await Desk.Admin.PostJsonAsync("/api/custom-fields", new JsonObject
    {
        ["object_type"] = "Ticket",
        ["label"] = label,
        ["definition"] = new JsonObject { ["data_type"] = type, ["input_settings"] = new JsonObject { ["input_type"] = type is "text" ? "input" : "input_number" } },
    })).Is(HttpStatusCode.Created)["id"]!;

    private T Pick<T>(IReadOnlyList<T> from) => from[random.Next(from.Count)];
}
