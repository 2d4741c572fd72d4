using System.Text.Json;
using Antiphon.Contract;
using Antiphon.Events;
using Antiphon.Events.Dispatch;
using Antiphon.Rules;
using Antiphon.Rules.Running;

namespace Antiphon.UnitTests.Rules;

public sealed class LoopGuardTests
{
    [Fact]
    public void A_rule_acts_once_for_one_cause()
    {
        Assert.Null(LoopGuard.Objection(1, Queued(), [], "acme"));
        Assert.Null(LoopGuard.Objection(1, Queued(), [Run(1, RuleOutcome.NotMatched), Run(2, RuleOutcome.Executed)], "acme"));
        Assert.Equal("It has acted on this ticket for the same cause already.", LoopGuard.Objection(1, Queued(), [Run(1, RuleOutcome.Executed)], "acme"));
    }

    [Fact]
    public void Who_undoes_what_a_rule_did_is_named()
    {
        var closed = Change("status", "\"open\"", "\"closed\"");
        var first = Run(1, RuleOutcome.Executed, [closed]);
        Assert.Empty(LoopGuard.Undone(2, [Change("status", "\"closed\"", "\"snoozed\""), Change("subject", "\"closed\"", "\"open\"")], [first]));
        Assert.Empty(LoopGuard.Undone(1, [Change("status", "\"closed\"", "\"open\"")], [first]));
        var undone = LoopGuard.Undone(2, [Change("status", "\"closed\"", "\"open\"")], [first]);
        Assert.Equal([new RuleNameResource(1, "rule 1")], undone);
        Assert.Contains("\"rule 2\" took back what it did", LoopGuard.Objection(1, Queued(), [first, Run(2, RuleOutcome.Executed, [], undone)], "acme"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(9, true)]
    [InlineData(10, false)]
    [InlineData(11, false)]
    public void A_chain_has_ten_links(int chain, bool allowed) => Assert.Equal(allowed, LoopGuard.Objection(1, Queued(chain), [], "acme") is null);

    [Fact]
    public void What_a_call_of_the_rule_led_to_does_not_start_it_again()
    {
        var back = Queued() with { Origin = "acme/integration-3, acme/rule-1" };
        Assert.Equal("A call of its own to another service led here.", LoopGuard.Objection(1, back, [], "acme"));
        Assert.Null(LoopGuard.Objection(2, back, [], "acme"));
        Assert.Null(LoopGuard.Objection(1, back, [], "other"));
    }

    [Fact]
    public void An_update_is_what_the_contract_lists()
    {
        Assert.Equal("ticket-updated", RuleTriggers.Pulled(["ticket-updated"], "ticket-tags-added"));
        Assert.Equal("ticket-created", RuleTriggers.Pulled(["ticket-updated", "ticket-created"], "ticket-created"));
        Assert.Equal("ticket-updated", RuleTriggers.Pulled(["ticket-updated"], "ticket-created"));
        Assert.Null(RuleTriggers.Pulled(["ticket-updated"], "ticket-updated"));
        Assert.Null(RuleTriggers.Pulled(["ticket-created"], "ticket-closed"));
        Assert.Null(RuleTriggers.Pulled(["ticket-assigned"], "ticket-team-assigned"));
        Assert.Null(RuleTriggers.Pulled(null, "ticket-created"));
        Assert.Equal("ticket-created", Assert.Single(RuleTriggers.EventsOf(["ticket-created"])));
        Assert.DoesNotContain("ticket-updated", RuleTriggers.EventsOf(["ticket-updated"]));
    }

    [Fact]
    public void Changes_of_a_ticket_count_tags_and_fields_one_by_one()
    {
        var before = Ticket("""{"status": "open", "tags": [{"name": "a"}], "custom_fields": {"7": {"value": 1}}}""");
        var after = Ticket("""{"status": "closed", "tags": [{"name": "b"}], "custom_fields": {"7": {"value": 2}, "8": {"value": true}}}""");
        Assert.Equal(
            ["custom_fields.7: 1 > 2", "custom_fields.8: null > true", "status: \"open\" > \"closed\"", "tags.a: true > null", "tags.b: null > true"],
            TicketState.Changes(before, after).Select(change => $"{change.Field}: {change.Before?.GetRawText()} > {change.After?.GetRawText()}"));
        Assert.Empty(TicketState.Changes(after, after));
    }

    private static JsonElement Ticket(string json) => JsonDocument.Parse(json).RootElement;

    private static TicketChangeResource Change(string field, string before, string after) => new(field, Ticket(before), Ticket(after));

    private static QueuedEvent Queued(int chain = 0) => new(1, 1, "Ticket", 1, 0, chain, new Event(1, Guid.NewGuid(), DateTimeOffset.UnixEpoch, null, 1, "Ticket", "ticket-closed", null));

    private static FinishedRun Run(long rule, string outcome, IReadOnlyList<TicketChangeResource>? changes = null, IReadOnlyList<RuleNameResource>? undoes = null) =>
        new(rule, $"rule {rule}", 1, 0, outcome, new("ticket-updated", null, [], [], changes ?? [], undoes ?? []));
}
