using System.Globalization;
using System.Text.Json;
using Antiphon.Slas.Clocks;
using Antiphon.Slas.Policies;

namespace Antiphon.UnitTests.Slas;

/// <summary>What a ticket's history makes of its clocks: minutes after the customer wrote.</summary>
[Trait("row", "J23")]
public sealed class SlaClockTests
{
    private static readonly DateTimeOffset Start = new(2026, 6, 10, 8, 0, 0, TimeSpan.Zero);

    private static readonly SlaPolicy Hour = Policy(1, new() { VersionId = 11, PolicyId = 1, Name = "Hour", FirstResponseMinutes = 60, ResolutionMinutes = 240 });

    [Theory]
    // history, now, first response and resolution: status, and when they are due or were stopped
    [InlineData("", 0, "pending due 60, pending due 240")]
    [InlineData("", 60, "breached due 60, pending due 240")]
    [InlineData("replied 60", 60, "achieved at 60, pending due 240")]
    [InlineData("replied 61", 61, "breached at 61, pending due 240")]
    [InlineData("replied 10, closed 240", 240, "achieved at 10, achieved at 240")]
    [InlineData("replied 10, closed 241", 241, "achieved at 10, breached at 241")]
    // Who closes without a word is done with it as well.
    [InlineData("closed 20", 20, "achieved at 20, achieved at 20")]
    [InlineData("closed 80", 80, "breached at 80, achieved at 80")]
    // Reopened, both go on from where they were.
    [InlineData("closed 20, opened 100", 100, "pending due 140, pending due 320")]
    [InlineData("replied 10, closed 20, opened 100", 100, "achieved at 10, pending due 320")]
    [InlineData("replied 10, closed 20, opened 100, closed 330", 330, "achieved at 10, breached at 330")]
    [InlineData("closed 20, opened 100, closed 130, opened 500", 500, "pending due 510, pending due 690")]
    // Snoozed, they stand still.
    [InlineData("snoozed 30", 100, "paused, paused")]
    [InlineData("replied 10, snoozed 30, woke 1000", 1000, "achieved at 10, pending due 1210")]
    [InlineData("snoozed 30, woke 1000, replied 1030", 1030, "achieved at 1030, pending due 1210")]
    [InlineData("snoozed 30, woke 1000, replied 1031", 1031, "breached at 1031, pending due 1210")]
    // In the trash and as spam too.
    [InlineData("trashed 10", 300, "paused, paused")]
    [InlineData("trashed 10, untrashed 400", 400, "pending due 450, pending due 630")]
    [InlineData("spam 10, closed 20, ham 30, opened 50", 50, "pending due 100, pending due 280")]
    public void Clocks_follow_the_history_of_the_ticket(string history, int now, string expected) => Assert.Equal(expected, Told(SetSlaClocks.Of(Facts(history, SetSlaClocks.Of(Facts("", null, [Hour]), At(0)), [Hour]), At(now))!));

    [Theory]
    [InlineData("", 47, "", false)]
    [InlineData("", 48, "first-response", false)]
    [InlineData("replied 30", 192, "resolution", false)]
    // What is over already is not told to be nearly over.
    [InlineData("", 60, "", true)]
    [InlineData("replied 50", 50, "", false)]
    public void It_is_told_when_a_fifth_of_the_time_is_left(string history, int now, string warned, bool isBreached)
    {
        var sla = SetSlaClocks.Of(Facts(history, null, [Hour]), At(now))!;
        Assert.Equal(warned, string.Join(",", sla.Clocks.Where(clock => clock.WarnedAt is not null).Select(clock => clock.Metric)));
        Assert.Equal(isBreached, sla.IsBreached);
        // Looked at again, it is as it was; and what was told has its time for good.
        Assert.Equal(sla.Clocks, SetSlaClocks.Of(Facts(history, sla, [Hour]), At(now))!.Clocks);
        var later = SetSlaClocks.Of(Facts(history, sla, [Hour]), At(now + 500))!;
        Assert.All(sla.Clocks.Where(clock => clock.WarnedAt is not null), clock => Assert.Equal(clock.WarnedAt, later.Find(clock.Metric)!.WarnedAt));
    }

