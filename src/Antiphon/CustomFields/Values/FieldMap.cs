using System.Text.Json;
using Antiphon.Contract;
using Antiphon.Data;
using Npgsql;

namespace Antiphon.CustomFields.Values;

/// <summary>
/// The values of one ticket or customer as its own statement reads them: one JSON object from the id of a field to its value, read by probes of the
/// primary key for the rows that are shown and no others.
/// </summary>
internal static class FieldMap
{
    /// <summary>A column for statements on a table or join that is named <c>tickets</c>.</summary>
    public const string OfTickets =
        "(select jsonb_object_agg(v.field_id, " + Value + " order by v.field_id) from ticket_field_values v where v.account_id = tickets.account_id and v.ticket_id = tickets.id)";

    /// <summary>A column for statements on a table or join that is named <c>customers</c>.</summary>
    public const string OfCustomers =
        "(select jsonb_object_agg(v.field_id, " + Value + " order by v.field_id) from customer_field_values v where v.account_id = customers.account_id and v.customer_id = customers.id)";

    /// <summary>The value of a row named <c>v</c> as JSON.</summary>
    public const string Value = "coalesce(to_jsonb(v.text_value), to_jsonb(v.number_value), to_jsonb(v.flag_value))";

    public static readonly IReadOnlyDictionary<long, JsonElement> Empty = new Dictionary<long, JsonElement>();

    private static readonly IReadOnlyDictionary<string, CustomFieldValueResource> Nothing = new Dictionary<string, CustomFieldValueResource>(StringComparer.Ordinal);

    public static IReadOnlyDictionary<long, JsonElement> Read(NpgsqlDataReader row, int column) =>
        row.Json(column) is { } map ? map.EnumerateObject().ToDictionary(entry => long.Parse(entry.Name), entry => entry.Value) : Empty;

    /// <summary>The map of the wire.</summary>
    public static IReadOnlyDictionary<string, CustomFieldValueResource> ToResource(this IReadOnlyDictionary<long, JsonElement> values) =>
        values.Count == 0 ? Nothing : values.OrderBy(entry => entry.Key).ToDictionary(entry => $"{entry.Key}", entry => new CustomFieldValueResource(entry.Key, entry.Value), StringComparer.Ordinal);
}
