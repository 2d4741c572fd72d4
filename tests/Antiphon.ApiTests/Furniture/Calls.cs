using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Antiphon.Contract;

namespace Antiphon.ApiTests.Furniture;

/// <summary>One answer: status, headers and body as they came.</summary>
public sealed record Answer(HttpStatusCode Status, string Body, HttpResponseMessage Message)
{
    public JsonNode Json => JsonNode.Parse(Body, documentOptions: new() { MaxDepth = WireJson.MaxDepth }) ?? throw new InvalidOperationException("The body is a JSON null.");

    public JsonNode? this[string member] => Json[member];

    /// <summary>The messages of an error at a path such as <c>messages.0.channel</c>.</summary>
    public string[] ErrorsAt(string path)
    {
        var at = Json["error"]?["data"];
        foreach (var step in path.Split('.'))
        {
            at = (at as JsonObject)?[step];
        }

        return at is JsonArray messages ? [.. messages.Select(message => (string)message!)] : [];
    }

    public string? Header(string name) => Message.Headers.TryGetValues(name, out var values) || Message.Content.Headers.TryGetValues(name, out values) ? string.Join(", ", values) : null;

    /// <summary>Fails with the body in the message, so that a red test says why.</summary>
    public Answer Is(HttpStatusCode status)
    {
        Assert.True(status == Status, $"Expected {(int)status}, got {(int)Status}: {Body}");
        return this;
    }
}

/// <summary>Raw calls, for what the SDK would hide.</summary>
public static class Calls
{
    /// <summary>The same caller at another server: the same account with the same credentials.</summary>
    public static HttpClient At(this HttpClient caller, Uri address) => new()
    {
        BaseAddress = address,
        DefaultRequestHeaders = { Authorization = caller.DefaultRequestHeaders.Authorization, Host = caller.DefaultRequestHeaders.Host },
    };

    public static Task<Answer> GetJsonAsync(this HttpClient http, string path) => http.CallAsync(HttpMethod.Get, path);

    public static Task<Answer> PostJsonAsync(this HttpClient http, string path, object? body, params (string Name, string Value)[] headers) => http.CallAsync(HttpMethod.Post, path, body, headers);

    public static Task<Answer> PutJsonAsync(this HttpClient http, string path, object? body, params (string Name, string Value)[] headers) => http.CallAsync(HttpMethod.Put, path, body, headers);

    public static Task<Answer> DeleteJsonAsync(this HttpClient http, string path, object? body = null) => http.CallAsync(HttpMethod.Delete, path, body);

    /// <summary>A string body is sent as it is; anything else as JSON with the names that it has.</summary>
    public static async Task<Answer> CallAsync(this HttpClient http, HttpMethod method, string path, object? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new StringContent(body as string ?? JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        var message = await http.SendAsync(request);
        return new Answer(message.StatusCode, await message.Content.ReadAsStringAsync(), message);
    }
}
