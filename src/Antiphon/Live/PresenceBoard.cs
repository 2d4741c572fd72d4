using System.Text.Json;
using System.Text.Json.Serialization;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Sandbox.Clock;
using Microsoft.Extensions.Options;

namespace Antiphon.Live;

/// <summary>What a node tells all nodes, itself included: somebody does something at a ticket.</summary>
internal sealed record PresenceNotice(long AccountId, long UserId, long TicketId, string Activity);

/// <summary>
/// Who is at which ticket, as this node has heard. It is kept in memory only and ends by itself; every node hears the same, and a new one has heard everything
/// that still counts when it has been there for as long as presence lasts.
/// </summary>
internal sealed class PresenceBoard : BackgroundService
{
    public const string Channel = "antiphon_presence";

    // Nobody is at so many tickets; a program that claims to be is not believed further.
    private const int MostOfAccount = 10_000;

    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private readonly Dictionary<long, Dictionary<(long UserId, long TicketId), PresenceResource>> boards = [];
    private readonly LiveStreams streams;
    private readonly IOptions<LiveOptions> options;
    private readonly TimeProvider clock;

    public PresenceBoard(Announcements announcements, LiveStreams streams, IOptions<LiveOptions> options, TimeProvider clock)
    {
        this.streams = streams;
        this.options = options;
        this.clock = clock.Ordinary();
        announcements.Subscribe(Channel, payload => Hear(JsonSerializer.Deserialize(payload, PresenceJson.Default.PresenceNotice)!));
    }

    /// <summary>What is announced on <see cref="Channel"/>.</summary>
    public static string Payload(PresenceNotice notice) => JsonSerializer.Serialize(notice, PresenceJson.Default.PresenceNotice);

    /// <summary>Until when what is said now counts.</summary>
    public DateTimeOffset Until() => clock.Now() + options.Value.Presence;

    /// <summary>Who is there, each as an event for a stream that begins.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Of(long accountId)
    {
        lock (gate)
        {
            return boards.TryGetValue(accountId, out var board) ? [.. board.Values.Select(Text)] : [];
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Tick, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                Expire();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return;
        }
    }

    private void Hear(PresenceNotice notice)
    {
        lock (gate)
        {
            if (!boards.TryGetValue(notice.AccountId, out var board))
            {
                boards.Add(notice.AccountId, board = []);
            }

            var key = (notice.UserId, notice.TicketId);
            var before = board.GetValueOrDefault(key)?.Activity ?? PresenceActivity.Gone;
            var now = new PresenceResource(notice.UserId, notice.TicketId, notice.Activity, Until());
            if (notice.Activity is PresenceActivity.Gone)
            {
                board.Remove(key);
            }
            else if (before is not PresenceActivity.Gone || board.Count < MostOfAccount)
            {
                board[key] = now;
            }
            else
            {
                return;
            }

            // Whoever says the same again only keeps it from ending.
            if (before != notice.Activity)
            {
                Tell(notice.AccountId, now);
            }
        }
    }

    private void Expire()
    {
        var now = clock.Now();
        lock (gate)
        {
            foreach (var (accountId, board) in boards)
            {
                foreach (var (key, past) in board.Where(entry => entry.Value.ExpiresDatetime <= now).ToList())
                {
                    board.Remove(key);
                    Tell(accountId, past with { Activity = PresenceActivity.Gone });
                }
            }

            foreach (var empty in boards.Where(board => board.Value.Count == 0).Select(board => board.Key).ToList())
            {
                boards.Remove(empty);
            }
        }
    }

    private void Tell(long accountId, PresenceResource presence)
    {
        var text = Text(presence);
        foreach (var stream in streams.Of(accountId))
        {
            if (stream.Actor.May(Scope.TicketsRead))
            {
                stream.Hear(text);
            }
        }
    }

    private static ReadOnlyMemory<byte> Text(PresenceResource presence) => LiveText.Of("presence", presence);
}

[JsonSerializable(typeof(PresenceNotice))]
internal sealed partial class PresenceJson : JsonSerializerContext;
