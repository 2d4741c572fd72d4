using System.Net;
using Antiphon.Client;

namespace Antiphon.UnitTests.Client;

public sealed class ClientTests : IDisposable
{
    private const string Tag = """{"id": 1, "name": "urgent", "usage": 0, "created_datetime": "2026-03-02T09:14:03.559458+00:00", "uri": "/api/tags/1/"}""";

    private readonly ScriptedHandler handler = new();

    public void Dispose() => handler.Dispose();

    [Theory]
    [InlineData("https://acme.gorgias.com", "https://acme.gorgias.com/api/")]
    [InlineData("https://acme.gorgias.com/", "https://acme.gorgias.com/api/")]
    [InlineData("https://acme.gorgias.com/api", "https://acme.gorgias.com/api/")]
    [InlineData("https://acme.gorgias.com/api/?x=1#y", "https://acme.gorgias.com/api/")]
    [InlineData("http://localhost:8080/desk", "http://localhost:8080/desk/api/")]
    [InlineData("https://sam:secret@acme.example", "https://acme.example/api/")]
    public void The_address_may_be_given_with_or_without_the_prefix(string given, string root)
    {
        using var client = handler.Client(address: given);
        Assert.Equal(root, client.BaseAddress.AbsoluteUri);
    }

    [Theory]
    [InlineData("ftp://acme.example")]
    [InlineData("acme.example:443")]
    public void Another_scheme_is_refused(string address) => Assert.Throws<ArgumentException>(() => handler.Client(address: address));

    [Theory]
    [InlineData("//evil.example/api/tags")]
    [InlineData("https://evil.example/api/tags")]
    [InlineData("https://acme.example:8443/api/tags")]
    [InlineData("javascript:1")]
    public async Task A_raw_path_cannot_carry_the_credentials_to_another_host(string path)
    {
        using var client = handler.Client();
        await Assert.ThrowsAsync<ArgumentException>(() => client.SendAsync(HttpMethod.Get, path));
        Assert.Empty(handler.Seen);
    }

    [Fact]
    public async Task A_path_that_the_server_handed_out_is_followed_as_it_is()
    {
        using var client = handler.Answer(200, """{"data": []}""").Client();
        var answer = await client.SendAsync(HttpMethod.Get, "/api/views/7/items?cursor=a%2Bb%3D&ignored_item=1");
        Assert.Equal("https://acme.example/api/views/7/items?cursor=a%2Bb%3D&ignored_item=1", handler.Seen[0].Uri.AbsoluteUri);
        Assert.Equal("""{"data": []}""", answer.Body);
    }

    [Fact]
    public async Task An_API_key_is_sent_as_Basic_in_UTF_8()
    {
        using var client = handler.Answer(200, Tag).Client(credentials: AntiphonCredentials.ApiKey("jörg@store.example", "k:1"));
        await client.Tags.GetAsync(1);
        Assert.Equal("Basic asO2cmdAc3RvcmUuZXhhbXBsZTprOjE=", handler.Seen[0].Headers["Authorization"]);
        Assert.Equal("application/json", handler.Seen[0].Headers["Accept"]);
        Assert.StartsWith("Antiphon.Client/", handler.Seen[0].Headers["User-Agent"], StringComparison.Ordinal);
        Assert.Null(handler.Seen[0].ContentType);
    }

    [Fact]
    public async Task A_rejected_token_is_renewed_once_and_the_call_repeated()
    {
        var asked = new List<string?>();
        var credentials = AntiphonCredentials.Bearer((rejected, _) =>
        {
            asked.Add(rejected);
            return new(rejected is null ? "old" : "new");
        });
        using var client = handler.Answer(401).Answer(201, Tag).Answer(401).Answer(401).Client(credentials: credentials);
        await client.Tags.CreateAsync(new("urgent"));
        Assert.Equal(["Bearer old", "Bearer new"], handler.Seen.Select(request => request.Headers["Authorization"]));
        Assert.Equal(handler.Seen[0].Headers["Idempotency-Key"], handler.Seen[1].Headers["Idempotency-Key"]);

        var e = await Assert.ThrowsAsync<AntiphonException>(() => client.Tags.GetAsync(1));
        Assert.Equal(HttpStatusCode.Unauthorized, e.StatusCode);
        Assert.Equal([null, "old", null, "old"], asked);
    }

