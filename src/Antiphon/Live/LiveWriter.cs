using Antiphon.Changes;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Identity;

namespace Antiphon.Live;

/// <summary>One stream on its way out.</summary>
internal sealed class LiveWriter(ReadChanges readChanges, DeskDb db, PresenceBoard presence, LiveOptions options, TimeProvider clock, LiveStream stream, Stream body)
{
    private const int CatchUpPage = 1_000;

    // A token or a session ends at its time, and nobody announces that: such a reader shows it again now and then.
    private static readonly TimeSpan Renewal = TimeSpan.FromMinutes(15);

    private readonly DateTimeOffset openedAt = clock.GetUtcNow();
    private long sent;

    public async Task RunAsync(AccountWatch watch, long? known, CancellationToken cancellationToken)
    {
        var start = watch.Listen(stream, known ?? long.MaxValue);
        sent = known ?? start.Position;
        await WriteAsync(LiveText.Of("ready", new LivePositionResource(sent), sent), cancellationToken);
        foreach (var present in stream.Actor.May(Scope.TicketsRead) ? presence.Of(stream.Actor.AccountId) : [])
        {
            await WriteAsync(present, cancellationToken);
        }

        if (known is not null)
        {
            await CatchUpAsync(start, cancellationToken);
        }

        await FollowAsync(cancellationToken);
        await WriteAsync(LiveText.Of("end", new LiveEndResource(stream.Ended!, sent)), cancellationToken);
    }

    private async Task CatchUpAsync(ListeningStart start, CancellationToken cancellationToken)
    {
        // A reader who knows more than this node comes from one that was ahead, or from numbers that have begun anew since.
        if (start.Missed is not null && sent <= start.Position)
        {
            foreach (var batch in start.Missed)
            {
                await WriteAsync(batch, cancellationToken);
            }

            return;
        }

        while (true)
        {
            var after = sent;
            var page = await readChanges.RunAsync(stream.Actor.AccountId, after, new(CatchUpPage), cancellationToken);
            if (page.Failure is not null)
            {
                sent = start.Position;
                await WriteAsync(LiveText.Of("reset", new LivePositionResource(sent), sent), cancellationToken);
                return;
            }

            var audiences = await ViewAudiences.ReadAsync(db, stream.Actor.AccountId, page.Value.Changes, cancellationToken);
            await WriteAsync(new ChangeBatch(after, page.Value.Next, page.Value.Changes, audiences), cancellationToken);
            if (!page.Value.HasMore)
            {
                return;
            }
        }
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(options.HeartBeat, clock);
        var beat = timer.WaitForNextTickAsync(cancellationToken).AsTask();
        while (true)
        {
            var news = stream.News.WaitToReadAsync(cancellationToken).AsTask();
            while (await Task.WhenAny(news, beat) == beat)
            {
                await beat;
                await WriteAsync(LiveText.HeartBeat, cancellationToken);
                if (stream.Actor.Kind is not ActorKind.ApiKey && clock.GetUtcNow() - openedAt > Renewal)
                {
                    stream.End(LiveEnd.Restarted);
                }

                beat = timer.WaitForNextTickAsync(cancellationToken).AsTask();
            }

            if (!await news)
            {
                return;
            }

            // Whoever was too slow has a backlog that nobody will read to the end.
            while (stream.Ended is not LiveEnd.TooSlow && stream.News.TryRead(out var next))
            {
                await (next.Changes is { } batch ? WriteAsync(batch, cancellationToken) : WriteAsync(next.Text, cancellationToken));
            }

            if (stream.Ended is not null)
            {
                return;
            }
        }
    }

    private async Task WriteAsync(ChangeBatch batch, CancellationToken cancellationToken)
    {
        if (batch.Until <= sent)
        {
            return;
        }

        var text = batch.TextFor(stream.Actor, sent);
        sent = batch.Until;
        if (text.Length > 0)
        {
            await WriteAsync(text, cancellationToken);
        }
    }

    // Nothing is buffered, so what is written is on its way.
    private async Task WriteAsync(ReadOnlyMemory<byte> text, CancellationToken cancellationToken) => await body.WriteAsync(text, cancellationToken);
}
