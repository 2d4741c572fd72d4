using System.Text.Json;
using Antiphon.Contract;
using Antiphon.Http;

namespace Antiphon.CustomFields.Values;

/// <summary>A value that a field is to have, and the place of the request that what is wrong with it belongs to.</summary>
internal readonly record struct FieldValueWish(long? FieldId, Optional<JsonElement?> Value, FieldErrors Errors)
{
    /// <summary>Asks for no value.</summary>
    public bool IsClearing => Value is { HasValue: true, Value: null or { ValueKind: JsonValueKind.Null } };

    /// <summary>The items of a list; <paramref name="errors"/> is the view on the member that holds it.</summary>
    public static IReadOnlyList<FieldValueWish> Of(IReadOnlyList<CustomFieldValueRequest>? values, FieldErrors errors) =>
        [.. values?.Select((item, i) => new FieldValueWish(item.Id, item.Value, errors.Under(i))) ?? []];
}
