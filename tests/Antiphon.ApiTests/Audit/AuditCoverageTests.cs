using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;
using Antiphon.Contract;
using Antiphon.Data;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Audit;

/// <summary>Nothing is forgotten: neither a table nor a route that writes.</summary>
[Trait("row", "E21")]
public sealed class AuditCoverageTests(Desk desk) : IClassFixture<Desk>
{
    private static readonly Dictionary<string, string> NotAudited = new(StringComparer.Ordinal)
    {
        ["action_calls"] = "work that waits",
        ["agent_approvals"] = "told by acts",
        ["agent_calls"] = "a log of its own",
        ["agent_meters"] = "counts",
        ["agent_spendings"] = "counts",
        ["api_key_usage"] = "counts",
        ["audit_chains"] = "the audit log itself",
        ["audit_log"] = "the audit log itself",
        ["audit_pending"] = "the audit log itself",
        ["change_counters"] = "the change feed",
        ["changes"] = "the change feed",
        ["changes_pending"] = "the change feed",
        ["customer_channels"] = "daily work",
        ["customer_field_values"] = "daily work",
        ["customer_integrations"] = "daily work",
        ["deleted_tickets"] = "what deliveries need of tickets that are gone",
        ["deliveries"] = "a log",
        ["delivery_attempts"] = "a log",
        ["delivery_bodies"] = "a log",
        ["delivery_notices"] = "a log",
        ["delivery_sequences"] = "counts",
        ["due_work"] = "work that waits",
        ["ended_sessions"] = "told by acts",
        ["event_queue"] = "work that waits",
        ["event_subscriptions"] = "follows the rules and integrations",
        ["file_contents"] = "what the store holds",
        ["file_copies"] = "work that waits",
        ["file_uses"] = "follows messages, macros and rules",
        ["files"] = "daily work",
        ["idempotency_keys"] = "answers of before",
        ["job_batches"] = "work that waits",
        ["jobs"] = "a list of its own; what a job deletes is told by events",
        ["limit_buckets"] = "the rate limit",
        ["merged_objects"] = "told by events",
        ["messages"] = "daily work; deletions are told by events",
        ["oauth_codes"] = "told by acts: a code is an approval",
        ["oauth_tokens"] = "told by acts",
        ["password_resets"] = "told by acts",
        ["recovery_codes"] = "told by acts, and by has_2fa of the user",
        ["rule_runs"] = "a log",
        ["satisfaction_surveys"] = "daily work",
        ["second_factors"] = "told by events, and by has_2fa of the user",
        ["sandbox_pieces"] = "the sandbox itself",
        ["sandbox_snapshots"] = "the sandbox itself",
        ["sandboxes"] = "the sandbox itself",
        ["sessions"] = "told by events",
        ["sign_in_attempts"] = "counts",
        ["sla_recounts"] = "work that waits",
        ["ticket_sla_clocks"] = "daily work",
        ["ticket_slas"] = "daily work",
        ["metric_card_feedback"] = "what somebody thinks",
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
        ["ticket_field_values"] = "daily work",
        ["ticket_reads"] = "daily work",
        ["ticket_search"] = "derived",
        ["voice_call_events"] = "a log",
        ["voice_call_recordings"] = "daily work",
        ["voice_call_summaries"] = "daily work",
        ["voice_calls"] = "daily work",
    };

    // What writes without changing who may do what or how the desk works.
    private static readonly Dictionary<string, string> QuietRoutes = new(StringComparer.Ordinal)
    {
        ["POST /api/tags"] = "tickets make tags in passing",
        ["POST /api/approvals/{id}/approve"] = "all agents are stopped before it is its turn; the tests of approvals look at its row",
        ["POST /api/integrations/{id}/deliveries/replay"] = "sends again what was sent",
        ["POST /api/integrations/{id}/deliveries/{id}/replay"] = "sends again what was sent",
        ["POST /api/integrations/{id}/test"] = "sends a sample",
        ["PUT /api/custom-fields"] = "names nothing in this test; each field is told as by the route of one",
    };

    private static int number = 100;

    private static readonly string[] AuditedScopes =
        [Scope.AccountWrite, Scope.UsersWrite, Scope.MacrosWrite, Scope.TagsWrite, Scope.CustomFieldsWrite, Scope.RulesWrite, Scope.IntegrationsWrite, Scope.AppsWrite];

