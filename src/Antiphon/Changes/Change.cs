using System.Text.Json;
using Antiphon.Contract;
using Antiphon.Data;
using Npgsql;

namespace Antiphon.Changes;

/// <summary>That an object changed, as it was numbered.</summary>
internal sealed record Change(
    long Sequence,
    string Type,
    string ObjectType,
    long ObjectId,
    long? TicketId,
    long? MergedInto,
    bool Hidden,
    long? UserId,
    string? Actor,
    long? ActorId,
    Guid? Context,
    DateTimeOffset ChangedAt)
{
    public const string Columns = "sequence, type, object_type, object_id, ticket_id, merged_into, hidden, user_id, actor, actor_id, context, changed_at";

    public bool IsGone => Type is ChangeType.Deleted or ChangeType.Merged;

    public static Change Read(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        row.GetString(1),
        row.GetString(2),
        row.GetInt64(3),
        row.Long(4),
        row.Long(5),
        row.GetBoolean(6),
        row.Long(7),
        row.Text(8),
        row.Long(9),
        row.IsDBNull(10) ? null : row.GetGuid(10),
        row.Time(11));

    /// <summary>What a caller hears of it who may not see the object: it is not there, and nobody did anything.</summary>
    public Change AsGone() => this with { Type = ChangeType.Deleted, UserId = null, Actor = null, ActorId = null, Context = null };

    public ChangeResource ToResource(JsonElement? current = null) => new(
        Sequence,
        Type,
        ObjectType,
        ObjectId,
        TicketId,
        MergedInto,
        Actor is null ? null : new(Actor, ActorId, UserId),
        Context,
        ChangedAt,
        current);
}
