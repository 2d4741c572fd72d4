using System.Net;
using Antiphon.Client;
using Antiphon.UnitTests.Furniture;

namespace Antiphon.UnitTests.Client;

public sealed class RetryTests : IDisposable
{
    private const string Tag = """{"id": 1, "name": "urgent", "usage": 0, "created_datetime": "2026-03-02T09:14:03.559458+00:00", "uri": "/api/tags/1/"}""";

    private readonly ScriptedHandler handler = new();
    private readonly ManualClock clock = new();

    public void Dispose() => handler.Dispose();

    public static TheoryData<Exception> LostConnections => new TheoryData<Exception>
    {
        new HttpRequestException(HttpRequestError.ResponseEnded, "cut"),
        new HttpRequestException(HttpRequestError.Unknown, "reset"),
        new IOException("cut"),
        new TaskCanceledException("The client's own timeout", new TimeoutException()),
    };

    [Theory]
    [Trait("row", "E22")]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    [InlineData(429)]
    public async Task A_post_is_repeated_with_the_same_key_and_body(int status)
    {
        using var client = handler.Answer(status).Answer(status).Answer(201, Tag).Client();
        Assert.Equal("urgent", (await client.Tags.CreateAsync(new("urgent"))).Name);

        Assert.Equal(3, handler.Seen.Count);
        Assert.Single(handler.Seen.Select(request => request.Headers["Idempotency-Key"]).Distinct());
        Assert.All(handler.Seen, request => Assert.Equal("""{"name":"urgent"}""", request.Body));
    }

    [Theory]
    [Trait("row", "E22")]
    [MemberData(nameof(LostConnections))]
    public async Task A_post_is_repeated_with_the_same_key_after_a_lost_connection(Exception lost)
    {
        using var client = handler.Throw(lost).Answer(201, Tag).Client();
        await client.Tags.CreateAsync(new("urgent"));
        Assert.Equal(handler.Seen[0].Headers["Idempotency-Key"], handler.Seen[1].Headers["Idempotency-Key"]);
    }

    [Fact]
    [Trait("row", "E22")]
    public async Task Two_posts_have_two_keys_and_a_given_key_is_used_as_it_is()
    {
        using var client = handler.Answer(201, Tag).Answer(201, Tag).Answer(201, Tag).Client();
        await client.Tags.CreateAsync(new("urgent"));
        await client.Tags.CreateAsync(new("urgent"));
        await client.Tags.CreateAsync(new("urgent"), new() { IdempotencyKey = "order-1042" });
        Assert.Equal(3, handler.Seen.Select(request => request.Headers["Idempotency-Key"]).Distinct().Count());
        Assert.Equal("order-1042", handler.Seen[2].Headers["Idempotency-Key"]);
    }

    [Theory]
    [MemberData(nameof(LostConnections))]
    public async Task A_post_to_Gorgias_is_not_repeated_when_it_may_have_been_carried_out(Exception lost)
    {
        using var client = handler.Throw(lost).Client(address: "https://acme.gorgias.com");
        var e = await Assert.ThrowsAsync<AntiphonException>(() => client.Tags.CreateAsync(new("urgent")));
        Assert.True(e.MayHaveBeenProcessed);
        Assert.Null(e.StatusCode);
        Assert.Null(e.IdempotencyKey);
        Assert.Equal(1, e.Attempts);
        Assert.False(handler.Seen[0].Headers.ContainsKey("Idempotency-Key"));
    }

    [Fact]
    public async Task A_post_to_Gorgias_is_repeated_after_a_429_and_when_no_connection_was_made()
    {
        using var client = handler
            .Answer(429)
            .Throw(new HttpRequestException(HttpRequestError.ConnectionError, "refused"))
            .Throw(new HttpRequestException(HttpRequestError.NameResolutionError, "unknown host"))
            .Answer(201, Tag)
            .Client(address: "https://acme.gorgias.com");
        await client.Tags.CreateAsync(new("urgent"));
        Assert.Equal(4, handler.Seen.Count);
    }

