using Antiphon.Channels;
using Antiphon.Channels.Outbox;
using Antiphon.Contract;
using Antiphon.Messages;

namespace Antiphon.UnitTests.Messages;

/// <summary>The decision table of the messages page, and what the channels know of themselves.</summary>
public sealed class DepartureTests
{
    private static readonly DateTimeOffset Written = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Given = Written.AddDays(-3);

    public static TheoryData<string, bool, bool, string> Rows => new()
    {
        // channel, from the agent, a time of sending is given, what becomes of it
        { "email", false, false, "written" },
        { "phone", false, false, "written" },
        { "api", false, true, "given" },
        { "internal-note", true, false, "unsent" },
        { "internal-note", true, true, "given" },
        { "api", true, false, "written" },
        { "email", true, false, "queued" },
        { "sms", true, false, "queued" },
        { "chat", true, false, "queued" },
        { "instagram-direct-message", true, false, "queued" },
        { "whatsapp", true, false, "queued" },
        { "email", true, true, "given" },
        { "whatsapp", true, true, "given" },
        { "phone", true, false, "unsent" },
        { "aircall", true, false, "unsent" },
        { "aircall", true, true, "given" },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void Each_row_of_the_table(string channel, bool fromAgent, bool isGiven, string expected)
    {
        var kind = MessageKinds.Of(channel, isPublic: true, fromAgent);
        var departure = Departure.Of(kind, ChannelKind.Find(channel)!, new CreateMessageRequest { SentDatetime = isGiven ? Given : null }, Written, imported: false);
        Assert.Equal(expected, departure switch
        {
            { IsQueued: true, SentAt: null } => "queued",
            { IsQueued: false, SentAt: null } => "unsent",
            { IsQueued: false, SentAt: var at } => at == Given ? "given" : at == Written ? "written" : "?",
            _ => "?",
        });
    }

    [Theory]
    [InlineData(true, false, false, true)]
    [InlineData(false, true, false, false)]
    [InlineData(false, false, true, true)]
    public void History_of_another_system_is_never_sent(bool imported, bool failed, bool deleted, bool countsAsSent)
    {
        var request = new CreateMessageRequest { FailedDatetime = failed ? Written : null, DeletedDatetime = deleted ? Written : null };
        var departure = Departure.Of(MessageKind.Outgoing, ChannelKind.Find("email")!, request, Written, imported);
        Assert.Equal(new Departure(false, countsAsSent ? Written : null), departure);
    }

    [Fact]
    public void Every_channel_of_the_wire_is_known_with_a_type_of_the_wire()
    {
        Assert.All(Slugs.Channels, slug => Assert.Contains(ChannelKind.Find(slug)!.SourceType, Slugs.SourceTypes));
        Assert.Null(ChannelKind.Find("pigeon"));
    }

    [Fact]
    public void The_channel_that_was_registered_later_counts()
    {
        var (first, second) = (new OutboxChannel("email", new MemoryOutbox()), new OutboxChannel("email", new MemoryOutbox()));
        var directory = new ChannelDirectory([first, new OutboxChannel("sms", new MemoryOutbox()), second]);
        Assert.Same(second, directory.Find("email"));
        Assert.Null(directory.Find("chat"));
        Assert.Equal(2, directory.All.Count);
        Assert.All(directory.All, channel => Assert.True(channel.Health.IsHealthy));
    }

    [Fact]
    public void The_pauses_between_attempts_grow_and_end()
    {
        var options = new SendingOptions();
        Assert.Equal([30, 120, 600, null], Enumerable.Range(1, 4).Select(attempts => options.PauseAfter(attempts)?.TotalSeconds));
        options.RetryDelays = [];
        Assert.Null(options.PauseAfter(1));
    }

    [Fact]
    public async Task An_outbox_keeps_the_latest_thousand()
    {
        var outbox = new MemoryOutbox();
        for (var i = 1; i <= 1005; i++)
        {
            await outbox.TakeAsync(new OutgoingMessage(1, i, 1, "email", null, null, null, null, null, null, null, null), CancellationToken.None);
        }

        Assert.Equal((1000, 6, 1005), (outbox.Sent.Count, outbox.Sent[0].Id, outbox.Sent[^1].Id));
    }
}
