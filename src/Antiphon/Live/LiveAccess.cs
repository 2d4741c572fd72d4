using System.Globalization;
using System.Threading.Channels;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Identity;
using Antiphon.Sandbox.Clock;
using Npgsql;

namespace Antiphon.Live;

/// <summary>
/// Ends the streams of those who may no longer look, at once and not when they come back: whenever users or keys of an account change, the holders of its
/// streams are looked up again. That a key comes to its time nobody announces, so they are looked up now and then as well.
/// </summary>
internal sealed partial class LiveAccess : BackgroundService
{
    private static readonly TimeSpan NowAndThen = TimeSpan.FromMinutes(1);

    private readonly NpgsqlDataSource source;
    private readonly LiveStreams streams;
    private readonly TimeProvider clock;
    private readonly ILogger<LiveAccess> logger;
    private readonly Channel<(long AccountId, bool IsNews)> toCheck = Channel.CreateUnbounded<(long, bool)>(new UnboundedChannelOptions { SingleReader = true });

    public LiveAccess(NpgsqlDataSource source, LiveStreams streams, Announcements announcements, TimeProvider clock, ILogger<LiveAccess> logger)
    {
        this.source = source;
        this.streams = streams;
        this.clock = clock;
        this.logger = logger;
        announcements.Subscribe(ApiKeys.Channel, payload => toCheck.Writer.TryWrite((long.Parse(payload, CultureInfo.InvariantCulture), true)));
        announcements.OnReconnect(() => CheckAll(isNews: true));
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(CheckAsync(stoppingToken), RemindAsync(stoppingToken));

    private void CheckAll(bool isNews)
    {
        foreach (var account in streams.Accounts())
        {
            toCheck.Writer.TryWrite((account, isNews));
        }
    }

    private async Task RemindAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(NowAndThen, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                CheckAll(isNews: false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return;
        }
    }

    private async Task CheckAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var (accountId, isNews) in toCheck.Reader.ReadAllAsync(stoppingToken))
            {
                await TryCheckAsync(accountId, isNews, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return;
        }
    }

    private async Task TryCheckAsync(long accountId, bool isNews, CancellationToken cancellationToken)
    {
        var open = streams.Of(accountId);
        if (open.Length == 0)
        {
            return;
        }

        try
        {
            await CheckAsync(accountId, open, isNews, cancellationToken);
        }
        catch (NpgsqlException e)
        {
            // Not knowing is no reason to let anybody go on: they come back with their credentials.
            LogFailed(e.Message);
            Array.ForEach(open, stream => stream.End(LiveEnd.Restarted));
        }
    }

    private async Task CheckAsync(long accountId, LiveStream[] open, bool isNews, CancellationToken cancellationToken)
    {
        var keys = open.Select(stream => stream.Actor.CredentialId ?? 0).Distinct().ToArray();
        var holders = (await new DeskDb(source).ListAsync(
            $"""
            select k.id, u.role from api_keys k join users u on u.account_id = k.account_id and u.id = k.user_id
            where k.account_id = {accountId} and k.id = any({keys}) and k.revoked_at is null and (k.expires_at is null or k.expires_at > {clock.NowOf(accountId)})
              and u.active and u.deleted_at is null
            """,
            row => (KeyId: row.GetInt64(0), Role: row.GetString(1)),
            cancellationToken)).ToDictionary(holder => holder.KeyId, holder => holder.Role);
        foreach (var stream in open)
        {
            if (stream.Actor.Kind is not ActorKind.ApiKey)
            {
                // Tokens and sessions are looked at when their holder comes back, which is at once.
                if (isNews)
                {
                    stream.End(LiveEnd.Restarted);
                }
            }
            else if (!holders.TryGetValue(stream.Actor.CredentialId ?? 0, out var role))
            {
                stream.End(LiveEnd.NoAccess);
            }
            else if (role != stream.Actor.Role)
            {
                stream.Actor = stream.Actor with { Role = role };
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not look up who may go on reading live streams: {Reason}")]
    private partial void LogFailed(string reason);
}
