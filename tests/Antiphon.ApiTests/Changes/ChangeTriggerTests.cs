using Antiphon.ApiTests.Furniture;
using Antiphon.Data;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Changes;

/// <summary>No table is forgotten: each is followed by the feed or stands here with the reason why not.</summary>
public sealed class ChangeTriggerTests(Desk desk) : IClassFixture<Desk>
{
    private static readonly Dictionary<string, string> NotFollowed = new(StringComparer.Ordinal)
    {
        ["account_hosts"] = "the operator's",
        ["accounts"] = "the operator's",
        ["action_calls"] = "work that waits",
        ["agent_approvals"] = "a list of its own",
        ["agent_calls"] = "a log",
        ["agent_meters"] = "counts",
        ["agent_policies"] = "without a place in the feed",
        ["agent_spendings"] = "counts",
        ["agent_switches"] = "without a place in the feed",
        ["agents"] = "without a place in the feed; their users have one",
        ["api_key_usage"] = "counts",
        ["api_keys"] = "secrets, without a place in the feed",
        ["app_grants"] = "OAuth",
        ["app_secrets"] = "OAuth",
        ["apps"] = "OAuth",
        ["audit_chains"] = "the audit log",
        ["audit_log"] = "the audit log",
        ["audit_pending"] = "the audit log",
        ["change_counters"] = "the feed itself",
        ["changes"] = "the feed itself",
        ["changes_pending"] = "the feed itself",
        ["deleted_tickets"] = "what deliveries need of tickets that are gone",
        ["deliveries"] = "a log",
        ["delivery_attempts"] = "a log",
        ["delivery_bodies"] = "a log",
        ["delivery_notices"] = "a log",
        ["delivery_sequences"] = "counts",
        ["ended_sessions"] = "sign-in",
        ["due_work"] = "work that waits",
        ["event_queue"] = "work that waits",
        ["event_subscriptions"] = "follows the rules",
        ["events"] = "a sequence of its own",
        ["file_contents"] = "what the store holds",
        ["file_copies"] = "work that waits",
        ["file_uses"] = "follows messages, macros and rules",
        ["files"] = "part of the messages",
        ["idempotency_keys"] = "answers of before",
        ["job_batches"] = "work that waits",
        ["jobs"] = "a list of its own",
        ["limit_buckets"] = "the rate limit",
        ["oauth_codes"] = "OAuth",
        ["oauth_tokens"] = "OAuth",
        ["password_resets"] = "sign-in",
        ["recovery_codes"] = "sign-in",
        ["rule_runs"] = "a log",
        ["sandbox_pieces"] = "the sandbox itself",
        ["sandbox_snapshots"] = "the sandbox itself",
        ["sandboxes"] = "the sandbox itself",
        ["second_factors"] = "sign-in",
        ["secret_keys"] = "shown by no route",
        ["sessions"] = "sign-in",
        ["sign_in_attempts"] = "sign-in",
        ["sign_in_providers"] = "sign-in",
        ["signing_keys"] = "sign-in",
        ["sla_policies"] = "a setting, without a place in the feed",
        ["sla_policy_versions"] = "a setting, without a place in the feed",
        ["sla_recounts"] = "work that waits",
        ["ticket_sla_clocks"] = "shown beside a ticket and not in it; events tell what happens to it",
        ["ticket_slas"] = "shown beside a ticket and not in it; events tell what happens to it",
        ["metric_card_feedback"] = "shown by no route",
        ["statistic_acts"] = "derived",
        ["statistic_closes"] = "derived",
        ["statistic_fields"] = "derived",
        ["statistic_sla_marks"] = "work that waits",
        ["statistic_slas"] = "derived",
        ["statistic_marks"] = "work that waits",
        ["statistic_messages"] = "derived",
        ["statistic_moments"] = "derived",
        ["statistic_stale"] = "work that waits",
        ["statistic_states"] = "derived",
        ["statistic_tags"] = "derived",
        ["statistic_tickets"] = "derived",
        ["tag_usage_changes"] = "counts",
        ["ticket_reads"] = "differs for each reader",
        ["ticket_search"] = "derived",
        ["user_identities"] = "sign-in",
        ["user_invitations"] = "shown by no route",
        ["voice_call_events"] = "a log",
        ["voice_call_recordings"] = "part of the calls",
        ["voice_call_summaries"] = "part of the calls",
        ["voice_calls"] = "lists of their own; the message that tells one is followed",
    };

    [Fact]
    public async Task Every_table_of_accounts_is_followed_or_says_why_not()
    {
        var tables = await desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().ListAsync(
            $"""
            select c.relname, array(select t.tgname from pg_trigger t where t.tgrelid = c.oid and t.tgname like '%\_changes\_%')
            from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'account_id' and not a.attisdropped
            where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace order by 1
            """,
            row => (Name: row.GetString(0), Triggers: row.GetFieldValue<string[]>(1)),
            TestContext.Current.CancellationToken));
        Assert.Empty(tables.Where(table => table.Triggers.Length == 0 != NotFollowed.ContainsKey(table.Name)).Select(table => table.Name));
        // Of merges only the new ones count: the others are rewritten when the survivor is merged.
        Assert.Empty(tables.Where(table => table.Triggers.Length is not (0 or 3) && table.Name != "merged_objects").Select(table => table.Name));
    }
}
