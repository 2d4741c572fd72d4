using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Antiphon.ApiTests.Embedded;

/// <summary>Lets a test wait until the server's supervision says what it did.</summary>
internal sealed class RecordingLogger : ILogger
{
    private readonly Channel<string> _messages = Channel.CreateUnbounded<string>();

    public ConcurrentQueue<string> Seen { get; } = new();

    public async Task WaitForAsync(string part)
    {
        await foreach (var message in _messages.Reader.ReadAllAsync(TestContext.Current.CancellationToken))
        {
            if (message.Contains(part, StringComparison.Ordinal))
            {
                return;
            }
        }
    }

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Keep(formatter(state, exception));

    private void Keep(string message)
    {
        Seen.Enqueue(message);
        _messages.Writer.TryWrite(message);
    }

    public bool IsEnabled(LogLevel logLevel) => true;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;
}
