using System.Net;
using Antiphon.Sandbox.Clock;
using Microsoft.Extensions.Options;

namespace Antiphon.Limits;

/// <summary>
/// Failed authentications of a source address. Once they fill its bucket, the address is answered 429 before its credentials are looked at.
/// The table has a fixed size, so a flood of addresses costs no memory: each address belongs to one set of eight places,
/// and a newcomer takes the emptiest place of its set. An address that is being held back is therefore the last to be forgotten.
/// </summary>
internal sealed class FailedLogins
{
    private const int Ways = 8;

    // Attempts that run side by side are all looked at before the first of them has failed. They are all counted, so that a volley is paid
    // for afterwards; the cap keeps the debt of an address to an hour at the default rate.
    private const int MaxDebtInBuckets = 60;

    private readonly Place[] places;
    private readonly Lock[] setLocks;
    private readonly BucketRate rate;
    private readonly TimeProvider clock;

    public FailedLogins(IOptions<LimitOptions> options, TimeProvider clock)
    {
        this.clock = clock.Ordinary();
        rate = new(options.Value.FailedLogins, options.Value.FailedLoginsWindowSeconds);
        setLocks = new Lock[Math.Max(1, options.Value.FailedLoginAddresses / Ways)];
        for (var i = 0; i < setLocks.Length; i++)
        {
            setLocks[i] = new();
        }

        places = new Place[setLocks.Length * Ways];
    }

    /// <summary>How many addresses are remembered at most.</summary>
    public int Capacity => places.Length;

    /// <summary>Whether this address may try to authenticate. Asking costs nothing.</summary>
    public LimitVerdict Check(IPAddress address)
    {
        var source = SourceAddress.Of(address);
        var set = SetOf(source);
        lock (setLocks[set])
        {
            var now = clock.GetUtcNow().UtcTicks;
            foreach (ref var place in places.AsSpan(set * Ways, Ways))
            {
                if (place.IsTaken && place.Source == source)
                {
                    place.State = LeakyBucket.Drain(place.State, now, rate);
                    return place.State.Level + rate.UnitsPerToken > rate.Capacity
                        ? LeakyBucket.Refusal(place.State, rate)
                        : LeakyBucket.Usage(place.State, rate);
                }
            }
        }

        return LeakyBucket.Usage(default, rate);
    }

    /// <summary>Counts one authentication of this address that failed.</summary>
    public void Record(IPAddress address)
    {
        var source = SourceAddress.Of(address);
        var set = SetOf(source);
        lock (setLocks[set])
        {
            var now = clock.GetUtcNow().UtcTicks;
            ref var place = ref PlaceFor(source, places.AsSpan(set * Ways, Ways), now);
            if (!place.IsTaken || place.Source != source)
            {
                place = new() { Source = source, IsTaken = true };
            }

            place.State = LeakyBucket.Add(place.State, now, rate, RequestCost.Full);
            place.State = place.State with { Level = Math.Min(place.State.Level, MaxDebtInBuckets * rate.Capacity) };
        }
    }

    private ref Place PlaceFor(SourceAddress source, Span<Place> set, long now)
    {
        var emptiest = 0;
        var lowest = long.MaxValue;
        for (var i = 0; i < set.Length; i++)
        {
            if (set[i].IsTaken && set[i].Source == source)
            {
                return ref set[i];
            }

            var level = set[i].IsTaken ? LeakyBucket.Drain(set[i].State, now, rate).Level : -1;
            if (level < lowest)
            {
                (emptiest, lowest) = (i, level);
            }
        }

        return ref set[emptiest];
    }

    // The hash is seeded at random for each process, so nobody can aim addresses at one set.
    private int SetOf(SourceAddress source) => (int)((uint)HashCode.Combine(source.Network, source.IsIPv6) % (uint)setLocks.Length);

    private struct Place
    {
        public SourceAddress Source;
        public BucketState State;
        public bool IsTaken;
    }
}
