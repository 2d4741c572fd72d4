using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;
using Antiphon.Http;

namespace Antiphon.ApiTests.Integrations;

/// <summary>What is wrong with a call is told when it is saved, all at once, with the path of each member.</summary>
[Trait("row", "C14")]
public sealed class CallErrorTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task All_errors_come_at_once_with_their_paths()
    {
        var refused = (await desk.Admin.PostJsonAsync(
            "/api/integrations",
            """
            {"type": "shopify", "description": 7, "surprise": 1, "http": {
              "url": "https://a.example/{{ticket.customer.}}", "method": "BREW", "request_content_type": "text/xml", "response_content_type": "text/plain",
              "headers": {"bad name": "x", "Host": "a.example", "webhook-id": "x", "x-number": 1, "x-template": "{{ticket.id|nothing}}", "x-lines": "a\r\nb"},
              "form": {"deep": [{"er": "{{ticket.id"}], "a.b": "{{1}}"},
              "triggers": {"ticket-exploded": true, "ticket-created": "maybe"},
              "oauth2": {"token_url": "http://id.example/token", "token_location": "cookie"},
              "strange": 1}}
            """)).Is(HttpStatusCode.BadRequest);
        Assert.Equal("Failed to create integration", (string?)refused["error"]!["msg"]);
        foreach (var path in (string[])
        [
            "name", "type", "description", "surprise", "http.url", "http.method", "http.request_content_type", "http.response_content_type", "http.headers.bad name", "http.headers.Host",
            "http.headers.webhook-id", "http.headers.x-number", "http.headers.x-template", "http.headers.x-lines", "http.form.deep.0.er", "http.triggers.ticket-exploded",
            "http.triggers.ticket-created", "http.oauth2.token_url", "http.oauth2.client_id", "http.oauth2.client_secret", "http.oauth2.token_location", "http.strange",
        ])
        {
            Assert.True(refused.ErrorsAt(path).Length == 1, $"{path}: {refused.Body}");
        }

        Assert.Equal(["There is no filter nothing. (character 13)"], refused.ErrorsAt("http.headers.x-template"));
        Assert.NotNull(refused["error"]!["data"]!["http"]!["form"]!["a.b"]);
    }

    [Theory]
    [InlineData("https://{{ticket.customer.data.host}}/hook", "The scheme and the host must be written out: no variable may stand in them.")]
    [InlineData("https://a.example{{ticket.id}}", "The scheme and the host must be written out: no variable may stand in them.")]
    [InlineData("https://a.example:{{ticket.id}}/", "The scheme and the host must be written out: no variable may stand in them.")]
    [InlineData("{{ticket.subject}}", "The scheme and the host must be written out: no variable may stand in them.")]
    [InlineData("https://user:word@a.example/", "A URL may not hold credentials: use a header or oauth2.")]
    [InlineData("https://user{{ticket.id}}@a.example/", "The scheme and the host must be written out: no variable may stand in them.")]
    [InlineData("http://a.example/", "Must begin with https://.")]
    [InlineData("ftp://a.example/", "Not a valid URL.")]
    [InlineData("/api/tickets", "Not a valid URL.")]
    [InlineData("https://", "Not a valid URL.")]
    [InlineData("https://a.example:99999/", "Not a valid URL.")]
    [InlineData("not a url", "Not a valid URL.")]
    [InlineData(" ", "Shorter than minimum length 1.")]
    [InlineData("https://a.example/{{ticket.id|}}", "Expected | and a filter, or }}. (character 31)")]
    public async Task A_wrong_address_is_refused(string url, string error) => Assert.Equal([error], (await SaveAsync(new() { ["url"] = url })).Is(HttpStatusCode.BadRequest).ErrorsAt("http.url"));

    [Theory]
    [InlineData("https://a.example/{{ticket.id}}?email={{ticket.customer.email|fallback(\"none\")}}#{{event.id}}")]
    [InlineData("https://a.example?q={{message.body_text|truncate(20)}}")]
    [InlineData("https://a.example:8443/hook")]
    [InlineData("  https://a.example/hook  ")]
    [InlineData("https://ex\u00e4mple.example/hook")]
    public async Task A_right_address_is_saved(string url) => Assert.Equal(url.Trim(), (string?)(await SaveAsync(new() { ["url"] = url })).Is(HttpStatusCode.Created)["http"]!["url"]);

    [Theory]
    [InlineData("POST", "application/json", """{"a": "{{ticket.id}}", "b": [1, null, {"c": "{{message.from_agent|tojson}}"}]}""")]
    [InlineData("POST", "application/json", """["{{ticket.id}}"]""")]
    [InlineData("POST", "application/json", "{}")]
    [InlineData("POST", "application/json", """ "{\"from_agent\": {{message.from_agent}}, \"text\": \"{{message.body_text}}\"}" """)]
    [InlineData("POST", "application/x-www-form-urlencoded", """{"a": "{{ticket.id}}", "b": {"c": 1}}""")]
    [InlineData("GET", "application/json", """{"email": "{{ticket.customer.email}}"}""")]
    public async Task A_right_form_is_saved_and_comes_back(string method, string type, string form)
    {
        var saved = (await SaveAsync(new() { ["url"] = "https://a.example", ["method"] = method, ["request_content_type"] = type, ["form"] = JsonNode.Parse(form) })).Is(HttpStatusCode.Created);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(form), saved["http"]!["form"]));
    }

    [Theory]
    [InlineData("POST", "application/json", """ "{\"from_agent\": {{message.from_agent}}" """, "Not JSON once its variables are filled: line 1, byte 20.")]
    [InlineData("POST", "application/json", """ "{{ticket.}}" """, "Not a path such as ticket.customer.name. (character 10)")]
    [InlineData("POST", "application/x-www-form-urlencoded", "[1]", "Not a valid mapping type.")]
    [InlineData("GET", "application/json", """ "text" """, "Not a valid mapping type.")]
    public async Task A_wrong_form_is_refused(string method, string type, string form, string error)
    {
        var refused = (await SaveAsync(new() { ["url"] = "https://a.example", ["method"] = method, ["request_content_type"] = type, ["form"] = JsonNode.Parse(form) })).Is(HttpStatusCode.BadRequest);
        Assert.Equal([error], refused.ErrorsAt("http.form"));
    }

    [Fact]
    public async Task Nulls_are_refused_where_there_is_nothing_to_clear()
    {
        var refused = (await SaveAsync(JsonNode.Parse("""{"url": null, "method": null, "request_content_type": null, "response_content_type": null, "headers": null, "triggers": null, "form": null, "oauth2": null, "hmac_secret": null}""")!.AsObject())).Is(HttpStatusCode.BadRequest);
        foreach (var path in (string[])["method", "request_content_type", "response_content_type"])
        {
            Assert.Equal([FieldErrors.Null], refused.ErrorsAt($"http.{path}"));
        }

        Assert.Equal(4, refused["error"]!["data"]!["http"]!.AsObject().Count);
    }

    [Fact]
    public async Task The_secret_of_a_login_stays_only_while_its_token_comes_from_the_same_place()
    {
        var id = (await SaveAsync(JsonNode.Parse("""{"url": "https://a.example", "oauth2": {"token_url": "https://id.example/token", "client_id": "desk", "client_secret": "word"}}""")!.AsObject())).Is(HttpStatusCode.Created)["id"];
        var kept = (await desk.Admin.PutJsonAsync(
            $"/api/integrations/{id}", """{"http": {"url": "https://a.example", "oauth2": {"token_url": "https://id.example/token", "client_id": "desk", "token_location": "query"}}}""")).Is(HttpStatusCode.OK);
        Assert.Equal("access_token", (string?)kept["http"]!["oauth2"]!["token_key"]);
        var refused = (await desk.Admin.PutJsonAsync(
            $"/api/integrations/{id}", """{"http": {"url": "https://a.example", "oauth2": {"token_url": "https://elsewhere.example/token", "client_id": "desk"}}}""")).Is(HttpStatusCode.BadRequest);
        Assert.Equal([FieldErrors.Missing], refused.ErrorsAt("http.oauth2.client_secret"));
        foreach (var name in (string[])["Api Key", "Content-Type", "webhook-signature", "X-Antiphon-Event-Id", "Host"])
        {
            var wrong = (await desk.Admin.PutJsonAsync(
                $"/api/integrations/{id}", new { http = new { oauth2 = new { token_url = "https://id.example/token", client_id = "desk", token_location = "header", token_key = name } } })).Is(HttpStatusCode.BadRequest);
            Assert.Single(wrong.ErrorsAt("http.oauth2.token_key"));
        }
    }

    private Task<Answer> SaveAsync(JsonObject call) => desk.Admin.PostJsonAsync("/api/integrations", new JsonObject { ["name"] = "Call", ["type"] = "http", ["http"] = call });
}