    [Fact]
    public async Task A_post_to_Gorgias_is_repeated_when_the_caller_accepts_duplicates()
    {
        using var client = handler.Answer(502).Answer(201, Tag).Client(
            new() { RetryAmbiguousPosts = true, RetryDelay = TimeSpan.Zero }, "https://acme.gorgias.com");
        await client.Tags.CreateAsync(new("urgent"));
        Assert.Equal(2, handler.Seen.Count);
    }

    [Fact]
    public async Task A_host_of_Gorgias_that_leads_to_Antiphon_gets_keys()
    {
        using var client = handler.Answer(502).Answer(201, Tag).Client(
            new() { ServerKeepsIdempotencyKeys = true, RetryDelay = TimeSpan.Zero }, "https://acme.gorgias.com");
        await client.Tags.CreateAsync(new("urgent"));
        Assert.Equal(handler.Seen[0].Headers["Idempotency-Key"], handler.Seen[1].Headers["Idempotency-Key"]);
    }

    [Theory]
    [InlineData("GET", 502)]
    [InlineData("PUT", 503)]
    [InlineData("DELETE", 504)]
    [InlineData("GET", 500)]
    public async Task What_is_idempotent_is_repeated_at_Gorgias_too(string method, int status)
    {
        using var client = handler.Answer(status).Answer(200, "{}").Client(address: "https://acme.gorgias.com");
        var answer = await client.SendAsync(new(method), "tags/1");
        Assert.Equal(2, answer.Info.Attempts);
    }

    [Theory]
    [InlineData("GET", 400)]
    [InlineData("GET", 404)]
    [InlineData("PUT", 409)]
    [InlineData("PUT", 500)]
    [InlineData("POST", 500)]
    [InlineData("GET", 501)]
    public async Task What_would_fail_again_or_is_not_known_to_be_safe_is_not_repeated(string method, int status)
    {
        using var client = handler.Answer(status).Client();
        var e = await Assert.ThrowsAsync<AntiphonException>(() => client.SendAsync(new(method), "tags/1", method == "GET" ? null : "{}"));
        Assert.Equal((HttpStatusCode)status, e.StatusCode);
        Assert.Single(handler.Seen);
    }

    [Fact]
    public async Task Repetitions_end_and_the_last_answer_is_the_error()
    {
        using var client = handler.Answer(502).Throw(new IOException("cut")).Answer(503).Answer(504, "last").Client();
        var e = await Assert.ThrowsAsync<AntiphonException>(() => client.Tags.GetAsync(1));
        Assert.Equal(HttpStatusCode.GatewayTimeout, e.StatusCode);
        Assert.Equal("last", e.RawBody);
        Assert.Equal(4, e.Attempts);
        Assert.False(e.MayHaveBeenProcessed);
    }

    [Fact]
    public async Task A_call_may_forbid_repetitions()
    {
        using var client = handler.Answer(503).Answer(429).Client();
        await Assert.ThrowsAsync<AntiphonException>(() => client.Tags.GetAsync(1, new() { MaxRetries = 0 }));
        await Assert.ThrowsAsync<AntiphonException>(() => client.Tags.GetAsync(1, new() { MaxRetries = 0 }));
        Assert.Equal(2, handler.Seen.Count);
    }

    [Fact]
    public async Task A_deletion_whose_answer_was_lost_may_find_nothing_more_to_delete()
    {
        using var client = handler.Throw(new IOException("cut")).Answer(404).Answer(404).Client();
        await client.Tags.DeleteAsync(1);
        Assert.True((await Assert.ThrowsAsync<AntiphonException>(() => client.Tags.DeleteAsync(1))).IsNotFound);
    }