    [Fact]
    public void The_first_policy_that_matches_counts_and_is_looked_for_until_somebody_has_answered()
    {
        var vip = Policy(2, new() { VersionId = 22, PolicyId = 2, Name = "VIP", TagIds = [7], FirstResponseMinutes = 10 });
        SlaPolicy[] policies = [vip, Hour];
        var plain = SetSlaClocks.Of(Facts("", null, policies), At(5))!;
        Assert.Equal("Hour", plain.Terms.Name);
        var tagged = SetSlaClocks.Of(Facts("", plain, policies, tag: 7), At(6))!;
        Assert.Equal(("VIP", "pending due 10"), (tagged.Terms.Name, Told(tagged)));
        Assert.Equal("Hour", SetSlaClocks.Of(Facts("", tagged, policies), At(7))!.Terms.Name);
        Assert.Null(SetSlaClocks.Of(Facts("", tagged, [vip]), At(7)));
        // Answered, it keeps what it had; and so does one that is closed.
        Assert.Equal("Hour", SetSlaClocks.Of(Facts("replied 8", plain, policies, tag: 7), At(8))!.Terms.Name);
        Assert.Equal("Hour", SetSlaClocks.Of(Facts("closed 8", plain, policies, tag: 7), At(8))!.Terms.Name);
        // What was broken stays broken, whichever promise it has now.
        var late = SetSlaClocks.Of(Facts("", tagged, policies, tag: 7), At(11))!;
        Assert.Equal("breached due 60, pending due 240", Told(SetSlaClocks.Of(Facts("", late, policies), At(12))!));
        Assert.Equal("breached due 10", Told(SetSlaClocks.Of(Facts("", late, []), At(12))!));
        // A policy that is younger than the question does not count.
        Assert.Null(SetSlaClocks.Of(Facts("", null, [Hour with { ActiveSince = At(1) }]), At(5)));
    }

    [Fact]
    public void A_new_version_moves_what_runs_and_leaves_what_has_stopped()
    {
        var before = SetSlaClocks.Of(Facts("replied 50", null, [Hour]), At(50))!;
        var shorter = Hour with { Terms = Hour.Terms with { VersionId = 12, FirstResponseMinutes = 60, ResolutionMinutes = 100 } };
        Assert.Equal("achieved at 50, pending due 100", Told(SetSlaClocks.Of(Facts("replied 50", before, [shorter]), At(51))!));
        // Deleted, or without that promise, it goes on as it was promised.
        Assert.Equal("achieved at 50, pending due 240", Told(SetSlaClocks.Of(Facts("replied 50", before, []), At(51))!));
        var other = Hour with { Terms = Hour.Terms with { VersionId = 13, FirstResponseMinutes = null } };
        Assert.Equal("achieved at 50, pending due 240", Told(SetSlaClocks.Of(Facts("replied 50", before, [other]), At(51))!));
        // Somebody who deletes the answer does not let the customer wait again.
        Assert.Equal("achieved at 50, pending due 240", Told(SetSlaClocks.Of(Facts("", before, [Hour]), At(70))!));
    }

    [Fact]
    public void What_is_spam_or_was_brought_along_is_promised_nothing()
    {
        Assert.Null(SetSlaClocks.Of(Facts("spam 5", null, [Hour]), At(9)));
        Assert.Equal("pending due 64, pending due 244", Told(SetSlaClocks.Of(Facts("spam 5, ham 9", null, [Hour]), At(9))!));
        var facts = Facts("", null, [Hour]);
        Assert.Null(SetSlaClocks.Of(facts with { Ticket = facts.Ticket with { IsImported = true } }, At(9)));
        Assert.Null(SetSlaClocks.Of(facts with { AskedAt = null }, At(9)));
    }

