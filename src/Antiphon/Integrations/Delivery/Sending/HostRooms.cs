using System.Diagnostics.CodeAnalysis;

namespace Antiphon.Integrations.Delivery.Sending;

/// <summary>Requests that wait together: where they go, and when the first is due.</summary>
internal interface IHostLane
{
    string Host { get; }

    DateTimeOffset DueAt { get; }
}

/// <summary>A request that this node has taken.</summary>
internal interface IHostRequest
{
    string Host { get; }
}

/// <summary>
/// How much room there is on this node for requests, altogether and to each host. A host that lets requests wait gets less of it. To one that answers, more may be
/// taken than there is room for (<paramref name="ahead"/> times as many) and waits here, so that a request that ends is followed by the next without a look at
/// the database.
/// </summary>
internal sealed class HostRooms<TRequest>(DeliveryOptions options, int ahead = 1)
    where TRequest : IHostRequest
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Room> rooms = new(StringComparer.Ordinal);
    private int running;
    private int waiting;

    private int RoomToAll => (options.MaxParallel * ahead) - running - waiting;

    /// <summary>Divides what more may be taken among lanes, those that wait longest first.</summary>
    public List<(TLane Lane, int Room)> Divide<TLane>(IEnumerable<TLane> lanes)
        where TLane : IHostLane
    {
        lock (gate)
        {
            var left = RoomToAll;
            var given = new Dictionary<string, int>(StringComparer.Ordinal);
            var divided = new List<(TLane, int)>();
            foreach (var lane in lanes.OrderBy(lane => lane.DueAt))
            {
                var room = Math.Min(left, RoomTo(lane.Host) - given.GetValueOrDefault(lane.Host));
                if (room > 0)
                {
                    divided.Add((lane, room));
                    given[lane.Host] = given.GetValueOrDefault(lane.Host) + room;
                    left -= room;
                }
            }

            return divided;
        }
    }

    /// <summary>How many requests may be taken for each of some hosts, those named first before the others; without those that have no room.</summary>
    public IReadOnlyDictionary<string, int> RoomTo(IReadOnlyList<string> hosts)
    {
        lock (gate)
        {
            var left = RoomToAll;
            var given = new Dictionary<string, int>(StringComparer.Ordinal);
            foreach (var host in hosts)
            {
                var room = Math.Min(left, RoomTo(host));
                if (room > 0)
                {
                    given[host] = room;
                    left -= room;
                }
            }

            return given;
        }
    }

    /// <summary>Whether there is room for its request at once; otherwise it waits until <see cref="Leave"/> answers it.</summary>
    public bool Enter(TRequest taken)
    {
        lock (gate)
        {
            if (!rooms.TryGetValue(taken.Host, out var host))
            {
                rooms[taken.Host] = host = new Room();
            }

            if (HasRoom(host))
            {
                host.Running++;
                running++;
                return true;
            }

            host.Waiting.Enqueue(taken);
            waiting++;
            return false;
        }
    }

    /// <summary>
    /// Ends a request, and answers what takes its room, and whether more should be taken for its host. Whether the host let it wait in vain is null when nothing
    /// was sent.
    /// </summary>
    public (IReadOnlyList<TRequest> Next, bool WantsMore) Leave(string name, bool? isSilent)
    {
        lock (gate)
        {
            var host = rooms[name];
            host.Running--;
            host.IsSilent = isSilent ?? host.IsSilent;
            running--;
            List<TRequest> next = [];
            // A request to another host may have waited for the room of all of them.
            foreach (var other in rooms.Values.OrderByDescending(other => other == host))
            {
                while (HasRoom(other) && other.TryTake(out var taken))
                {
                    other.Running++;
                    running++;
                    waiting--;
                    next.Add(taken);
                }

                if (running >= options.MaxParallel || waiting == 0)
                {
                    break;
                }
            }

            var wantsMore = host.Waiting.Count <= Most(host) / 2;
            if (host is { Taken: 0, IsSilent: false })
            {
                rooms.Remove(name);
            }

            return (next, wantsMore);
        }
    }

    /// <summary>Takes away everything that waits.</summary>
    public IReadOnlyList<TRequest> Clear()
    {
        lock (gate)
        {
            List<TRequest> left = [.. rooms.Values.SelectMany(host => host.Waiting)];
            foreach (var host in rooms.Values)
            {
                host.Waiting.Clear();
            }

            waiting = 0;
            return left;
        }
    }

    private int RoomTo(string name) =>
        rooms.TryGetValue(name, out var host) && host.IsSilent ? options.PerSilentHost - host.Taken : (options.PerHost * ahead) - (host?.Taken ?? 0);

    private bool HasRoom(Room host) => running < options.MaxParallel && host.Running < Most(host);

    private int Most(Room host) => host.IsSilent ? options.PerSilentHost : options.PerHost;

    private sealed class Room
    {
        public int Running { get; set; }

        /// <summary>Whether its latest answer was none in time.</summary>
        public bool IsSilent { get; set; }

        public Queue<TRequest> Waiting { get; } = new();

        public int Taken => Running + Waiting.Count;

        public bool TryTake([MaybeNullWhen(false)] out TRequest taken) => Waiting.TryDequeue(out taken);
    }
}
