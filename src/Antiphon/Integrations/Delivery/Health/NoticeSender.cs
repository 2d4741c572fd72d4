using System.Threading.Channels;
using Antiphon.Data;
using Npgsql;

namespace Antiphon.Integrations.Delivery.Health;

/// <summary>Sends notices when they are announced, and looks for those that were missed from time to time.</summary>
internal sealed partial class NoticeSender : BackgroundService
{
    private static readonly TimeSpan Poll = TimeSpan.FromMinutes(1);

    private readonly IServiceScopeFactory scopes;
    private readonly TimeProvider clock;
    private readonly ILogger<NoticeSender> logger;
    private readonly Channel<bool> woken = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public NoticeSender(IServiceScopeFactory scopes, Announcements announcements, TimeProvider clock, ILogger<NoticeSender> logger)
    {
        this.scopes = scopes;
        this.clock = clock;
        this.logger = logger;
        announcements.Subscribe(OwnerNotices.Announcement, _ => woken.Writer.TryWrite(true));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using (var scope = scopes.CreateAsyncScope())
                {
                    await scope.ServiceProvider.GetRequiredService<OwnerNotices>().SendAsync(stoppingToken);
                }

                using var timer = new CancellationTokenSource(Poll, clock);
                using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, stoppingToken);
                await woken.Reader.ReadAsync(either.Token);
            }
            catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
            {
                // Time to look without being told.
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception e) when (e is NpgsqlException or IOException or TimeoutException or InvalidOperationException)
            {
                LogFailed(e.Message);
                await Task.Delay(Poll, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not send mail about integrations: {Reason}")]
    private partial void LogFailed(string reason);
}
