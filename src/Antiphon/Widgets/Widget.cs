using System.Text.Json;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Integrations;
using Npgsql;

namespace Antiphon.Widgets;

/// <summary>A drawing of data beside a ticket or a customer.</summary>
internal sealed record Widget
{
    public const string Columns = "id, type, context, template, position, integration_id, app_id, deactivated_at, created_at, updated_at";

    private const string Ticket = "ticket";
    private const string Customer = "customer";
    private const string OldCustomer = "user";
    private const string Wrapper = "wrapper";
    private const int MaxAppIdLength = 255;
    private const int MaxTemplateLength = 64 * 1024;

    public long Id { get; init; }

    public string Type { get; init; } = "";

    public string Context { get; init; } = Ticket;

    public JsonElement Template { get; init; }

    public int Order { get; init; }

    public long? IntegrationId { get; init; }

    public string? AppId { get; init; }

    public DateTimeOffset? DeactivatedAt { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    public static Widget Read(NpgsqlDataReader row) => new()
    {
        Id = row.GetInt64(0),
        Type = row.GetString(1),
        Context = row.GetString(2),
        Template = row.Json(3)!.Value,
        Order = row.GetInt32(4),
        IntegrationId = row.Long(5),
        AppId = row.Text(6),
        DeactivatedAt = row.TimeOrNull(7),
        CreatedAt = row.Time(8),
        UpdatedAt = row.Time(9),
    };

    public WidgetResource ToResource() => new(Id, Type, Context, Template, Order, IntegrationId, AppId, DeactivatedAt, CreatedAt, UpdatedAt, $"/api/widgets/{Id}/");

    /// <summary>The word that is kept for a context.</summary>
    public static string ContextOf(string? given) => given is OldCustomer ? Customer : given ?? Ticket;

    /// <summary>What can be said of a request's members one by one.</summary>
    public static void Check(FieldErrors errors, string? type, string? context, int? order, JsonElement? template, string? appId)
    {
        errors.OneOf("type", type, WidgetType.All).OneOf("context", context, [Ticket, Customer, OldCustomer])
            .AddIf(order < 0, "order", "Must be greater than or equal to 0.").MaxLength("app_id", appId, MaxAppIdLength);
        if (template is { } given)
        {
            errors.AddIf(given.ValueKind is not JsonValueKind.Object, "template", "Not a valid object.")
                .MaxLength("template", given.GetRawText(), MaxTemplateLength);
            if (!errors.Has("template") && (!given.TryGetProperty("type", out var root) || root.ValueKind is not JsonValueKind.String || root.GetString() is not Wrapper))
            {
                errors.Under("template").Add("type", $"Must be one of: {Wrapper}.");
            }
        }
    }

    /// <summary>That the integration is there, and of the kind that the type needs; it stays until the transaction ends.</summary>
    public async Task CheckIntegrationAsync(FieldErrors errors, ReadIntegrations integrations, long accountId, CancellationToken cancellationToken)
    {
        if (IntegrationId is not { } id)
        {
            errors.AddIf(Type is WidgetType.Http, "integration_id", FieldErrors.Missing);
        }
        else if (await integrations.LockAsync(accountId, id, cancellationToken) is not { } found)
        {
            errors.Add("integration_id", $"Integration {id} does not exist.");
        }
        else
        {
            errors.AddIf(Type is WidgetType.Http && found.Http is null, "integration_id", $"Integration {id} is not an HTTP integration.");
        }
    }
}
