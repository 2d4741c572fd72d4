using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Antiphon.ApiTests.Clients;

/// <summary>A running MCP server over standard input and output: one JSON-RPC message a line.</summary>
internal sealed class ToolServer : IAsyncDisposable
{
    private readonly Process process;
    private readonly Task<string> complaints;
    private int calls;

    private ToolServer(Process process)
    {
        this.process = process;
        complaints = process.StandardError.ReadToEndAsync(CancellationToken.None);
    }

    public static async Task<ToolServer> StartAsync(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("node", arguments)
        {
            WorkingDirectory = ClientPackages.Home,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var server = new ToolServer(Process.Start(start)!);
        await server.AskAsync("initialize", new()
        {
            ["protocolVersion"] = "2025-03-26",
            ["capabilities"] = new JsonObject(),
            ["clientInfo"] = new JsonObject { ["name"] = "antiphon-tests", ["version"] = "1" },
        });
        await server.SendAsync(new() { ["method"] = "notifications/initialized" });
        return server;
    }

    /// <summary>Calls a tool that must succeed.</summary>
    public async Task<JsonNode> CallAsync(string tool, JsonObject arguments)
    {
        var (answer, isError) = await TryAsync(tool, arguments);
        Assert.False(isError, $"{tool}: {answer}");
        return JsonNode.Parse(answer)!;
    }

    /// <summary>Calls a tool that may fail.</summary>
    public async Task<(string Answer, bool IsError)> TryAsync(string tool, JsonObject arguments)
    {
        var result = await AskAsync("tools/call", new() { ["name"] = tool, ["arguments"] = arguments });
        return (string.Concat(result["content"]!.AsArray().Select(part => (string?)part!["text"])), (bool?)result["isError"] ?? false);
    }

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync(CancellationToken.None);
        await complaints;
        process.Dispose();
    }

    private async Task<JsonNode> AskAsync(string method, JsonObject parameters)
    {
        var id = ++calls;
        await SendAsync(new() { ["id"] = id, ["method"] = method, ["params"] = parameters });
        while (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            var message = JsonNode.Parse(line)!;
            if ((int?)message["id"] == id)
            {
                return message["result"] ?? throw new InvalidOperationException($"{method}: {message["error"]}");
            }
        }

        throw new InvalidOperationException($"The client ended: {await complaints}");
    }

    private async Task SendAsync(JsonObject message)
    {
        message["jsonrpc"] = "2.0";
        await process.StandardInput.WriteLineAsync(message.ToJsonString().AsMemory(), TestContext.Current.CancellationToken);
        await process.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
    }
}
