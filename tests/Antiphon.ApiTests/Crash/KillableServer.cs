using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using Antiphon.Data.Embedded;

namespace Antiphon.ApiTests.Crash;

/// <summary>The real executable on a private PostgreSQL that keeps what it acknowledges, in a directory of its own; it and its database can be killed.</summary>
internal sealed partial class KillableServer : IAsyncDisposable
{
    private const string LastLine = "Stop with Ctrl+C.";

    private readonly EmbeddedPostgresOptions options;
    private readonly string home;
    private Process? process;
    private TaskCompletionSource up = New();
    private string? credentials;

    public KillableServer()
    {
        home = Directory.CreateTempSubdirectory("antiphon-crash-").FullName;
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(home, File.GetUnixFileMode(home) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        }

        options = new EmbeddedPostgresOptions { DataDirectory = Path.Combine(home, "data") };
    }

    /// <summary>A caller at the place where the server listens now.</summary>
    public HttpClient Caller { get; private set; } = null!;

    /// <summary>Ends when the server takes requests, which it does not while it is being started again.</summary>
    public Task Up => up.Task;

    public bool HasEnded => process!.HasExited;

    public Task<string> ConnectionStringAsync() => RunningServer.FindAsync(options, TimeProvider.System, TestContext.Current.CancellationToken);

    public async Task StartAsync()
    {
        // Nothing is set about the database, so it is as durable as an operator's.
        process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "antiphon.dll"), "--port", "0", "--no-demo", "--data", options.DataDirectory])
        {
            WorkingDirectory = home,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = new StringBuilder();
        process.ErrorDataReceived += (_, line) => errors.AppendLine(line.Data);
        process.BeginErrorReadLine();
        var text = new StringBuilder();
        string? line;
        do
        {
            line = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
            Assert.True(line is not null, $"The server ended instead of starting: {text}{errors}");
            text.AppendLine(line);
        }
        while (line != LastLine);
        Announce(text.ToString());
        up.TrySetResult();
    }

    /// <summary>kill -9 of the server; its PostgreSQL stays behind for the next start to find.</summary>
    public async Task KillAsync()
    {
        process!.Kill();
        up = New();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        process.Dispose();
    }

    /// <summary>kill -9 of the postmaster; the server lives and starts it again. Answers once requests succeed, or the server has given up.</summary>
    public async Task KillDatabaseAsync()
    {
        using (var postmaster = Process.GetProcessById(PidFile.Read(DataPlace.LinkIn(options.DataDirectory))!.ProcessId))
        {
            postmaster.Kill();
            up = New();
            await postmaster.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        while (!HasEnded && !await AnswersAsync())
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        }

        if (!HasEnded)
        {
            up.TrySetResult();
        }
    }

    /// <summary>Stops in order and starts again, which also makes the server forget how often its database has died.</summary>
    public async Task RestartAsync()
    {
        up = New();
        await StopAsync();
        await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Caller?.Dispose();
        if (process is { HasExited: false })
        {
            await StopAsync();
        }

        // What a failed test has left.
        EarlierServer.Kill(DataPlace.LinkIn(options.DataDirectory));
        Directory.Delete(home, recursive: true);
    }

    private async Task StopAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", process!.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync(CancellationToken.None);
        }

        await process.WaitForExitAsync(CancellationToken.None);
        process.Dispose();
        process = null;
    }

    private void Announce(string banner)
    {
        if (CurlLine().Match(banner) is { Success: true } curl)
        {
            credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes(curl.Groups["credentials"].Value));
        }

        Caller = new HttpClient { BaseAddress = new Uri(AddressLine().Match(banner).Groups["address"].Value), Timeout = TimeSpan.FromSeconds(20) };
        Caller.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", credentials);
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            using var answer = await Caller.GetAsync("/api/tickets?limit=1", TestContext.Current.CancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    [GeneratedRegex("^Antiphon .* runs at (?<address>http://\\S+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex AddressLine();

    [GeneratedRegex("^ *curl -u (?<credentials>[^:]+:[0-9a-f]{64}) ", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex CurlLine();
}
