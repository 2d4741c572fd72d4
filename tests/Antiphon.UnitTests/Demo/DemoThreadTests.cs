using Antiphon.Demo;

namespace Antiphon.UnitTests.Demo;

/// <summary>What makes three hundred generated conversations believable.</summary>
public sealed class DemoThreadTests
{
    public static TheoryData<int, DateTimeOffset> Shops() => DemoShopTests.Shops();

    [Theory]
    [MemberData(nameof(Shops))]
    public void Messages_follow_one_another_inside_the_window_and_never_in_the_future(int seed, DateTimeOffset now)
    {
        foreach (var ticket in DemoShopTests.Shop(seed, now).Tickets)
        {
            var times = ticket.Messages.Select(message => message.CreatedAt).ToList();
            Assert.InRange(times.Count, 1, 9);
            Assert.Equal(times.Order(), times);
            Assert.Equal(times.Count, times.Distinct().Count());
            Assert.True(times[0] >= now.AddDays(-DemoShop.WindowDays), ticket.Subject);
            Assert.Equal(times[0], ticket.CreatedAt);
            Assert.All(times, time => Assert.Equal(0, time.Ticks % TimeSpan.TicksPerMicrosecond));
            Assert.All(Times(ticket), time => Assert.True(time <= now && time >= ticket.CreatedAt, $"{ticket.Scenario} {time:O}"));
            Assert.True(ticket.Customer.CreatedAt <= ticket.CreatedAt, ticket.Customer.Name);
        }
    }

    [Theory]
    [MemberData(nameof(Shops))]
    public void The_state_of_a_ticket_is_what_its_history_left(int seed, DateTimeOffset now)
    {
        foreach (var ticket in DemoShopTests.Shop(seed, now).Tickets)
        {
            var last = ticket.Changes.LastOrDefault(change => change.Kind is DemoChangeKind.Closed or DemoChangeKind.Reopened or DemoChangeKind.Snoozed or DemoChangeKind.SelfUnsnoozed);
            Assert.Equal(last?.Kind is DemoChangeKind.Closed or DemoChangeKind.Snoozed ? "closed" : "open", ticket.Status);
            Assert.Equal(ticket.Status == "closed", ticket.ClosedAt is not null);
            Assert.Equal(last?.Kind == DemoChangeKind.Snoozed, ticket.SnoozedUntil is not null);
            Assert.Equal(ticket.Changes.LastOrDefault(change => change.Kind == DemoChangeKind.Assigned)?.Assignee, ticket.Assignee);
            Assert.Equal(ticket.Changes.LastOrDefault(change => change.Kind == DemoChangeKind.TeamAssigned)?.Team, ticket.Team);
            Assert.Equal(ticket.Changes.SelectMany(change => change.Tags), ticket.Tags);
            Assert.Equal(ticket.Changes.Select(change => change.At).Order(), ticket.Changes.Select(change => change.At));
            Assert.True(ticket.Assignee is not null || ticket.Messages.All(message => !message.FromAgent), ticket.Scenario);
        }
    }

    [Theory]
    [MemberData(nameof(Shops))]
    public void No_text_has_an_unfilled_slot_or_a_stray_template_sign(int seed, DateTimeOffset now)
    {
        foreach (var ticket in DemoShopTests.Shop(seed, now).Tickets)
        {
            foreach (var text in ticket.Messages.SelectMany(message => new[] { message.BodyText, message.BodyHtml, message.StrippedText ?? "", message.Subject ?? "" }).Append(ticket.Subject))
            {
                Assert.DoesNotMatch(@"[{}\[\]|]|  |\s[,.](\s|$)|\.\.(?!\.)(?<!\.\.\.)", text);
            }

            Assert.All(ticket.Messages, message => Assert.NotEmpty(message.BodyText));
            Assert.InRange(ticket.Subject.Length, 1, 120);
        }
    }

