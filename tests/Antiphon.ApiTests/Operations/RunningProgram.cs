using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;

namespace Antiphon.ApiTests.Operations;

/// <summary>What a command left behind.</summary>
internal sealed record Ended(int ExitCode, string Output, string Errors);

/// <summary>The real executable as an operator starts it, in an empty working directory and with nothing of this process's configuration.</summary>
internal sealed class RunningProgram : IAsyncDisposable
{
    private const string LastLine = "Stop with Ctrl+C.";

    private readonly Process process;
    private readonly ConcurrentQueue<string> output = new();
    private readonly ConcurrentQueue<string> errors = new();
    private readonly TaskCompletionSource announced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task pumps;

    private RunningProgram(Process process)
    {
        this.process = process;
        pumps = Task.WhenAll(PumpAsync(process.StandardOutput, output), PumpAsync(process.StandardError, errors));
    }

    public string Output => string.Join('\n', output);

    public string Errors => string.Join('\n', errors);

    public static RunningProgram Start(string workingDirectory, IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "antiphon.dll"), .. arguments])
        {
            WorkingDirectory = workingDirectory,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return new RunningProgram(Process.Start(start)!);
    }

    /// <summary>Runs a command to its end.</summary>
    public static async Task<Ended> RunAsync(string workingDirectory, IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        await using var program = Start(workingDirectory, arguments, environment);
        return await program.EndAsync();
    }

    /// <summary>Waits until the server has said all that it says at its start.</summary>
    public async Task<Announcement> AnnouncementAsync()
    {
        await Task.WhenAny(announced.Task, pumps).WaitAsync(TestContext.Current.CancellationToken);
        Assert.True(announced.Task.IsCompleted, $"The server ended instead of starting: {Output}\n{Errors}");
        return Announcement.Read(Output);
    }

    /// <summary>What a supervisor sends.</summary>
    public void Terminate()
    {
        using var kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>What nobody can catch.</summary>
    public void Kill() => process.Kill();

    public async Task<Ended> EndAsync()
    {
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        await pumps;
        return new Ended(process.ExitCode, Output, Errors);
    }

    public async Task<Ended> StopAsync()
    {
        Terminate();
        return await EndAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            // In order where possible, so that no private PostgreSQL is left behind.
            Terminate();
            await process.WaitForExitAsync(CancellationToken.None);
        }

        process.Dispose();
    }

    private async Task PumpAsync(StreamReader from, ConcurrentQueue<string> to)
    {
        while (await from.ReadLineAsync(CancellationToken.None) is { } line)
        {
            to.Enqueue(line);
            if (line == LastLine)
            {
                announced.TrySetResult();
            }
        }
    }
}

/// <summary>The banner, taken apart as a person would.</summary>
/// <param name="Credentials">E-mail and API key of the curl line, at a first start.</param>
internal sealed partial record Announcement(Uri Address, string? Password, (string Email, string Key)? Credentials, Uri? FirstCall)
{
    public static Announcement Read(string text)
    {
        var curl = CurlLine().Match(text);
        var password = PasswordLine().Match(text);
        return new Announcement(
            new Uri(AddressLine().Match(text).Groups["address"].Value),
            password.Success ? password.Groups["password"].Value : null,
            curl.Success ? (curl.Groups["email"].Value, curl.Groups["key"].Value) : null,
            curl.Success ? new Uri(curl.Groups["url"].Value) : null);
    }

    public HttpClient Caller(string? host = null) => Caller(Credentials!.Value.Email, Credentials.Value.Key, host);

    public HttpClient Caller(string email, string key, string? host = null)
    {
        var caller = new HttpClient { BaseAddress = new UriBuilder(Address) { Host = host ?? Address.Host }.Uri };
        caller.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{email}:{key}")));
        return caller;
    }

    [GeneratedRegex("^Antiphon .* runs at (?<address>http://\\S+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex AddressLine();

    [GeneratedRegex("^ *Password +(?<password>.+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex PasswordLine();

    [GeneratedRegex("^ *curl -u (?<email>[^:]+):(?<key>[0-9a-f]{64}) '(?<url>[^']+)'$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex CurlLine();
}
