using System.Data.Common;
using Microsoft.Extensions.Options;

namespace Antiphon.Limits;

/// <summary>Runs the exchanges of this node with the shared rows, its heartbeat, and the sweeping of its memory.</summary>
internal sealed partial class LimitSync(
    SharedBuckets shared,
    MemoryBuckets memory,
    ClusterView cluster,
    NodeRows nodes,
    IOptions<LimitOptions> options,
    TimeProvider clock,
    ILogger<LimitSync> logger) : BackgroundService
{
    private int known;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        // Before the first request, so that a node that joins others does not begin by counting alone.
        await BeatAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await LeaveAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(BeatOnAsync(stoppingToken), ExchangeOnAsync(stoppingToken));

    private async Task ExchangeOnAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.SyncEvery, clock);
        var tick = timer.WaitForNextTickAsync(stoppingToken).AsTask();
        var nudge = shared.WhenUrgentAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.WhenAny(tick, nudge);
            if (nudge.IsCompletedSuccessfully)
            {
                nudge = shared.WhenUrgentAsync(stoppingToken);
                while (await shared.RunRoundAsync(everything: false, stoppingToken))
                {
                }
            }

            if (tick.IsCompletedSuccessfully)
            {
                tick = timer.WaitForNextTickAsync(stoppingToken).AsTask();
                while (cluster.DatabaseAnswers && await shared.RunRoundAsync(everything: true, stoppingToken))
                {
                }
            }
        }
    }

    private async Task BeatOnAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.BeatEvery, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await BeatAsync(stoppingToken);
            memory.Sweep(cluster.IsAlone);
        }
    }

    private async Task BeatAsync(CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(options.Value.NodeLifetime, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            var others = await nodes.BeatAsync(cluster.NodeId, options.Value.NodeLifetime, either.Token);
            if (!cluster.DatabaseAnswers || others != known)
            {
                LogCluster(others);
            }

            known = others;
            cluster.Heard(others);
        }
        catch (Exception e) when (e is DbException or TimeoutException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            LogLost(e.Message);
            cluster.Lost();
        }
    }

    private async Task LeaveAsync(CancellationToken cancellationToken)
    {
        if (!cluster.DatabaseAnswers)
        {
            return;
        }

        try
        {
            while (await shared.RunRoundAsync(everything: true, cancellationToken))
            {
            }

            await nodes.LeaveAsync(cluster.NodeId, cancellationToken);
        }
        catch (Exception e) when (e is DbException or TimeoutException or OperationCanceledException)
        {
            // The others notice by the silence.
            LogLost(e.Message);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Rate limits are shared with {Others} other nodes")]
    private partial void LogCluster(int others);

    [LoggerMessage(2, LogLevel.Warning, "Rate limits are counted by this node alone: the database does not answer ({Reason})")]
    private partial void LogLost(string reason);
}
