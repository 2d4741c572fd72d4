using System.Text.Json;
using Antiphon.Contract;
using Antiphon.Data;
using Npgsql;

namespace Antiphon.CustomFields.Values;

/// <summary>A field and the value that a ticket or customer has in it.</summary>
internal sealed record FieldValue(CustomField Field, JsonElement? Value)
{
    /// <summary>All values of one ticket or customer, those of archived fields too, in the order in which lists show fields.</summary>
    public static Sql Select(FieldHolder holder, long accountId, long ownerId) => Sql.Of(
        $"""
        select {CustomField.Columns:raw}, {FieldMap.Value:raw}
        from {holder.Table} v join custom_fields on custom_fields.account_id = {accountId} and custom_fields.id = v.field_id
        where v.account_id = {accountId} and v.{holder.Owner} = {ownerId}
        order by coalesce(custom_fields.priority, -1) desc, custom_fields.id desc
        """);

    public static FieldValue Read(NpgsqlDataReader row) => new(CustomField.Read(row), row.Json(CustomField.ColumnCount));

    public FieldValueResource ToResource() => new(Field.ToResource(), Value, Field.ObjectType == EventObject.Ticket ? new Optional<JsonElement?>(null) : default);
}
