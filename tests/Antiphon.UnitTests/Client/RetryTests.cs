using System.Net;
using Antiphon.Client;
using Antiphon.UnitTests.Furniture;

namespace Antiphon.UnitTests.Client;

/// <summary>What the client tries again, and what it does not.</summary>
public sealed class RetryTests : IDisposable
{
    internal const string Tag = """{"id": 1, "name": "urgent", "usage": 0, "created_datetime": "2026-03-02T09:14:03.559458+00:00", "uri": "/api/tags/1/"}""";

    private readonly ScriptedHandler handler = new();

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
}