    [Fact]
    public async Task A_rejected_key_or_a_provider_with_nothing_newer_is_a_401()
    {
        using var withKey = handler.Answer(401).Client();
        await Assert.ThrowsAsync<AntiphonException>(() => withKey.Tags.GetAsync(1));
        using var withToken = handler.Answer(401).Client(credentials: AntiphonCredentials.Bearer((_, _) => new("same")));
        await Assert.ThrowsAsync<AntiphonException>(() => withToken.Tags.GetAsync(1));
        Assert.Equal(2, handler.Seen.Count);
    }

    [Fact]
    public async Task An_update_sends_only_what_is_set_and_null_where_it_clears()
    {
        using var client = handler.Answer(202, Tag).Client();
        await client.Tags.UpdateAsync(1, new(Description: new(null)));
        Assert.Equal((HttpMethod.Put, "/api/tags/1", """{"description":null}""", "application/json"), (handler.Seen[0].Method, handler.Seen[0].Uri.PathAndQuery, handler.Seen[0].Body, handler.Seen[0].ContentType));
        Assert.False(handler.Seen[0].Headers.ContainsKey("Idempotency-Key"));
    }

    [Fact]
    public async Task Bulk_deletion_and_merge_speak_the_forms_of_the_contract()
    {
        using var client = handler.Answer(204).Answer(202, Tag).Client();
        await client.Tags.DeleteAsync([123, 456]);
        await client.Tags.MergeAsync(1, [2, 3]);
        Assert.Equal((HttpMethod.Delete, "/api/tags", """{"ids":[123,456]}"""), (handler.Seen[0].Method, handler.Seen[0].Uri.PathAndQuery, handler.Seen[0].Body));
        Assert.Equal((HttpMethod.Put, "/api/tags/1/merge", """{"source_tags_ids":[2,3]}"""), (handler.Seen[1].Method, handler.Seen[1].Uri.PathAndQuery, handler.Seen[1].Body));
    }

    [Fact]
    [Trait("row", "N06")]
    public async Task A_conditional_read_tells_whether_the_object_has_changed()
    {
        using var client = handler.Answer(200, Tag, ("ETag", "\"v1\"")).Answer(304, "", ("ETag", "\"v1\"")).Answer(202, Tag).Answer(412, """{"error": {"msg": "Changed."}}""").Client();
        var first = await client.Tags.GetIfChangedAsync(1, null);
        Assert.True(first.IsChanged);
        Assert.Equal("urgent", first.Value.Name);

        var second = await client.Tags.GetIfChangedAsync(1, first.ETag);
        Assert.False(second.IsChanged);
        Assert.Equal("\"v1\"", second.ETag);

        await client.Tags.UpdateAsync(1, new("now"), new() { IfMatch = second.ETag });
        var e = await Assert.ThrowsAsync<AntiphonException>(() => client.Tags.UpdateAsync(1, new("later"), new() { IfMatch = "\"v0\"" }));
        Assert.Equal(HttpStatusCode.PreconditionFailed, e.StatusCode);
        Assert.Equal([null, "\"v1\"", null, null], handler.Seen.Select(request => request.Headers.GetValueOrDefault("If-None-Match")));
        Assert.Equal([null, null, "\"v1\"", "\"v0\""], handler.Seen.Select(request => request.Headers.GetValueOrDefault("If-Match")));
    }

    [Fact]
    [Trait("row", "N16")]
    public async Task The_answer_tells_whether_a_post_created_or_replayed()
    {
        string? outcome = null;
        using var client = handler.Answer(201, Tag, ("Antiphon-Outcome", "replayed")).Client();
        await client.Tags.CreateAsync(new("urgent"), new() { OnResponse = answer => outcome = answer.Outcome });
        Assert.Equal("replayed", outcome);
    }
}
