using System.Text.Json;
using System.Text.Json.Nodes;
using Antiphon.Actions;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Macros;
using Antiphon.ApiTests.Messages;
using Antiphon.Data;
using Antiphon.Identity;
using Antiphon.Macros.Applying;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Actions;

/// <summary>What is different when a rule acts.</summary>
public sealed class RuleActionTests : IAsyncLifetime
{
    private const long RuleId = 77;

    private Desk desk = null!;

    public async ValueTask InitializeAsync()
    {
        desk = await Desk.StartAsync();
        await desk.MailboxAsync();
    }

    public ValueTask DisposeAsync() => desk.DisposeAsync();

    [Fact]
    [Trait("row", "I09")]
    public async Task A_macro_that_a_rule_applied_runs_no_action_of_a_shop_unless_the_rule_is_trusted()
    {
        var ticket = await desk.MailTicketAsync();
        var macro = await desk.MacroAsync(Samples.Action("shopifyFullRefundLastOrder", new JsonObject { ["restock"] = true }), MacroDesk.Say("We refunded you."), Samples.AddTags("refund"));
        var report = await ApplyAsync(ticket, macro, trusted: false);
        Assert.Equal([ActionStatus.Skipped, ActionStatus.Done, ActionStatus.Done], report.Actions.Select(action => action.Outcome.Status));
        Assert.Equal("commerce-in-rule", report.Actions[0].Outcome.Cause);
        Assert.DoesNotContain("shopifyFullRefundLastOrder", (await ExecutedAsync(ticket)));
        var trusted = await ApplyAsync(ticket, macro, trusted: true);
        Assert.Equal([ActionStatus.Failed, ActionStatus.Skipped, ActionStatus.Done], trusted.Actions.Select(action => action.Outcome.Status));
    }

    [Fact]
    public async Task A_rules_messages_name_the_rule_and_its_events_the_context()
    {
        var ticket = await desk.MailTicketAsync();
        var actor = Actor.Rule(desk.Account.Id, RuleId, Actor.NewContext());
        IReadOnlyList<ActionCall> calls =
        [
            new("replyToTicket", JsonElement.Parse("""{"body_text": "Thanks, {{current_user.name}}we are on it."}""")),
            new("addInternalNote", JsonElement.Parse("""{"body_text": "answered by a rule"}""")),
            new("setStatus", JsonElement.Parse("""{"status": "closed"}""")),
        ];
        var report = (await desk.InScopeAsync(services => services.GetRequiredService<RunActions>().RunAsync(ticket, calls, new ActionSetting(actor, "rule") { RuleId = RuleId }, CancellationToken.None))).Value;
        Assert.All(report.Actions, action => Assert.Equal(ActionOutcome.Done, action.Outcome));
        var messages = (await desk.TicketJsonAsync(ticket))["messages"]!.AsArray();
        Assert.Equal("Thanks, we are on it.", (string?)messages[^1]!["body_text"]);
        Assert.All(messages.Skip(1), message => Assert.Equal((RuleId, "rule", true), ((long)message!["rule_id"]!, (string)message["via"]!, (bool)message["from_agent"]!)));
        var strangers = await desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().SingleAsync(
            $"select count(*) from events where account_id = {desk.Account.Id} and context = {actor.Context} and actor <> 'system' and (actor <> 'rule' or actor_id is distinct from {RuleId} or user_id is not null)",
            row => row.GetInt64(0),
            CancellationToken.None));
        Assert.Equal(0, strangers);
    }

    private async Task<ActionReport> ApplyAsync(long ticket, long macro, bool trusted) => (await desk.InScopeAsync(services => services.GetRequiredService<ApplyMacro>().RunAsync(
        ticket,
        macro,
        new ActionSetting(Actor.Rule(desk.Account.Id, RuleId, Actor.NewContext()), "rule") { RuleId = RuleId, TrustsCommerce = trusted },
        CancellationToken.None))).Value;

    private Task<List<string>> ExecutedAsync(long ticket) => desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().ListAsync(
        $"select data ->> 'name' from events where account_id = {desk.Account.Id} and type = 'action-executed' and object_id = {ticket}", row => row.GetString(0), CancellationToken.None));
}
