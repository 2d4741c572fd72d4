using System.Text.Json;
using Antiphon.Demo;

namespace Antiphon.UnitTests.Demo;

public sealed class DemoShopTests
{
    /// <summary>A Wednesday afternoon, a Sunday night, an early Monday, a new year: the shop must look alive whenever it is made.</summary>
    public static readonly DateTimeOffset[] Moments =
    [
        new(2026, 3, 4, 14, 20, 0, TimeSpan.Zero),
        new(2026, 6, 14, 23, 50, 0, TimeSpan.Zero),
        new(2026, 9, 7, 5, 10, 0, TimeSpan.FromHours(2)),
        new(2027, 1, 1, 0, 0, 0, TimeSpan.Zero),
    ];

    private static readonly Dictionary<(int Seed, DateTimeOffset Now), DemoShop> Made = [];

    public static TheoryData<int, DateTimeOffset> Shops()
    {
        var data = new TheoryData<int, DateTimeOffset>();
        foreach (var now in Moments)
        {
            data.Add(1, now);
            data.Add(20_260, now);
        }

        return data;
    }

    internal static DemoShop Shop(int seed, DateTimeOffset now)
    {
        lock (Made)
        {
            if (!Made.TryGetValue((seed, now), out var shop))
            {
                Made[(seed, now)] = shop = DemoShop.Generate(seed, now);
            }

            return shop;
        }
    }

    [Fact]
    public void The_same_seed_at_the_same_moment_gives_the_same_shop() =>
        Assert.Equal(JsonSerializer.Serialize(DemoShop.Generate(7, Moments[0])), JsonSerializer.Serialize(DemoShop.Generate(7, Moments[0])));

    [Fact]
    public void Another_seed_gives_another_shop() =>
        Assert.NotEqual(JsonSerializer.Serialize(DemoShop.Generate(7, Moments[0])), JsonSerializer.Serialize(DemoShop.Generate(8, Moments[0])));

    [Theory]
    [MemberData(nameof(Shops))]
    public void A_shop_has_the_promised_size(int seed, DateTimeOffset now)
    {
        var shop = Shop(seed, now);
        Assert.InRange(shop.Tickets.Count, 290, 310);
        Assert.Equal(120, shop.Customers.Count);
        Assert.Equal(8, shop.Agents.Count);
        Assert.Equal(3, shop.Teams.Count);
        Assert.Equal(25, shop.Tags.Count);
    }

