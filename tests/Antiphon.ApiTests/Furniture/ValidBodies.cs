using System.Text.Json;
using System.Text.Json.Nodes;
using Antiphon.Contract;

namespace Antiphon.ApiTests.Furniture;

/// <summary>A body for each route that the server accepts, for tests that then spoil one thing in it.</summary>
internal static class ValidBodies
{
    private static int count;

    /// <summary>Null for a record that is not known here.</summary>
    public static JsonNode? For(Type record)
    {
        var number = Interlocked.Increment(ref count);
        var email = $"valid{number}@mail.example";
        if (record.IsGenericType)
        {
            // A bare array that names nothing.
            return new JsonArray();
        }

        return record.Name switch
        {
            nameof(CreateCustomFieldRequest) => new JsonObject
            {
                ["object_type"] = "Ticket",
                ["label"] = $"valid {number}",
                ["definition"] = new JsonObject { ["data_type"] = "text", ["input_settings"] = new JsonObject { ["input_type"] = "input" } },
            },
            nameof(UpdateCustomFieldRequest) => new JsonObject { ["description"] = "valid" },
            nameof(JsonElement) => new JsonObject { ["value"] = "valid" },
            // There is one setting of each type, so a body that changes something is a test's own matter.
            nameof(CreateAccountSettingRequest) => new JsonObject { ["type"] = "valid" },
            nameof(UpdateAccountSettingRequest) => new JsonObject { ["type"] = "agents-table-config", ["data"] = new JsonObject { ["active_view"] = $"valid {number}" } },
            nameof(CreateSlaPolicyRequest) => new JsonObject { ["name"] = $"valid {number}", ["first_response_minutes"] = 60 },
            nameof(UpdateSlaPolicyRequest) => new JsonObject { ["name"] = $"valid {number}" },
            nameof(SlaPolicyOrderRequest) => new JsonObject { ["ids"] = new JsonArray() },
            nameof(CreateTagRequest) => new JsonObject { ["name"] = $"valid {number}" },
            nameof(UpdateTagRequest) => new JsonObject { ["description"] = "valid" },
            nameof(CreateMacroRequest) => new JsonObject { ["name"] = $"valid {number}", ["actions"] = new JsonArray(Samples.AddTags("valid")) },
            nameof(UpdateMacroRequest) => new JsonObject { ["intent"] = "other/thanks" },
            nameof(ApplyMacroRequest) => new() { ["send"] = false },
            nameof(CreateAgentRequest) => new JsonObject { ["name"] = $"valid {number}" },
            nameof(UpdateAgentRequest) => new JsonObject { ["description"] = "valid" },
            nameof(AgentPolicyRequest) => new JsonObject { ["grants"] = new JsonArray(new JsonObject { ["resource"] = "tags", ["classes"] = new JsonArray("read") }) },
            nameof(DecideApprovalRequest) => new JsonObject { ["note"] = "valid" },
            nameof(CreateApiKeyRequest) => new JsonObject { ["name"] = $"valid {number}" },
            nameof(RotateApiKeyRequest) => new JsonObject { ["overlap_hours"] = 0 },
            nameof(CreateSatisfactionSurveyRequest) => new JsonObject { ["score"] = 4 },
            nameof(UpdateSatisfactionSurveyRequest) => new JsonObject { ["body_text"] = $"valid {number}" },
            nameof(CreateTeamRequest) => new JsonObject { ["name"] = $"valid {number}" },
            nameof(UpdateTeamRequest) => new JsonObject { ["description"] = "valid" },
            nameof(CreateUserRequest) => new JsonObject { ["email"] = $"valid{number}@staff.example", ["name"] = "Sam Valid", ["role"] = new JsonObject { ["name"] = "agent" } },
            nameof(UpdateUserRequest) => new JsonObject { ["bio"] = "valid" },
            nameof(CreateCustomerRequest) => new JsonObject { ["email"] = email, ["name"] = "Mira Valid" },
            nameof(UpdateCustomerRequest) => new JsonObject { ["note"] = "valid" },
            nameof(UpdateCustomerDataRequest) => new JsonObject { ["data"] = new JsonObject { ["valid"] = true } },
            nameof(CreateIntegrationRequest) => Samples.Integration($"valid {number}"),
            nameof(UpdateIntegrationRequest) => new JsonObject { ["http"] = new JsonObject { ["url"] = "https://desk.example/valid" } },
            nameof(InstallIntegrationTemplateRequest) => new JsonObject { ["template"] = "crm-mirror", ["url"] = "https://crm.example/hooks" },
            nameof(CreateAppRequest) => new JsonObject { ["name"] = $"valid {number}", ["redirect_uris"] = new JsonArray("https://app.example/callback"), ["scopes"] = new JsonArray("tickets:read") },
            nameof(UpdateAppRequest) => new JsonObject { ["name"] = $"valid {number}" },
            nameof(RotateAppSecretRequest) => new JsonObject { ["overlap_seconds"] = 60 },
            nameof(SecondFactorDutyRequest) => new JsonObject { ["required"] = true },
            nameof(CreateSignInProviderRequest) => new JsonObject
            {
                ["name"] = $"valid {number}",
                ["issuer"] = "https://id.example",
                ["client_id"] = "antiphon",
                ["allowed_domains"] = new JsonArray("corp.example"),
            },
            nameof(UpdateSignInProviderRequest) => new JsonObject { ["name"] = $"valid {number}" },
            nameof(CreateRuleRequest) => new JsonObject { ["name"] = $"valid {number}", ["code"] = "if (eq(ticket.status, 'open')) { Action('addTags', { tags: 'valid' }) }" },
            nameof(SimulateRuleRequest) => new JsonObject { ["rule"] = new JsonObject { ["code"] = "Action('addTags', { tags: 'valid' })", ["event_types"] = "ticket-created" } },
            nameof(InstallRuleTemplateRequest) => new JsonObject { ["template"] = "tag-returns" },
            nameof(UpdateRuleRequest) => new JsonObject { ["description"] = "valid" },
            nameof(CreateTicketRequest) => Samples.Ticket(email),
            nameof(UpdateTicketRequest) => new JsonObject { ["subject"] = "valid" },
            nameof(TicketTagsRequest) => new JsonObject { ["names"] = new JsonArray("valid") },
            nameof(CreateMessageRequest) => Samples.Note("valid"),
            nameof(UpdateMessageRequest) => new JsonObject { ["meta"] = new JsonObject { ["valid"] = true } },
            nameof(ReplayDeliveriesRequest) => new JsonObject { ["status"] = "failed" },
            // In the future, so that it changes nothing behind the tests.
            nameof(CreateJobRequest) => new JsonObject { ["type"] = JobType.ExportMacro, ["params"] = new JsonObject(), ["scheduled_datetime"] = DateTimeOffset.UtcNow.AddMinutes(50).ToString("O") },
            nameof(UpdateJobRequest) => new JsonObject { ["meta"] = new JsonObject { ["valid"] = true } },
            nameof(CreateVoiceCallRequest) => new JsonObject { ["external_id"] = $"valid-{number}", ["direction"] = "inbound", ["from"] = $"+1555{number:0000000}", ["to"] = "+15559870002" },
            nameof(CreateWidgetRequest) => Samples.Widget(),
            nameof(UpdateWidgetRequest) => new JsonObject { ["order"] = number },
            nameof(TestIntegrationRequest) => new JsonObject { ["event_type"] = "ticket-created" },
            nameof(CreateViewRequest) => new JsonObject { ["name"] = $"valid {number}", ["filters"] = "eq(ticket.status, 'open')" },
            nameof(UpdateViewRequest) => new JsonObject { ["name"] = "valid", ["visibility"] = "shared" },
            nameof(SearchRequest) => new JsonObject { ["type"] = SearchType.Customer, ["query"] = "mira" },
            nameof(ViewItemsRequest) => new JsonObject { ["view"] = new JsonObject { ["filters"] = "eq(ticket.status, 'open')" } },
            nameof(StatsRequest) or nameof(StatsTicketsRequest) => new JsonObject { ["query"] = Samples.Question("tickets-created") },
            nameof(MetricFeedbackRequest) => new JsonObject { ["disagreement_type"] = "wording", ["metric_category"] = "Support performance" },
            nameof(LegacyStatsRequest) => new JsonObject
            {
                ["filters"] = new JsonObject { ["period"] = new JsonObject { ["start_datetime"] = "2026-01-01T00:00:00+01:00", ["end_datetime"] = "2026-01-31T23:59:59+01:00" } },
            },
            // These do nothing without an id, and a test puts one in.
            nameof(PresenceRequest) => new JsonObject { ["activity"] = PresenceActivity.Viewing },
            nameof(MergeTagsRequest) or nameof(MergeCustomersRequest) or nameof(BulkDeleteRequest) or nameof(RulePrioritiesRequest) or nameof(MacroIdsRequest) => new JsonObject(),
            _ => null,
        };
    }

    /// <summary>Whether the body changes something by itself, so that the server's refusal would be a mistake of this table.</summary>
    public static bool IsComplete(Type record) => record.Name is not (nameof(CreateAccountSettingRequest) or nameof(CreateSatisfactionSurveyRequest) or nameof(MergeTagsRequest) or nameof(MergeCustomersRequest) or nameof(BulkDeleteRequest) or nameof(RulePrioritiesRequest) or nameof(MacroIdsRequest) or nameof(PresenceRequest));
}