    [Theory]
    [MemberData(nameof(Shops))]
    public void No_two_tickets_tell_the_same_story_in_the_same_words(int seed, DateTimeOffset now)
    {
        var tickets = DemoShopTests.Shop(seed, now).Tickets;
        Assert.Equal(tickets.Count, tickets.Select(ticket => string.Join('\n', ticket.Messages.Select(message => message.BodyText).Order(StringComparer.Ordinal))).Distinct().Count());
        Assert.Equal(tickets.Count, tickets.Select(ticket => ticket.Messages[0].BodyText).Distinct().Count());

        var bodies = tickets.SelectMany(ticket => ticket.Messages).Select(message => message.BodyText).ToList();
        Assert.True(bodies.Distinct().Count() > bodies.Count * 0.9, $"{bodies.Distinct().Count()} of {bodies.Count}");
        Assert.All(bodies.Where(body => body.Length > 60).GroupBy(body => body, StringComparer.Ordinal), same => Assert.True(same.Count() <= 3, same.Key));
    }

    [Theory]
    [MemberData(nameof(Shops))]
    public void Chats_are_answered_in_minutes_and_mail_within_a_working_day_or_so(int seed, DateTimeOffset now)
    {
        var tickets = DemoShopTests.Shop(seed, now).Tickets;
        Assert.InRange(MedianFirstResponse(tickets, "chat"), TimeSpan.FromSeconds(20), TimeSpan.FromMinutes(5));
        Assert.InRange(MedianFirstResponse(tickets, "email"), TimeSpan.FromHours(1), TimeSpan.FromHours(26));
    }

    [Theory]
    [MemberData(nameof(Shops))]
    public void Customers_write_mostly_on_weekdays_and_hardly_at_night(int seed, DateTimeOffset now)
    {
        var local = DemoShopTests.Shop(seed, now).Tickets.Select(ticket => ticket.CreatedAt.ToOffset(ticket.Customer.UtcOffset)).ToList();
        Assert.True(local.Count(time => time.Hour is >= 1 and < 5) < local.Count * 0.03);
        Assert.True(local.Count(time => time.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday) < local.Count * 0.25);
    }

    [Theory]
    [MemberData(nameof(Shops))]
    public void Messages_are_routed_as_their_channel_does(int seed, DateTimeOffset now)
    {
        foreach (var message in DemoShopTests.Shop(seed, now).Tickets.SelectMany(ticket => ticket.Messages))
        {
            Assert.Equal(message.Public, message.Channel != "internal-note");
            Assert.Equal(message.FromAgent ? "helpdesk" : message.Channel, message.Via);
            Assert.True(message.SentAt is null == message.FailedAt is not null, message.BodyText);
            Assert.Equal(message.FailedAt is not null, message.SendingError is not null);
            Assert.NotEmpty(message.From);
            Assert.Equal(message.Public, message.To is not null);
        }
    }

    private static IEnumerable<DateTimeOffset> Times(DemoTicket ticket) =>
        ticket.Messages.SelectMany(message => new[] { message.CreatedAt, message.SentAt, message.FailedAt, message.OpenedAt })
            .Concat([ticket.UpdatedAt, ticket.OpenedAt, ticket.ClosedAt, ticket.TrashedAt])
            .OfType<DateTimeOffset>()
            .Concat(ticket.Changes.Select(change => change.At));

    private static TimeSpan MedianFirstResponse(IEnumerable<DemoTicket> tickets, string channel)
    {
        var waits = tickets
            .Where(ticket => ticket.Channel == channel && !ticket.FromAgent)
            .Select(ticket => (ticket.CreatedAt, Answer: ticket.Messages.FirstOrDefault(message => message is { FromAgent: true, Public: true })))
            .Where(pair => pair.Answer is not null)
            .Select(pair => pair.Answer!.CreatedAt - pair.CreatedAt)
            .Order()
            .ToList();
        return waits[waits.Count / 2];
    }
}
