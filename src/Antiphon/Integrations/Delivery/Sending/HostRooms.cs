namespace Antiphon.Integrations.Delivery.Sending;

/// <summary>How much room there is on this node for requests, altogether and to each host. A host that lets requests wait gets less of it.</summary>
internal sealed class HostRooms(DeliveryOptions options)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, int> running = new(StringComparer.Ordinal);
    private readonly HashSet<string> silent = new(StringComparer.Ordinal);
    private int total;

    /// <summary>Divides the room among lanes, those that wait longest first.</summary>
    public List<(DeliveryLane Lane, int Room)> Divide(IEnumerable<DeliveryLane> lanes)
    {
        lock (gate)
        {
            var left = options.MaxParallel - total;
            var given = new Dictionary<string, int>(StringComparer.Ordinal);
            var rooms = new List<(DeliveryLane, int)>();
            foreach (var lane in lanes.OrderBy(lane => lane.DueAt))
            {
                var most = silent.Contains(lane.Host) ? options.PerSilentHost : options.PerHost;
                var room = Math.Min(left, most - running.GetValueOrDefault(lane.Host) - given.GetValueOrDefault(lane.Host));
                if (room > 0)
                {
                    rooms.Add((lane, room));
                    given[lane.Host] = given.GetValueOrDefault(lane.Host) + room;
                    left -= room;
                }
            }

            return rooms;
        }
    }

    public void Enter(string host)
    {
        lock (gate)
        {
            total++;
            running[host] = running.GetValueOrDefault(host) + 1;
        }
    }

    public void Leave(string host, bool isSilent)
    {
        lock (gate)
        {
            total--;
            if (--running[host] == 0)
            {
                running.Remove(host);
            }

            _ = isSilent ? silent.Add(host) : silent.Remove(host);
        }
    }
}
