using System.Text.Json;
using System.Text.Json.Nodes;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Integrations.Http;
using Npgsql;

namespace Antiphon.Integrations;

/// <summary>A connection to an outside service.</summary>
internal sealed record Integration
{
    public const int MaxNameLength = 256;
    public const int MaxDescriptionLength = 1024;

    public required long Id { get; init; }

    public required string Type { get; init; }

    public required string Name { get; init; }

    public required string? Description { get; init; }

    /// <summary>Of a mailbox, a phone line, …; calls have none.</summary>
    public string? Address { get; init; }

    /// <summary>Null when it is of another type.</summary>
    public HttpCall? Http { get; init; }

    public long? CreatedBy { get; init; }

    public string? ApplicationId { get; init; }

    public bool IsManaged { get; init; }

    public long? BusinessHoursId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public DateTimeOffset? DeactivatedAt { get; init; }

    /// <summary>Calls that failed one after another since the last one that did not.</summary>
    public int Failures { get; init; }

    public IntegrationResource ToResource(bool withCredentials) => new()
    {
        Id = Id,
        Name = Name,
        Description = Description,
        Type = Type,
        Http = Http?.ToResource(withCredentials),
        User = CreatedBy is { } user ? new ReferenceResource(user) : null,
        ApplicationId = ApplicationId,
        Managed = IsManaged,
        BusinessHoursId = BusinessHoursId,
        Meta = Address is null ? null : JsonSerializer.SerializeToElement(new JsonObject { ["address"] = Address, ["verified"] = true }),
        CreatedDatetime = CreatedAt,
        UpdatedDatetime = UpdatedAt,
        DeactivatedDatetime = DeactivatedAt,
        Uri = $"/api/integrations/{Id}/",
    };
}

/// <summary>An integration as its rows have it: its call is closed.</summary>
internal sealed record StoredIntegration(Integration Integration, SealedCall? Call)
{
    private const string Columns =
        "i.id, i.type, i.name, i.description, i.address, i.created_by, i.application_id, i.managed, i.business_hours_id, i.created_at, i.updated_at, i.deactivated_at, i.failures, " + SealedCall.Columns;

    /// <summary>A select that ends inside its where clause.</summary>
    public static Sql Select(long accountId) => Sql.Of(
        $"""
        select {Columns:raw} from integrations i left join http_integrations h on h.account_id = {accountId} and h.integration_id = i.id
        where i.account_id = {accountId}
        """);

    public static StoredIntegration Read(NpgsqlDataReader row) => new(
        new Integration
        {
            Id = row.GetInt64(0),
            Type = row.GetString(1),
            Name = row.GetString(2),
            Description = row.Text(3),
            Address = row.Text(4),
            CreatedBy = row.Long(5),
            ApplicationId = row.Text(6),
            IsManaged = row.GetBoolean(7),
            BusinessHoursId = row.Long(8),
            CreatedAt = row.Time(9),
            UpdatedAt = row.Time(10),
            DeactivatedAt = row.TimeOrNull(11),
            Failures = row.GetInt32(12),
        },
        SealedCall.Read(row, 13));
}
