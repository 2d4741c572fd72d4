using System.Net;
using System.Text.Json.Nodes;
using Antiphon.Accounts;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Integrations.Delivery;
using Antiphon.ApiTests.Users;
using Antiphon.Client;
using Antiphon.Data;
using Antiphon.Sandbox;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Sandbox;

/// <summary>A sandbox account on a desk, with its owner as the caller.</summary>
internal sealed class Playbox : IDisposable
{
    public const string Owner = "ada@play.example";
    public const string Start = "2030-01-07T09:00:00+00:00";

    private static int count;

    private Playbox(Desk desk, NewAccount account)
    {
        (Desk, Account, Key, Host) = (desk, account.Account, account.ApiKey, $"{account.Account.Domain}.localhost");
        Admin = desk.Caller(Owner, Key, Host);
    }

    public Desk Desk { get; }

    public Account Account { get; }

    public string Key { get; }

    public string Host { get; }

    public HttpClient Admin { get; }

    /// <summary>An integration that calls a receiver at the triggers.</summary>
    public static async Task<long> HookAsync(Playbox box, WebhookReceiver receiver, params string[] triggers) => (long)(await box.Admin.PostJsonAsync("/api/integrations", new JsonObject
    {
        ["type"] = "http",
        ["name"] = "Warehouse",
        ["http"] = new JsonObject
        {
            ["url"] = receiver.Url,
            ["method"] = "POST",
            ["triggers"] = new JsonObject(triggers.Select(trigger => KeyValuePair.Create<string, JsonNode?>(trigger, true))),
        },
    }.ToJsonString())).Is(HttpStatusCode.Created)["id"]!;

    /// <summary>A desk with a server that may call this machine.</summary>
    public static Task<Desk> DeskAsync(params (string Name, string Value)[] settings) => Desk.StartAsync(builder => Configure(builder, settings));

    /// <summary>Another server on the database of a desk, with the same settings.</summary>
    public static Task<Node> AnotherNodeAsync(Desk desk, params (string Name, string Value)[] settings) => Node.StartAsync(desk.ConnectionString, builder => Configure(builder, settings));

    private static void Configure(WebApplicationBuilder builder, (string Name, string Value)[] settings)
    {
        Hooks.Allow(builder, settings);
        builder.Configuration.AddInMemoryCollection([new("Scheduling:Poll", "00:00:00.050"), new("Statistics:CountEvery", "00:00:00.500"), new("Audit:Beat", "00:00:00.200")]);
    }

    /// <summary>One whose clock stands still at <see cref="Start"/>, unless another time is wished for.</summary>
    public static async Task<Playbox> OpenAsync(Desk desk, SandboxWish? wish = null, Switches? switches = null)
    {
        var domain = $"play{Interlocked.Increment(ref count)}";
        var account = await desk.InScopeAsync(async services => (await services.GetRequiredService<OpenSandbox>().RunAsync(
            domain, Owner, "Ada Lind", switches ?? new Switches { Plan = "off" }, wish ?? new SandboxWish(DateTimeOffset.Parse(Start, null)), CancellationToken.None)).Value);
        return new Playbox(desk, account);
    }

    /// <summary>Moves the clock, and expects that everything due was done.</summary>
    public async Task<JsonNode> MoveAsync(object change)
    {
        var moved = (await Admin.PostJsonAsync("/_sandbox/clock", change)).Is(HttpStatusCode.OK).Json;
        Assert.Null((string?)moved["waiting"]);
        return moved;
    }

    public Task<JsonNode> AdvanceAsync(string span) => MoveAsync(new { advance = span });

    /// <summary>Waits until everything is done that is due now.</summary>
    public Task SettleAsync() => AdvanceAsync("0s");

    public async Task<string> NowAsync() => (string)(await Admin.GetJsonAsync("/_sandbox/clock")).Is(HttpStatusCode.OK)["now_datetime"]!;

    /// <summary>The whole event log, page by page, as it came.</summary>
    public async Task<string> EventLogAsync()
    {
        var log = "";
        for (string? cursor = ""; cursor is not null;)
        {
            var page = (await Admin.GetJsonAsync($"/api/events?limit=100&order_by=created_datetime:asc{(cursor.Length > 0 ? $"&cursor={Uri.EscapeDataString(cursor)}" : "")}")).Is(HttpStatusCode.OK);
            log += string.Concat(page["data"]!.AsArray().Select(item => item!.ToJsonString() + "\n"));
            cursor = (string?)page["meta"]!["next_cursor"];
        }

        return log;
    }

    /// <summary>An address from which mail leaves.</summary>
    public Task MailAsync() => Desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().ExecuteAsync(
        $"insert into integrations (account_id, type, name, address, created_at, updated_at) values ({Account.Id}, 'email', 'Support', 'support@store.example', {Account.CreatedAt}, {Account.CreatedAt})",
        CancellationToken.None));

    /// <summary>The SDK with the owner's key, as patient as programs in the field are.</summary>
    public AntiphonClient Client(AntiphonClientOptions? options = null) =>
        new(Desk.Address, AntiphonCredentials.ApiKey(Owner, Key), (options ?? new()) with { Handler = new ToHost(Host) });

    public void Dispose() => Admin.Dispose();

    private sealed class ToHost(string host) : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Headers.Host = host;
            return base.SendAsync(request, cancellationToken);
        }
    }
}
