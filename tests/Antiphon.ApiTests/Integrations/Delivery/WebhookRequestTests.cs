using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Messages;
using Antiphon.Data;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Integrations.Delivery;

/// <summary>What leaves for an integration that says itself what it wants.</summary>
[Trait("row", "C14")]
public sealed class WebhookRequestTests(HookDesk hooks) : IClassFixture<HookDesk>, IAsyncLifetime
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Desk desk = hooks.Desk;
    private WebhookReceiver receiver = null!;
    private long hook;

    public async ValueTask InitializeAsync() => receiver = await WebhookReceiver.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await desk.Admin.DeleteJsonAsync($"/api/integrations/{hook}");
        await receiver.DisposeAsync();
    }

    [Fact]
    public async Task Url_headers_and_body_are_filled()
    {
        var (call, ticket) = await SendAsync(http =>
        {
            http["url"] += "/{{ticket.id}}?email={{ticket.customer.email}}&nothing={{ticket.customer.nothing.at_all}}";
            http["headers"] = new JsonObject { ["x-api-key"] = "abcdef12345", ["x-subject"] = "{{ticket.subject}}" };
            http["form"] = JsonNode.Parse("""{"ticket_id": "{{ticket.id}}", "agent": "{{message.from_agent|tojson}}", "text": "{{message.body_text}}", "deep": [{"event": "{{event.type}}"}], "none": "{{ticket.nothing}}", "count": 3}""");
        });
        Assert.Equal($"/hook/{ticket["id"]}?email={Uri.EscapeDataString((string)ticket["customer"]!["email"]!)}&nothing=", call.Target);
        Assert.Equal(("abcdef12345", "Ünt \"it\" 7"), (call.Header("x-api-key"), call.Header("x-subject")));
        Assert.Equal($$"""{"ticket_id":"{{ticket["id"]}}","agent":false,"text":"Where is \"my\"\nparcel?","deep":[{"event":"ticket-created"}],"none":"","count":3}""", call.Json.ToJsonString(Relaxed));
    }

    [Fact]
    public async Task A_get_carries_its_form_as_a_query_and_no_body()
    {
        var (call, ticket) = await SendAsync(http =>
        {
            http["method"] = "GET";
            http["url"] += "?a=1";
            http["form"] = new JsonObject { ["id"] = "{{ticket.id}}", ["subject"] = "{{ticket.subject}}" };
        });
        Assert.Equal(("GET", $"/hook?a=1&id={ticket["id"]}&subject=%C3%9Cnt%20%22it%22%207"), (call.Method, call.Target));
        Assert.Empty(call.Body);
    }

    [Fact]
    public async Task A_form_is_encoded()
    {
        var (call, ticket) = await SendAsync(http =>
        {
            http["request_content_type"] = "application/x-www-form-urlencoded";
            http["form"] = JsonNode.Parse("""{"id": "{{ticket.id}}", "deep": {"a": [1, "{{ticket.status}}"]}, "none": null}""");
        });
        Assert.Equal("application/x-www-form-urlencoded", call.Header("Content-Type"));
        Assert.Equal($"id={ticket["id"]}&deep={Uri.EscapeDataString("""{"a":[1,"open"]}""")}&none=", call.Text);
    }

    [Fact]
    public async Task An_empty_form_is_an_empty_body()
    {
        var (call, _) = await SendAsync(http => http["form"] = new JsonObject());
        Assert.Equal(("", "0"), (call.Text, call.Header("Content-Length")));
    }

    [Fact]
    public async Task A_template_that_is_no_json_becomes_json()
    {
        var (call, ticket) = await SendAsync(http => http["form"] = """{"agent": {{message.from_agent}}, "id": {{ticket.id}}, "text": "{{message.body_text}}"}""");
        Assert.Equal(($"{ticket["id"]}", "Where is \"my\"\nparcel?", false), (call["id"]!.ToJsonString(), (string)call["text"]!, (bool)call["agent"]!));
    }

    [Fact]
    public async Task A_login_comes_before_the_call_and_its_token_is_kept()
    {
        await using var server = await WebhookReceiver.StartAsync((_, http) => http.Response.WriteAsJsonAsync(new { access_token = "token-77", token_type = "bearer", expires_in = 3600 }, http.RequestAborted));
        var (call, _) = await SendAsync(http => http["oauth2"] = new JsonObject { ["token_url"] = server.Url, ["client_id"] = "shop", ["client_secret"] = "s3cret", ["scope"] = "hooks" });
        await desk.Admin.OpenTicketAsync();
        await Threads.UntilAsync(() => Task.FromResult(receiver.Calls.Count == 2));
        var login = Assert.Single(server.Calls);
        Assert.Equal("grant_type=client_credentials&client_id=shop&client_secret=s3cret&scope=hooks", login.Text);
        Assert.All(receiver.Calls, one => Assert.Equal("Bearer token-77", one.Header("Authorization")));
        await desk.SettledAsync();
        var delivery = (await desk.Admin.GetJsonAsync($"/api/integrations/{hook}/deliveries?limit=1")).Is(HttpStatusCode.OK)["data"]![0]!["id"];
        var detail = (await desk.Admin.GetJsonAsync($"/api/integrations/{hook}/deliveries/{delivery}")).Is(HttpStatusCode.OK);
        Assert.DoesNotContain("token-77", detail.Body, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("row", "C01")]
    public async Task A_long_message_arrives_whole()
    {
        hook = await desk.HookAsync(receiver, ["ticket-created"]);
        var text = string.Concat(Enumerable.Range(0, 60_000).Select(i => $"line {i}\n"));
        await desk.Admin.OpenTicketAsync(body => body["messages"]![0]!["body_text"] = text);
        await desk.SettledAsync();
        Assert.Equal([("delivered", 1, null)], await desk.DeliveriesAsync(hook));
        var call = Assert.Single(receiver.Calls);
        Assert.True(call.Text.Length > 1024 * 1024, $"{call.Text.Length}");
        Assert.Equal(text.TrimEnd(), ((string)call["message"]!["text"]!).TrimEnd());
    }

    [Fact]
    public async Task A_token_that_was_revoked_is_replaced_and_one_that_is_new_and_refused_is_not()
    {
        var logins = 0;
        await using var server = await WebhookReceiver.StartAsync((_, http) => http.Response.WriteAsJsonAsync(new { access_token = $"token-{Interlocked.Increment(ref logins)}", expires_in = 3600 }, http.RequestAborted));
        var valid = "token-1";
        await using var shop = await WebhookReceiver.StartAsync((call, http) =>
        {
            http.Response.StatusCode = call.Header("Authorization") == $"Bearer {Volatile.Read(ref valid)}" ? 200 : 401;
            return Task.CompletedTask;
        });
        await using var own = await Desk.StartAsync(builder => Hooks.Allow(builder, ("Webhooks:Retries", "0.02s")));
        var mine = await own.HookAsync(shop, ["ticket-created"], http => http["oauth2"] = new JsonObject { ["token_url"] = server.Url, ["client_id"] = "shop", ["client_secret"] = "s3cret" });
        await own.Admin.OpenTicketAsync();
        await own.SettledAsync();
        Volatile.Write(ref valid, "token-2");
        await own.Admin.OpenTicketAsync();
        await own.SettledAsync();
        Volatile.Write(ref valid, "none");
        await own.Admin.OpenTicketAsync();
        await own.SettledAsync();
        Assert.Equal([("delivered", 1), ("delivered", 2), ("failed", 2)], (await own.DeliveriesAsync(mine)).Select(one => (one.State, one.Attempts)));
    }

    [Fact]
    public async Task A_secret_beside_a_variable_lies_closed_and_is_sent_open_at_each_attempt()
    {
        var failures = 1;
        await using var shop = await WebhookReceiver.StartAsync(_ => Interlocked.Decrement(ref failures) >= 0 ? 503 : 200);
        await using var own = await Desk.StartAsync(builder => Hooks.Allow(builder, ("Webhooks:Retries", "0.02s")));
        await own.HookAsync(shop, ["ticket-created"], http => http["headers"] = new JsonObject { ["x-mixed"] = "s3cr3t-{{ticket.id}}" });
        var ticket = (await own.Admin.OpenTicketAsync())["id"];
        await own.SettledAsync();
        Assert.Equal([$"s3cr3t-{ticket}", $"s3cr3t-{ticket}"], shop.Calls.Select(call => call.Header("x-mixed")));
        Assert.Equal("(1,1,0)", await own.InScopeAsync(services => services.GetRequiredService<DeskDb>().SingleAsync(
            $"select (count(*), count(sealed_headers), count(*) filter (where position('s3cr3t'::bytea in sealed_headers) > 0 or headers is not null))::text from delivery_bodies", row => row.GetString(0), CancellationToken.None)));
    }

    [Theory]
    [InlineData("\"\\ud800\"", "The login failed: the answer has no access_token.")]
    [InlineData("7", "The login failed: the answer has no access_token.")]
    public async Task A_token_that_is_none_ends_the_attempt(string token, string expected)
    {
        await using var server = await WebhookReceiver.StartAsync((_, http) => http.Response.WriteAsync($$"""{"access_token": {{token}}}""", http.RequestAborted));
        await using var own = await Desk.StartAsync(builder => Hooks.Allow(builder, ("Webhooks:Retries", "0.02s")));
        var mine = await own.HookAsync(receiver, ["ticket-created"], http => http["oauth2"] = new JsonObject { ["token_url"] = server.Url, ["client_id"] = "shop", ["client_secret"] = "s3cret" });
        await own.Admin.OpenTicketAsync();
        await own.SettledAsync();
        Assert.Equal([("failed", 2, expected)], await own.DeliveriesAsync(mine));
    }

    [Fact]
    public async Task An_answer_with_what_cannot_be_stored_undoes_nothing()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var odd = AnswerAsync(listener, "HTTP/1.1 200 OK\r\nX-Odd: a\0b\r\nContent-Length: 0\r\n\r\n");
        await using var own = await Desk.StartAsync(builder => Hooks.Allow(builder, ("Webhooks:Retries", "0.02s")));
        var mine = await own.HookAsync(receiver, ["ticket-created"], http => http["url"] = $"http://{listener.LocalEndpoint}/");
        await own.HookAsync(receiver, ["ticket-created"]);
        await own.Admin.OpenTicketAsync();
        await own.SettledAsync();
        listener.Stop();
        await odd;
        Assert.Single(receiver.Calls);
        // Whether such an answer is one is not ours to say; it comes to an end.
        Assert.Contains(Assert.Single(await own.DeliveriesAsync(mine)).State, (string[])["delivered", "failed"]);
    }

    private static async Task AnswerAsync(System.Net.Sockets.TcpListener listener, string answer)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
                await using var stream = client.GetStream();
                Assert.True(await stream.ReadAtLeastAsync(buffer, 1, throwOnEndOfStream: false, TestContext.Current.CancellationToken) > 0);
                await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(answer), TestContext.Current.CancellationToken);
            }
        }
        catch (System.Net.Sockets.SocketException)
        {
            // The listener was stopped.
        }
    }

    [Fact]
    [Trait("row", "C15")]
    public async Task What_is_answered_about_a_customer_is_kept_with_the_customer()
    {
        await using var shop = await WebhookReceiver.StartAsync((_, http) => http.Response.WriteAsJsonAsync(new { orders = new[] { new { name = "#1001" } } }, http.RequestAborted));
        var (_, ticket) = await SendAsync(http => http["url"] = shop.Url, shop);
        await desk.SettledAsync();
        var customer = (await desk.Admin.GetJsonAsync($"/api/customers/{ticket["customer"]!["id"]}")).Is(HttpStatusCode.OK);
        Assert.Equal("#1001", (string?)customer["integrations"]![$"{hook}"]!["orders"]![0]!["name"]);
    }

    private async Task<(ReceivedCall Call, Answer Ticket)> SendAsync(Action<JsonObject> change, WebhookReceiver? other = null)
    {
        hook = await desk.HookAsync(receiver, ["ticket-created"], change);
        var ticket = await desk.Admin.OpenTicketAsync(body =>
        {
            body["subject"] = "Ünt \"it\" 7";
            body["messages"]![0]!["body_text"] = "Where is \"my\"\nparcel?";
        });
        await Threads.UntilAsync(() => Task.FromResult((other ?? receiver).Calls.Count > 0));
        return ((other ?? receiver).Calls[0], ticket);
    }
}
