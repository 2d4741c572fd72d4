using System.Text.Json;
using Antiphon.Contract;
using Antiphon.Data;
using Npgsql;

namespace Antiphon.Events;

/// <summary>Something that happened, as it is read back.</summary>
internal sealed record Event(long Id, Guid Context, DateTimeOffset CreatedAt, JsonElement? Data, long ObjectId, string ObjectType, string Type, long? UserId)
{
    public const string Columns = "id, context, created_at, data, object_id, object_type, type, user_id";

    public static Event Read(NpgsqlDataReader row) =>
        new(row.GetInt64(0), row.GetGuid(1), row.Time(2), row.Json(3), row.GetInt64(4), row.GetString(5), row.GetString(6), row.Long(7));

    public EventResource ToResource() => new(Id, Context, CreatedAt, Data, ObjectId, ObjectType, Type, UserId, $"/api/events/{Id}/");
}
