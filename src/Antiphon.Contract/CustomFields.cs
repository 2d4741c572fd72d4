using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Antiphon.Contract;

/// <summary>What a company wants to know of its tickets or customers beyond what every desk knows. See the page "Custom fields".</summary>
public sealed record CustomFieldResource
{
    /// <summary>Positive, unique in the account.</summary>
    public required long Id { get; init; }

    /// <summary>The caller's own id, at most 255 characters, unique where set.</summary>
    public string? ExternalId { get; init; }

    /// <summary><c>Ticket</c> or <c>Customer</c>.</summary>
    public required string ObjectType { get; init; }

    /// <summary>What people see, 1 to 255 characters, unique in the account.</summary>
    public required string Label { get; init; }

    /// <summary>At most 1024 characters.</summary>
    public string? Description { get; init; }

    /// <summary>The place among the fields, 0 to 5000.</summary>
    public int? Priority { get; init; }

    /// <summary>Whether a ticket should not be closed without it; the older twin of <see cref="RequirementType"/>.</summary>
    public required bool Required { get; init; }

    /// <summary><c>visible</c>, <c>required</c> or <c>conditional</c>.</summary>
    public required string RequirementType { get; init; }

    /// <summary>What the field means to the desk itself, such as <c>contact_reason</c>.</summary>
    public string? ManagedType { get; init; }

    /// <summary>What values it takes, and how they are entered.</summary>
    public required CustomFieldDefinition Definition { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedDatetime { get; init; }

    /// <summary>The last change.</summary>
    public DateTimeOffset? UpdatedDatetime { get; init; }

    /// <summary>Archived since; null for an active field.</summary>
    public DateTimeOffset? DeactivatedDatetime { get; init; }
}

/// <summary>What values a field takes.</summary>
public sealed record CustomFieldDefinition
{
    /// <summary><c>text</c>, <c>number</c> or <c>boolean</c>.</summary>
    public string? DataType { get; init; }

    /// <summary>How values are entered.</summary>
    public CustomFieldInputSettings? InputSettings { get; init; }
}

/// <summary>How values of a field are entered. Which members there are depends on the data type and the input type.</summary>
public sealed record CustomFieldInputSettings
{
    /// <summary><c>input</c> or <c>dropdown</c> for texts, <c>input_number</c> for numbers, <c>dropdown</c> for booleans.</summary>
    public string? InputType { get; init; }

    /// <summary>What an empty input shows, at most 255 characters.</summary>
    public Optional<string?> Placeholder { get; init; }

    /// <summary>
    /// What a dropdown offers: texts, whose levels are joined with <c>::</c>, at most 2000 of 1000 characters; or booleans. Taking one away keeps the values
    /// that are stored.
    /// </summary>
    public Optional<IReadOnlyList<JsonElement>?> Choices { get; init; }

    /// <summary>The choice that a form shows first.</summary>
    public Optional<JsonElement?> Default { get; init; }

    /// <summary>The least number, as a number or a numeric string.</summary>
    public Optional<JsonElement?> Min { get; init; }

    /// <summary>The greatest number, as a number or a numeric string.</summary>
    public Optional<JsonElement?> Max { get; init; }
}

/// <summary>Body of <c>POST /api/custom-fields</c>.</summary>
public sealed record CreateCustomFieldRequest
{
    /// <summary>Required: <c>Ticket</c> or <c>Customer</c>.</summary>
    public string? ObjectType { get; init; }

    /// <summary>Required, 1 to 255 characters, unique in the account (400).</summary>
    public string? Label { get; init; }

    /// <summary>Required.</summary>
    public CustomFieldDefinition? Definition { get; init; }

    /// <summary>At most 1024 characters.</summary>
    public string? Description { get; init; }

    /// <summary>At most 255 characters, unique where set (409).</summary>
    public string? ExternalId { get; init; }

    /// <summary>0 to 5000.</summary>
    public int? Priority { get; init; }

    /// <summary>Default false. Where <see cref="RequirementType"/> is set as well, that one counts.</summary>
    public bool? Required { get; init; }

    /// <summary><c>visible</c> (the default), <c>required</c> or <c>conditional</c>.</summary>
    public string? RequirementType { get; init; }

    /// <summary>One of those that the page lists for the object type.</summary>
    public string? ManagedType { get; init; }

    /// <summary>Makes an archived field.</summary>
    public DateTimeOffset? DeactivatedDatetime { get; init; }
}

/// <summary>Body of <c>PUT /api/custom-fields/{id}</c>: only what is present changes.</summary>
public record UpdateCustomFieldRequest
{
    /// <summary>Cannot change once the field has values.</summary>
    public Optional<string?> ObjectType { get; init; }

