using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Antiphon.Bench.Servers;

namespace Antiphon.Bench.Load;

/// <summary>Asks the server before it is measured, for the ids and cursors that stand in the measured requests.</summary>
internal sealed class Scout : IDisposable
{
    private readonly HttpClient caller;

    public Scout(ServerProcess server, Target target)
    {
        Target = target;
        caller = new HttpClient { BaseAddress = server.Address, Timeout = TimeSpan.FromMinutes(5) };
        caller.DefaultRequestHeaders.Host = target.Host;
        caller.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", target.Credentials);
    }

    public Target Target { get; }

    public async Task<JsonNode> GetAsync(string path, CancellationToken cancellationToken)
    {
        using var answer = await caller.GetAsync(path, cancellationToken);
        return await ReadAsync(path, answer, cancellationToken);
    }

    public async Task<JsonNode> PostAsync(string path, string json, CancellationToken cancellationToken)
    {
        using var body = new StringContent(json, Encoding.UTF8, "application/json");
        using var answer = await caller.PostAsync(path, body, cancellationToken);
        return await ReadAsync(path, answer, cancellationToken);
    }

    public void Dispose() => caller.Dispose();

    private static async Task<JsonNode> ReadAsync(string path, HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        return answer.IsSuccessStatusCode ? JsonNode.Parse(text)! : throw new BenchException($"{path} was answered: {text}");
    }
}
