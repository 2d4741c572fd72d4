using System.Net;
using Antiphon.Limits;
using Microsoft.Extensions.Options;

namespace Antiphon.UnitTests.Limits;

public sealed class FailedLoginsTests
{
    private readonly TestClock clock = new();

    [Fact]
    public void An_address_with_twenty_failures_in_a_minute_is_refused_before_its_credentials_are_looked_at()
    {
        var logins = Logins();
        var address = IPAddress.Parse("192.0.2.7");
        for (var i = 0; i < 20; i++)
        {
            Assert.True(logins.Check(address).Allowed);
            logins.Record(address);
        }

        Assert.Equal(new(false, 20, 20, 3), logins.Check(address));
        Assert.True(logins.Check(IPAddress.Parse("192.0.2.8")).Allowed);

        clock.Advance(TimeSpan.FromSeconds(3));
        Assert.True(logins.Check(address).Allowed);
        logins.Record(address);
        Assert.False(logins.Check(address).Allowed);
    }

    [Fact]
    public void Asking_and_succeeding_cost_nothing()
    {
        var logins = Logins();
        for (var i = 0; i < 1_000; i++)
        {
            Assert.Equal(new(true, 0, 20, 0), logins.Check(IPAddress.Loopback));
        }
    }

    [Fact]
    public void A_volley_of_attempts_side_by_side_is_paid_for_afterwards()
    {
        var logins = Logins();
        for (var i = 0; i < 200; i++)
        {
            logins.Record(IPAddress.Loopback);
        }

        Assert.Equal(181 * 3, logins.Check(IPAddress.Loopback).RetryAfterSeconds);
        for (var i = 0; i < 100_000; i++)
        {
            logins.Record(IPAddress.Loopback);
        }

        Assert.InRange(logins.Check(IPAddress.Loopback).RetryAfterSeconds, 3_000, 3_600);
    }

    [Theory]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("::ffff:192.0.2.7", "192.0.2.7", true)]
    [InlineData("192.0.2.7", "192.0.2.8", false)]
    [InlineData("0.0.0.1", "::1", false)]
    public void An_IPv6_address_stands_for_its_64_bit_network(string failing, string asking, bool together)
    {
        var logins = Logins();
        for (var i = 0; i < 20; i++)
        {
            logins.Record(IPAddress.Parse(failing));
        }

        Assert.Equal(together, !logins.Check(IPAddress.Parse(asking)).Allowed);
    }

    [Fact]
    public void A_flood_of_addresses_costs_no_memory_and_does_not_free_the_address_that_is_held_back()
    {
        var logins = Logins(options => options.FailedLoginAddresses = 1_024);
        var held = IPAddress.Parse("203.0.113.1");
        for (var i = 0; i < 40; i++)
        {
            logins.Record(held);
        }

        var capacity = logins.Capacity;
        Span<byte> flooding = stackalloc byte[16];
        flooding[0] = 0x20;
        for (var i = 0; i < 100_000; i++)
        {
            BitConverter.TryWriteBytes(flooding[4..], i);
            logins.Record(new IPAddress(flooding));
        }

        Assert.Equal(1_024, capacity);
        Assert.Equal(capacity, logins.Capacity);
        Assert.False(logins.Check(held).Allowed);
    }

    [Fact]
    public void Threads_that_fail_side_by_side_are_all_counted()
    {
        var logins = Logins();
        Parallel.For(0, 60, _ => logins.Record(IPAddress.Loopback));
        Assert.Equal(41 * 3, logins.Check(IPAddress.Loopback).RetryAfterSeconds);
    }

    private FailedLogins Logins(Action<LimitOptions>? configure = null)
    {
        var options = new LimitOptions();
        configure?.Invoke(options);
        return new(Options.Create(options), clock);
    }
}