    [Theory]
    [InlineData("channel", true)]
    [InlineData("other channel", false)]
    [InlineData("tag", true)]
    [InlineData("other tag", false)]
    [InlineData("store", true)]
    [InlineData("other store", false)]
    [InlineData("priority", true)]
    [InlineData("other priority", false)]
    [InlineData("field", true)]
    [InlineData("branch", true)]
    [InlineData("half a branch", false)]
    [InlineData("other field", false)]
    [InlineData("number", true)]
    [InlineData("flag", false)]
    [InlineData("everything", true)]
    public void A_policy_matches_by_every_condition(string condition, bool matches)
    {
        var ticket = new SlaSubject("email", [3, 4], [8, 9], "high", new Dictionary<long, JsonElement> { [1] = JsonElement.Parse("\"Shipping::Late::Lost\""), [2] = JsonElement.Parse("4"), [3] = JsonElement.Parse("true") });
        SlaTerms Field(long id, params string[] values) => new() { Name = "Of a field", CustomFields = [new(id, values)] };
        var terms = condition switch
        {
            "channel" => new SlaTerms { Name = "", Channels = ["chat", "email"] },
            "other channel" => new SlaTerms { Name = "", Channels = ["chat"] },
            "tag" => new SlaTerms { Name = "", TagIds = [1, 4] },
            "other tag" => new SlaTerms { Name = "", TagIds = [8] },
            "store" => new SlaTerms { Name = "", IntegrationIds = [9] },
            "other store" => new SlaTerms { Name = "", IntegrationIds = [3] },
            "priority" => new SlaTerms { Name = "", Priorities = ["high"] },
            "other priority" => new SlaTerms { Name = "", Priorities = ["low"] },
            "field" => Field(1, "Returns", "Shipping::Late::Lost"),
            "branch" => Field(1, "Shipping::Late"),
            "half a branch" => Field(1, "Shipping::La"),
            "other field" => Field(9, "Shipping"),
            "number" => Field(2, "4"),
            "flag" => Field(3, "false"),
            _ => Field(1, "Shipping") with { Channels = ["email"], TagIds = [3], IntegrationIds = [8], Priorities = ["high"] },
        };
        Assert.Equal(matches, terms.Matches(ticket));
        Assert.False((terms with { Channels = ["sms"] }).Matches(ticket));
    }

    private static SlaFacts Facts(string history, TicketSla? before, SlaPolicy[] policies, long? tag = null)
    {
        var (open, snoozed, trashed, spam) = (true, false, false, false);
        DateTimeOffset? replied = null;
        var turns = new List<TicketTurn>();
        foreach (var (word, at) in history.Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(step => (step.Split(' ')[0], At(int.Parse(step.Split(' ')[1], CultureInfo.InvariantCulture)))))
        {
            switch (word)
            {
                case "replied":
                    replied = at;
                    continue;
                case "closed" or "snoozed":
                    (open, snoozed) = (false, word is "snoozed");
                    break;
                case "opened" or "woke":
                    (open, snoozed) = (true, false);
                    break;
                case "trashed" or "untrashed":
                    trashed = word is "trashed";
                    break;
                default:
                    spam = word is "spam";
                    break;
            }

            turns.Add(new(TypeOf(word), at));
        }

        var subject = new SlaSubject("email", tag is { } id ? [id] : [], [], "normal", new Dictionary<long, JsonElement>());
        return new(new(subject, open, snoozed, trashed, spam, false, null, null), before, Start, replied, turns, policies);
    }

    private static string TypeOf(string word) => word switch
    {
        "closed" or "snoozed" => "ticket-closed",
        "opened" => "ticket-reopened",
        "woke" => "ticket-self-unsnoozed",
        "trashed" => "ticket-trashed",
        "untrashed" => "ticket-untrashed",
        "spam" => "ticket-marked-spam",
        _ => "ticket-unmarked-spam",
    };

    private static string Told(TicketSla sla) => string.Join(", ", sla.Clocks.Select(clock =>
        clock.Status + (clock.StoppedAt is { } stopped ? $" at {Minutes(stopped)}" : clock.DueAt is { } due ? $" due {Minutes(due)}" : "")));

    private static int Minutes(DateTimeOffset at) => (int)(at - Start).TotalMinutes;

    private static DateTimeOffset At(int minutes) => Start.AddMinutes(minutes);

    private static SlaPolicy Policy(long id, SlaTerms terms) => new(id, (int)id, Start.AddDays(-1), null, Start, Start, terms);
}