    [Theory]
    [MemberData(nameof(Shops))]
    public void Values_of_custom_fields_are_choices_of_their_fields(int seed, DateTimeOffset now)
    {
        var shop = Shop(seed, now);
        var fields = shop.Fields.ToDictionary(field => field.Key);
        Assert.All(shop.Tickets.SelectMany(ticket => ticket.Fields), entry => Assert.Contains(entry.Value, fields[entry.Key].Choices));
        Assert.All(shop.Tiers.Values, tier => Assert.Contains(tier, fields["tier"].Choices));
        Assert.InRange(shop.Tickets.Count(ticket => ticket.Fields.Count > 0), 150, 290);
        Assert.InRange(shop.Tiers.Count, 10, 90);
        Assert.All(shop.Tickets.Where(ticket => ticket.Spam), ticket => Assert.Empty(ticket.Fields));
        Assert.Equal(3, shop.Tickets.SelectMany(ticket => ticket.Fields.Keys).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Shops))]
    public void All_seven_channels_are_in_use(int seed, DateTimeOffset now) =>
        Assert.Equal(
            ["chat", "contact_form", "email", "instagram-direct-message", "phone", "sms", "whatsapp"],
            Shop(seed, now).Tickets.Select(ticket => ticket.Channel).Distinct().Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Shops))]
    public void Every_agent_team_and_tag_is_used(int seed, DateTimeOffset now)
    {
        var shop = Shop(seed, now);
        Assert.Empty(shop.Agents.Except(shop.Tickets.Select(ticket => ticket.Assignee!)));
        Assert.Empty(shop.Agents.Except(shop.Tickets.SelectMany(ticket => ticket.Messages).Where(message => message.Public).Select(message => message.Agent!)));
        Assert.Empty(shop.Teams.Except(shop.Tickets.Select(ticket => ticket.Team!)));
        Assert.Empty(shop.Tags.Except(shop.Tickets.SelectMany(ticket => ticket.Tags)));
        Assert.All(shop.Tags, tag => Assert.Matches("^#[0-9A-F]{6}$", tag.Color));
        Assert.All(shop.Tags, tag => Assert.NotEmpty(tag.Description));
    }

    [Theory]
    [MemberData(nameof(Shops))]
    public void Most_tickets_are_English_and_some_are_French_and_German(int seed, DateTimeOffset now)
    {
        var tickets = Shop(seed, now).Tickets;
        Assert.InRange(tickets.Count(ticket => ticket.Language == "en"), 210, 260);
        Assert.InRange(tickets.Count(ticket => ticket.Language == "fr"), 20, 45);
        Assert.InRange(tickets.Count(ticket => ticket.Language == "de"), 20, 45);
        Assert.All(tickets, ticket => Assert.Equal(ticket.Customer.Language, ticket.Language));
    }

    [Theory]
    [MemberData(nameof(Shops))]
    public void Tickets_are_in_every_state_an_inbox_shows(int seed, DateTimeOffset now)
    {
        var tickets = Shop(seed, now).Tickets;
        Assert.InRange(tickets.Count(ticket => ticket is { Status: "open", Spam: false, TrashedAt: null }), 20, 80);
        Assert.InRange(tickets.Count(ticket => ticket.SnoozedUntil > now), 2, 30);
        Assert.InRange(tickets.Count(ticket => ticket.Spam), 5, 10);
        Assert.InRange(tickets.Count(ticket => ticket.Assignee is null && ticket.Status == "open"), 3, 50);
        Assert.Contains(tickets, ticket => ticket.Priority == "high");
        Assert.Contains(tickets, ticket => ticket.Priority == "low");
        Assert.Contains(tickets, ticket => ticket.FromAgent);
        Assert.Contains(tickets, ticket => ticket.Changes.Count(change => change.Kind == DemoChangeKind.TeamAssigned) > 1);
        Assert.Contains(tickets, ticket => ticket.Changes.Any(change => change.Kind == DemoChangeKind.Reopened));
        Assert.Contains(tickets, ticket => ticket.Messages.Any(message => message.Attachments.Count > 0));
        Assert.Contains(tickets, ticket => ticket.Messages.Any(message => message is { FromAgent: true, Public: false }));
    }

    [Theory]
    [MemberData(nameof(Shops))]
    public void Customers_can_be_told_apart_and_reached(int seed, DateTimeOffset now)
    {
        var shop = Shop(seed, now);
        var addresses = shop.Customers.SelectMany(customer => customer.Channels).Select(channel => (channel.Type, channel.Address)).ToList();
        Assert.Equal(addresses.Count, addresses.Distinct().Count());
        Assert.Equal(shop.Customers.Count, shop.Customers.Select(customer => customer.ExternalId).Distinct().Count());
        Assert.All(shop.Customers, customer => Assert.NotEmpty(customer.Channels));
        Assert.All(addresses.Where(address => address.Type == "email"), address => Assert.EndsWith(".example", address.Address, StringComparison.Ordinal));
        Assert.True(shop.Customers.Count(customer => customer.Channels.Count > 1) > 60);
        Assert.Subset(shop.Customers.ToHashSet(), shop.Tickets.Select(ticket => ticket.Customer).ToHashSet());
        Assert.True(shop.Tickets.Select(ticket => ticket.Customer).Distinct().Count() > 100);
    }
}
