using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Antiphon.Contract;
using Antiphon.Data;
using Npgsql;

namespace Antiphon.CustomFields;

/// <summary>One field of the account's tickets or customers.</summary>
internal sealed record CustomField(
    long Id,
    string? ExternalId,
    string ObjectType,
    string Label,
    string? Description,
    int? Priority,
    string RequirementType,
    string? ManagedType,
    CustomFieldDefinition Definition,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    DateTimeOffset? DeactivatedAt)
{
    public const int ColumnCount = 12;

    /// <summary>Of a table or join that is named <c>custom_fields</c>.</summary>
    public const string Columns =
        "custom_fields.id, custom_fields.external_id, custom_fields.object_type, custom_fields.label, custom_fields.description, custom_fields.priority, "
        + "custom_fields.requirement_type, custom_fields.managed_type, custom_fields.definition, custom_fields.created_at, custom_fields.updated_at, custom_fields.deactivated_at";

    public bool IsArchived => DeactivatedAt is not null;

    public string DataType => Definition.DataType!;

    public static CustomField Read(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        row.Text(1),
        row.GetString(2),
        row.GetString(3),
        row.Text(4),
        row.IsDBNull(5) ? null : row.GetInt32(5),
        row.GetString(6),
        row.Text(7),
        JsonSerializer.Deserialize(row.GetString(8), DefinitionJson)!,
        row.Time(9),
        row.Time(10),
        row.TimeOrNull(11));

    /// <summary>What is stored of a definition: what the wire shows.</summary>
    public static Jsonb Store(CustomFieldDefinition definition) => new(JsonSerializer.Serialize(definition, DefinitionJson));

    public CustomFieldResource ToResource() => new()
    {
        Id = Id,
        ExternalId = ExternalId,
        ObjectType = ObjectType,
        Label = Label,
        Description = Description,
        Priority = Priority,
        Required = RequirementType == FieldRequirement.Required,
        RequirementType = RequirementType,
        ManagedType = ManagedType,
        Definition = Definition,
        CreatedDatetime = CreatedAt,
        UpdatedDatetime = UpdatedAt,
        DeactivatedDatetime = DeactivatedAt,
    };

    private static JsonTypeInfo<CustomFieldDefinition> DefinitionJson => (JsonTypeInfo<CustomFieldDefinition>)WireJson.Options.GetTypeInfo(typeof(CustomFieldDefinition));
}

/// <summary>How much a desk insists on a field. The older wire knows it as the flag <c>required</c>.</summary>
internal static class FieldRequirement
{
    public const string Visible = "visible";
    public const string Required = "required";
    public const string Conditional = "conditional";

    public static IReadOnlyList<string> All { get; } = [Visible, Required, Conditional];

    /// <summary>Of the flag: what was conditional is still not required when the flag says so.</summary>
    public static string Of(bool? required, string before) => required switch
    {
        true => Required,
        false when before is Required => Visible,
        _ => before,
    };
}