    /// <summary>1 to 255 characters, unique in the account (400).</summary>
    public Optional<string?> Label { get; init; }

    /// <summary>Replaced as a whole; its data type cannot change once the field has values.</summary>
    public Optional<CustomFieldDefinition?> Definition { get; init; }

    /// <summary>At most 1024 characters.</summary>
    public Optional<string?> Description { get; init; }

    /// <summary>At most 255 characters, unique where set (409).</summary>
    public Optional<string?> ExternalId { get; init; }

    /// <summary>0 to 5000.</summary>
    public Optional<int?> Priority { get; init; }

    /// <summary>The older twin of <see cref="RequirementType"/>; of two that are sent, the one that changes something counts.</summary>
    public Optional<bool?> Required { get; init; }

    /// <summary><c>visible</c>, <c>required</c> or <c>conditional</c>.</summary>
    public Optional<string?> RequirementType { get; init; }

    /// <summary>One of those that the page lists for the object type.</summary>
    public Optional<string?> ManagedType { get; init; }

    /// <summary>A time archives the field, null restores it.</summary>
    public Optional<DateTimeOffset?> DeactivatedDatetime { get; init; }
}

/// <summary>One item of the body of <c>PUT /api/custom-fields</c>, which is a bare array.</summary>
public sealed record ChangeCustomFieldRequest : UpdateCustomFieldRequest
{
    /// <summary>Required: the field.</summary>
    public long? Id { get; init; }
}

/// <summary>The fields that a bulk update changed: only <c>data</c>, no paging.</summary>
/// <param name="Data">In the order of the request.</param>
public sealed record CustomFieldsResource(IReadOnlyList<CustomFieldResource> Data);

/// <summary>The value of one custom field inside a ticket or customer.</summary>
/// <param name="Id">Of the field's definition.</param>
/// <param name="Value">A string, number or boolean.</param>
public sealed record CustomFieldValueResource(long Id, JsonElement? Value);

/// <summary>A custom field's value inside a ticket's or customer's body, and one item of the bulk routes.</summary>
/// <param name="Id">Of the field's definition.</param>
/// <param name="Value">A string of at most 2000 characters, a number or a boolean; null clears.</param>
public sealed record CustomFieldValueRequest(long? Id, Optional<JsonElement?> Value)
{
    /// <summary>A value for a field: <c>CustomFieldValueRequest.Of(319613, "Shipping::Late")</c>.</summary>
    /// <param name="fieldId">Of the field's definition.</param>
    /// <param name="value">A text, a number or a flag; null clears.</param>
    /// <returns>The item of a list of values.</returns>
    public static CustomFieldValueRequest Of(long fieldId, JsonNode? value) => new(fieldId, new Optional<JsonElement?>(JsonElement.Parse(value?.ToJsonString() ?? "null")));
}

/// <summary>A value with the whole definition of its field. See "Values" of the page "Custom fields".</summary>
/// <param name="Field">The field.</param>
/// <param name="Value">A string, number or boolean; null when there is none.</param>
/// <param name="Prediction">What a model would have chosen: always null, and absent for customers.</param>
public sealed record FieldValueResource(CustomFieldResource Field, JsonElement? Value, Optional<JsonElement?> Prediction);

/// <summary>The values of one ticket or customer: only <c>data</c>, no paging.</summary>
/// <param name="Data">Fields that have a value, archived ones too, in the order of their priority.</param>
public sealed record FieldValuesResource(IReadOnlyList<FieldValueResource> Data);

/// <summary>Source-generated metadata of the custom fields.</summary>
[JsonSerializable(typeof(CustomFieldResource))]
[JsonSerializable(typeof(ListResource<CustomFieldResource>))]
[JsonSerializable(typeof(CustomFieldsResource))]
[JsonSerializable(typeof(CreateCustomFieldRequest))]
[JsonSerializable(typeof(UpdateCustomFieldRequest))]
[JsonSerializable(typeof(IReadOnlyList<ChangeCustomFieldRequest>))]
[JsonSerializable(typeof(IReadOnlyList<CustomFieldValueRequest>))]
[JsonSerializable(typeof(FieldValueResource))]
[JsonSerializable(typeof(FieldValuesResource))]
[JsonSerializable(typeof(JsonElement))]
public sealed partial class CustomFieldsJson : JsonSerializerContext;
