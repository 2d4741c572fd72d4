using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace Antiphon.ApiTests.Furniture;

/// <summary>Another server on the database of a desk, in a process of its own: the real executable, which can be killed.</summary>
internal sealed partial class NodeProcess : IAsyncDisposable
{
    private const string LastLine = "Stop with Ctrl+C.";

    private readonly Process process;
    private readonly StringBuilder said = new();
    private readonly TaskCompletionSource up = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private NodeProcess(Process process)
    {
        this.process = process;
        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.ErrorDataReceived += (_, line) => Hear(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public Uri Address { get; private set; } = null!;

    /// <summary>Everything that it has written so far.</summary>
    public string Said
    {
        get
        {
            lock (said)
            {
                return said.ToString();
            }
        }
    }

    /// <param name="connectionString">Of the desk.</param>
    /// <param name="settings">Names and values of the configuration, beside those that all servers on one database share.</param>
    public static async Task<NodeProcess> StartAsync(string connectionString, params (string Name, string Value)[] settings)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "antiphon.dll"), "--urls", "http://127.0.0.1:0", "--no-demo"])
        {
            WorkingDirectory = Path.GetTempPath(),
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ConnectionStrings__Desk"] = connectionString;
        foreach (var (name, value) in (IEnumerable<(string, string)>)[("Secrets:Key", Desk.SecretsKey), ("Files:Directory", Desk.FilesOf(connectionString)), .. settings])
        {
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        var node = new NodeProcess(Process.Start(start)!);
        await Task.WhenAny(node.up.Task, node.process.WaitForExitAsync(TestContext.Current.CancellationToken));
        Assert.True(node.up.Task.IsCompleted, $"The node ended instead of starting: {node.said}");
        return node;
    }

    /// <summary>Whoever calls the desk, calling this one: the same account with the same credentials.</summary>
    public HttpClient Caller(HttpClient caller) => caller.At(Address);

    /// <summary>kill -9: nothing is finished, nothing is said goodbye to.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Forgets how much memory the node has had at most; answers what it has now, in bytes.</summary>
    public long RestartPeak()
    {
        File.WriteAllText($"/proc/{process.Id}/clear_refs", "5");
        return Peak();
    }

    /// <summary>The most memory that the node has had, in bytes.</summary>
    public long Peak() => Number().Match(File.ReadLines($"/proc/{process.Id}/status").First(line => line.StartsWith("VmHWM", StringComparison.Ordinal))) is { Success: true } found
        ? long.Parse(found.Value, System.Globalization.CultureInfo.InvariantCulture) * 1024
        : throw new InvalidOperationException("The system does not tell how much memory a process has.");

    /// <summary>Whether a file, such as an assembly, is mapped into the node's memory.</summary>
    public bool HasLoaded(string file) => File.ReadLines($"/proc/{process.Id}/maps").Any(line => line.EndsWith($"/{file}", StringComparison.Ordinal));

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }

        process.Dispose();
    }

    private void Hear(string? line)
    {
        lock (said)
        {
            said.AppendLine(line);
        }

        if (line is not null && AddressLine().Match(line) is { Success: true } found)
        {
            Address = new Uri(found.Groups["address"].Value);
        }

        if (line == LastLine)
        {
            up.TrySetResult();
        }
    }

    [GeneratedRegex(@"runs at (?<address>http://\S+)", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex AddressLine();

    [GeneratedRegex("[0-9]+", RegexOptions.NonBacktracking)]
    private static partial Regex Number();
}