    [Fact]
    public async Task Every_table_of_accounts_is_audited_or_says_why_not()
    {
        var tables = await desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().ListAsync(
            $"""
            select c.relname, exists (select from pg_trigger t where t.tgrelid = c.oid and t.tgname like '%\_audit')
            from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'account_id' and not a.attisdropped
            where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace order by 1
            """,
            row => (Name: row.GetString(0), IsAudited: row.GetBoolean(1)),
            TestContext.Current.CancellationToken));
        Assert.Empty(tables.Where(table => table.IsAudited == NotAudited.ContainsKey(table.Name)).Select(table => table.Name));
        Assert.Empty(NotAudited.Keys.Except(tables.Select(table => table.Name)));
    }

    [Fact]
    public async Task No_column_that_is_sealed_or_digested_is_shown()
    {
        // Whatever is bytea is a digest or sealed; a new such column of an audited table has to be named as secret.
        var shown = await desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().ListAsync(
            $"""
            select c.relname || '.' || a.attname
            from pg_class c join pg_attribute a on a.attrelid = c.oid and not a.attisdropped and a.atttypid = 'bytea'::regtype
            join pg_trigger t on t.tgrelid = c.oid and t.tgname = c.relname || '_audit'
            where c.relnamespace = 'public'::regnamespace and strpos(pg_get_triggerdef(t.oid), a.attname) = 0
            """,
            row => row.GetString(0),
            TestContext.Current.CancellationToken));
        Assert.Empty(shown);
    }

    [Fact]
    public async Task Every_write_of_settings_leaves_a_row_that_says_who()
    {
        await using var own = await Desk.StartAsync();
        await Stock.SpreadIdsAsync(own);
        var stock = await Stock.FillAsync(own, own.Account.Id, own.Admin, "audited");
        var wrong = new List<string>();
        var count = 0;
        foreach (var call in RouteTable.Of(own).Where(IsAudited).OrderBy(call => call.Method == HttpMethod.Delete).ThenBy(call => call.Pattern, StringComparer.Ordinal))
        {
            var before = await own.LastAuditAsync();
            var path = call.Path([.. call.Parameters.Select(parameter => $"{stock.Ids[parameter.Kind][^1]}")]);
            var (query, body) = await WantedAsync(call, stock);
            var answer = await own.Admin.CallAsync(call.Method, path + query, body?.ToJsonString());
            if ((int)answer.Status is < 200 or >= 300)
            {
                wrong.Add($"{call} answers {(int)answer.Status} {answer.Body}");
                continue;
            }

            var newest = (await own.AuditAsync()).Where(row => (long)row["id"]! > before).ToList();
            if (newest.Count == 0 || newest.Exists(row => row.Text("actor") != "api-key" || (long?)row["user_id"] != own.Account.OwnerUserId || row.Text("context") is null || row.Text("address") is null))
            {
                wrong.Add($"{call} leaves {string.Join(", ", newest.Select(row => row.ToJsonString()))}");
            }

            count++;
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(count > 30, $"{count} routes are audited.");
    }

    private static bool IsAudited(ApiCall call) =>
        call.Method != HttpMethod.Get && !QuietRoutes.ContainsKey(NameOf(call))
        && (AuditedScopes.Contains(call.Route.Scope) || call.Pattern.StartsWith("/api/views", StringComparison.Ordinal) && call.Route.Scope == Scope.TicketsWrite
            || call.Method == HttpMethod.Delete && call.Pattern is "/api/customers" or "/api/customers/{id:long}" or "/api/tickets/{id:long}"
            || call.Pattern.StartsWith("/api/customers", StringComparison.Ordinal) && call.Pattern.EndsWith("/merge", StringComparison.Ordinal));

    private static string NameOf(ApiCall call) => $"{call.Method} {call.Path([.. call.Parameters.Select(_ => "{id}")])}";

    // The first of two objects of each kind is for bodies, the second for paths; what routes for many take away is made for them.
    private static async Task<(string Query, JsonNode? Body)> WantedAsync(ApiCall call, Stock stock)
    {
        var kind = call.Pattern.Split('/')[2];
        return call.Body?.Name switch
        {
            null => ("", null),
            nameof(CreateAccountSettingRequest) => ("", new JsonObject { ["type"] = "auto-split" }),
            nameof(UpdateAccountSettingRequest) => ("", new JsonObject { ["type"] = "channels-table-config", ["data"] = new JsonObject { ["active_view"] = "another" } }),
            nameof(MergeTagsRequest) when call.Parameters.Count > 0 => ("", new JsonObject { ["source_tags_ids"] = new JsonArray(await MadeAsync(stock, "/api/tags")) }),
            nameof(MergeTagsRequest) => ("", new JsonObject { ["source_tags_ids"] = new JsonArray(await MadeAsync(stock, "/api/tags")), ["destination_tag_id"] = stock["tags"] }),
            nameof(BulkDeleteRequest) => ("", new JsonObject { ["ids"] = new JsonArray(await MadeAsync(stock, $"/api/{kind}")) }),
            nameof(RulePrioritiesRequest) => ("", new JsonObject { ["priorities"] = new JsonArray(new JsonObject { ["id"] = stock["rules"], ["priority"] = Interlocked.Increment(ref number) }) }),
            nameof(SlaPolicyOrderRequest) => ("", new JsonObject { ["ids"] = new JsonArray(stock.Ids["sla-policies"][^1]) }),
            nameof(MacroIdsRequest) => ("", new JsonObject { ["ids"] = new JsonArray(stock["macros"]) }),
            nameof(MergeCustomersRequest) when call.Parameters.Count == 0 => ($"?source_id={await MadeAsync(stock, "/api/customers")}&target_id={stock["customers"]}", new JsonObject()),
            nameof(MergeCustomersRequest) => ("", new JsonObject { ["source_id"] = await MadeAsync(stock, "/api/customers") }),
            _ => ("", ValidBodies.For(call.Body)),
        };
    }

    private static async Task<long> MadeAsync(Stock stock, string path)
    {
        var name = $"made {Interlocked.Increment(ref number)}";
        return (long)(await stock.Caller.PostJsonAsync(path, new { name })).Is(HttpStatusCode.Created)["id"]!;
    }
}
