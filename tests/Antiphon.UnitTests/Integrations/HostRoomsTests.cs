using Antiphon.Integrations.Delivery;
using Antiphon.Integrations.Delivery.Sending;

namespace Antiphon.UnitTests.Integrations;

public sealed class HostRoomsTests
{
    private const int Ahead = 8;

    private readonly HostRooms<TakenDelivery> rooms = new(new DeliveryOptions { MaxParallel = 5, PerHost = 3, PerSilentHost = 1 }, Ahead);
    private long last;

    [Fact]
    public void What_a_host_has_no_room_for_waits_and_follows_in_its_order()
    {
        var (first, second) = (One("a"), One("a"));
        Assert.True(rooms.Enter(One("a")) && rooms.Enter(One("a")) && rooms.Enter(One("a")));
        Assert.False(rooms.Enter(first) || rooms.Enter(second));
        Assert.Equal([first], rooms.Leave("a", isSilent: false).Next);
        Assert.Equal([second], rooms.Leave("a", isSilent: false).Next);
        Assert.Empty(rooms.Leave("a", isSilent: false).Next);
    }

    [Fact]
    public void One_host_does_not_take_the_room_of_another()
    {
        for (var i = 0; i < 20; i++)
        {
            rooms.Enter(One("a"));
        }

        Assert.True(rooms.Enter(One("b")));
    }

    [Fact]
    public void What_waits_for_the_room_of_all_follows_a_request_to_any_host()
    {
        foreach (var host in (string[])["a", "a", "a", "b", "b"])
        {
            Assert.True(rooms.Enter(One(host)));
        }

        var late = One("c");
        Assert.False(rooms.Enter(late));
        Assert.Equal([late], rooms.Leave("a", isSilent: false).Next);
    }

    [Fact]
    public void A_silent_host_keeps_few_places_and_nothing_is_taken_ahead_for_it()
    {
        var lane = new DeliveryLane(1, 1, "a", DateTimeOffset.UnixEpoch, null);
        Assert.Equal(3 * Ahead, Assert.Single(rooms.Divide([lane])).Room);
        rooms.Enter(One("a"));
        rooms.Enter(One("a"));
        rooms.Leave("a", isSilent: true);
        Assert.Empty(rooms.Divide([lane]));
        Assert.False(rooms.Enter(One("a")));
        Assert.Single(rooms.Leave("a", isSilent: null).Next);
        Assert.Empty(rooms.Divide([lane]));
        rooms.Leave("a", isSilent: false);
        Assert.Equal(3 * Ahead, Assert.Single(rooms.Divide([lane])).Room);
    }

    [Fact]
    public void More_is_wanted_before_what_was_taken_runs_out()
    {
        for (var i = 0; i < 6; i++)
        {
            rooms.Enter(One("a"));
        }

        Assert.False(rooms.Leave("a", isSilent: false).WantsMore);
        Assert.True(rooms.Leave("a", isSilent: false).WantsMore);
    }

    [Fact]
    public void What_has_not_begun_is_given_back_whole()
    {
        var late = new[] { One("a"), One("a") };
        Assert.True(rooms.Enter(One("a")) && rooms.Enter(One("a")) && rooms.Enter(One("a")));
        Assert.DoesNotContain(late, taken => rooms.Enter(taken));
        Assert.Equal(late, rooms.Clear());
        Assert.Empty(rooms.Leave("a", isSilent: false).Next);
    }

    private TakenDelivery One(string host) => new(new ClaimedDelivery(1, 1, ++last, Guid.NewGuid(), 1, "ticket-created", "Ticket", last, 1, host, 1, 1), null, DateTimeOffset.MaxValue);
}
