using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Antiphon.ApiTests.Changes;

/// <summary>What the server logs as an error while many write to it, so that a 500 says why.</summary>
internal sealed class Failures : ILoggerProvider
{
    private readonly ConcurrentQueue<string> all = new();

    public ILogger CreateLogger(string categoryName) => new Recorder(all);

    /// <summary>Waits for something, and adds the errors to its exception.</summary>
    public async Task TellAsync(Task work)
    {
        try
        {
            await work;
        }
        catch (Exception e)
        {
            throw new InvalidOperationException(string.Join('\n', all.Take(3)), e);
        }
    }

    public void Dispose()
    {
        // nothing is held
    }

    private sealed class Recorder(ConcurrentQueue<string> all) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                all.Enqueue($"{formatter(state, exception)} {exception}");
            }
        }
    }
}