    [Fact]
    public void The_wait_is_random_below_a_bound_that_doubles_up_to_its_maximum()
    {
        var longest = new double[6];
        double[] shortest = [9999, 9999, 9999, 9999, 9999, 9999];
        for (var seed = 0; seed < 300; seed++)
        {
            using var script = new ScriptedHandler(clock);
            for (var i = 0; i < 6; i++)
            {
                script.Answer(503);
            }

            using var client = script.Answer(200, "{}").Client(new()
            {
                TimeProvider = clock,
                Random = new(seed),
                MaxRetries = 6,
                RetryDelay = TimeSpan.FromMilliseconds(500),
                MaxRetryDelay = TimeSpan.FromSeconds(4),
                IsPaced = false,
            });
            VirtualTime.Run(clock, () => client.SendAsync(HttpMethod.Get, "tags"));
            for (var i = 0; i < 6; i++)
            {
                var wait = (script.Seen[i + 1].At - script.Seen[i].At).TotalMilliseconds;
                longest[i] = Math.Max(longest[i], wait);
                shortest[i] = Math.Min(shortest[i], wait);
            }
        }

        double[] bounds = [500, 1000, 2000, 4000, 4000, 4000];
        for (var i = 0; i < 6; i++)
        {
            Assert.InRange(longest[i], bounds[i] * 0.95, bounds[i]);
            Assert.InRange(shortest[i], 0, bounds[i] * 0.05);
        }
    }

    [Theory]
    [InlineData("7", 7)]
    [InlineData("0.5", 0.5)]
    [InlineData("600", 60)]
    [InlineData("Mon, 02 Mar 2026 09:00:09 GMT", 9)]
    [InlineData("Mon, 02 Mar 2026 08:00:00 GMT", 0)]
    [InlineData("soon", 0)]
    public void Retry_after_is_obeyed_up_to_a_minute(string header, double seconds)
    {
        using var client = handler.Answer(503, "", ("Retry-After", header)).Answer(200, "{}").Client(new() { TimeProvider = clock, RetryDelay = TimeSpan.Zero });
        var begin = clock.GetUtcNow();
        VirtualTime.Run(clock, () => client.SendAsync(HttpMethod.Get, "tags"));
        Assert.Equal(seconds, (clock.GetUtcNow() - begin).TotalSeconds, 0.01);
    }

    [Fact]
    public void A_refusal_holds_back_every_call_until_its_time_is_over()
    {
        using var client = handler.Answer(429, "", ("Retry-after", "5")).Answer(200, "{}").Answer(200, "{}").Client(new() { TimeProvider = clock, RetryDelay = TimeSpan.Zero });
        var begin = clock.GetUtcNow();
        VirtualTime.Run(clock, async () =>
        {
            var first = client.SendAsync(HttpMethod.Get, "tags");
            await Task.Delay(TimeSpan.FromSeconds(1), clock);
            await client.InLane(Lane.Interactive).SendAsync(HttpMethod.Get, "tags");
            Assert.Equal(5, (clock.GetUtcNow() - begin).TotalSeconds, 0.01);
            await first;
        });
    }

    [Fact]
    public async Task A_call_cancelled_while_it_waits_for_its_repetition_ends_at_once()
    {
        using var cancellation = new CancellationTokenSource();
        using var client = handler.Answer(503, "", ("Retry-After", "60")).Client(new() { TimeProvider = clock, IsPaced = false });
        var call = client.Tags.GetAsync(1, cancellationToken: cancellation.Token);
        Assert.False(call.IsCompleted);
        await cancellation.CancelAsync();
        var e = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Equal(cancellation.Token, e.CancellationToken);
        Assert.Single(handler.Seen);
    }

    [Fact]
    public async Task Each_attempt_has_its_own_time()
    {
        using var client = handler.Hang().Hang().Answer(200, Tag).Client(new() { TimeProvider = clock, RetryDelay = TimeSpan.Zero, AttemptTimeout = TimeSpan.FromSeconds(30) });
        var call = client.Tags.GetAsync(1, cancellationToken: TestContext.Current.CancellationToken);
        for (var attempt = 1; attempt <= 2; attempt++)
        {
            await handler.SeenAsync(attempt, TestContext.Current.CancellationToken);
            await clock.WhenTimersAsync(1, TestContext.Current.CancellationToken);
            clock.Advance(TimeSpan.FromSeconds(29));
            Assert.Equal(attempt, handler.Seen.Count);
            clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal("urgent", (await call).Name);
    }

    [Fact]
    public async Task The_caller_can_cancel_an_attempt_under_way()
    {
        using var cancellation = new CancellationTokenSource();
        using var client = handler.Hang().Client();
        var call = client.Tags.GetAsync(1, cancellationToken: cancellation.Token);
        await cancellation.CancelAsync();
        var e = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Equal(cancellation.Token, e.CancellationToken);
    }
}
