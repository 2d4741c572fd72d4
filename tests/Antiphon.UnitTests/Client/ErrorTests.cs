using System.Net;
using Antiphon.Client;

namespace Antiphon.UnitTests.Client;

public sealed class ErrorTests : IDisposable
{
    private readonly ScriptedHandler handler = new();

    public void Dispose() => handler.Dispose();

    [Fact]
    public async Task An_error_shows_its_sentence_its_fields_as_a_tree_and_as_paths_and_its_raw_body()
    {
        const string Body = """
            {"error": {"msg": "Failed to create ticket", "data": {
                "messages": {"0": {"channel": ["Missing data for required field."], "source": {"from": ["Required.", "Not an address."]}}},
                "subject": ["Too long."]}}}
            """;
        var e = await FailAsync(400, Body, ("x-request-id", "req-17"));

        Assert.Equal(HttpStatusCode.BadRequest, e.StatusCode);
        Assert.Equal("Failed to create ticket", e.Error);
        Assert.Equal(["Missing data for required field."], e.Fields.Children["messages"].Children["0"].Children["channel"].Messages);
        Assert.Equal(["messages.0.channel", "messages.0.source.from", "subject"], e.FieldErrors.Select(field => field.Path));
        Assert.Equal(["Required.", "Not an address."], e.FieldErrors[1].Messages);
        Assert.Equal(Body, e.RawBody);
        Assert.Equal("req-17", e.RequestId);
        Assert.Equal("GET tags", e.Operation);
        Assert.Equal(
            "GET tags answered 400: Failed to create ticket (messages.0.channel: Missing data for required field.; messages.0.source.from: Required. Not an address.; subject: Too long.)",
            e.Message);
    }

    [Theory]
    [InlineData("<html><body><h1>502 Bad Gateway</h1></body></html>", "HTTP 502 BadGateway")]
    [InlineData("", "HTTP 502 BadGateway")]
    [InlineData("   ", "HTTP 502 BadGateway")]
    [InlineData("""{"error": {"msg": "Brea""", "HTTP 502 BadGateway")]
    [InlineData("null", "HTTP 502 BadGateway")]
    [InlineData("[]", "HTTP 502 BadGateway")]
    [InlineData("{}", "HTTP 502 BadGateway")]
    [InlineData("""{"error": null}""", "HTTP 502 BadGateway")]
    [InlineData("""{"error": {"msg": 7, "data": []}}""", "HTTP 502 BadGateway")]
    [InlineData("""{"error": {"msg": ""}}""", "HTTP 502 BadGateway")]
    [InlineData("""{"error": "invalid_grant", "error_description": "expired"}""", "invalid_grant: expired")]
    [InlineData("""{"error": "invalid_client"}""", "invalid_client")]
    [InlineData("""{"message": "no upstream"}""", "no upstream")]
    public async Task An_odd_body_is_still_an_error_with_a_sentence(string body, string error)
    {
        var e = await FailAsync(502, body);
        Assert.Equal(error, e.Error);
        Assert.Equal(body, e.RawBody);
        Assert.True(e.Fields.IsEmpty);
        Assert.Empty(e.FieldErrors);
    }

    [Theory]
    [InlineData("""{"macros": [12, 15], "required_scope": "tags:write", "nothing": null, "none": []}""", "macros=12|15, required_scope=tags:write, nothing=")]
    [InlineData("""["whole"]""", "=whole")]
    [InlineData("""[{"ids": ["bad"]}, "odd"]""", "=odd, 0.ids=bad")]
    [InlineData("\"text\"", "=text")]
    [InlineData("7", "=7")]
    public async Task Data_of_any_shape_becomes_paths_with_messages(string data, string flat)
    {
        var e = await FailAsync(409, $$$"""{"error": {"msg": "In use", "data": {{{data}}}}}""");
        Assert.Equal(flat, string.Join(", ", e.FieldErrors.Select(field => $"{field.Path}={string.Join('|', field.Messages)}")));
    }

    [Fact]
    public async Task Data_that_nests_without_end_is_cut_off()
    {
        var depth = 60;
        var data = string.Concat(Enumerable.Repeat("{\"a\":", depth)) + "[\"deep\"]" + new string('}', depth);
        var e = await FailAsync(400, $$$"""{"error": {"msg": "Deep", "data": {{{data}}}}}""");
        Assert.Equal("Deep", e.Error);
        Assert.Equal(32, Assert.Single(e.FieldErrors).Path.Split('.').Length);
    }

    [Fact]
    public async Task The_raw_body_is_bounded()
    {
        var e = await FailAsync(500, new string('x', 1_000_000));
        Assert.Equal(AntiphonException.MaxRawBodyBytes, e.RawBody.Length);
    }

    [Theory]
    [InlineData("<html>Sign in to the network</html>")]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("""{"id": "abc"}""")]
    [InlineData("""{"id": 1, "name": "cut off""")]
    public async Task A_success_that_is_not_the_expected_JSON_is_the_same_kind_of_error(string body)
    {
        using var client = handler.Answer(200, body).Client();
        var e = await Assert.ThrowsAsync<AntiphonException>(() => client.Tags.GetAsync(1));
        Assert.Equal(HttpStatusCode.OK, e.StatusCode);
        Assert.Equal(body, e.RawBody);
    }

    [Fact]
    public async Task An_answer_that_is_too_long_to_hold_is_refused()
    {
        using var client = handler.Answer(200, new string(' ', 2_000)).Client(new() { MaxResponseBytes = 1_000 });
        var e = await Assert.ThrowsAsync<AntiphonException>(() => client.SendAsync(HttpMethod.Get, "tags"));
        Assert.Contains("1000 bytes", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_query_and_the_credentials_stay_out_of_the_message()
    {
        using var client = handler.Answer(400).Client();
        var e = await Assert.ThrowsAsync<AntiphonException>(() => client.SendAsync(HttpMethod.Get, "customers?email=mira%40example.com"));
        Assert.DoesNotContain("mira", e.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("sam@", e.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_headers_of_a_failure_can_be_observed()
    {
        ResponseInfo? info = null;
        using var client = handler.Answer(503).Answer(404, "", ("x-request-id", "req-18")).Client();
        await Assert.ThrowsAsync<AntiphonException>(() => client.Tags.GetAsync(1, new() { OnResponse = answer => info = answer }));
        Assert.Equal(("req-18", 2), (info!.RequestId, info.Attempts));
    }

    private async Task<AntiphonException> FailAsync(int status, string body, params (string Name, string Value)[] headers)
    {
        using var client = handler.Answer(status, body, headers).Client(new() { MaxRetries = 0 });
        return await Assert.ThrowsAsync<AntiphonException>(() => client.SendAsync(HttpMethod.Get, "tags"));
    }
}
