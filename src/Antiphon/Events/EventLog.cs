using System.Text.Json;
using System.Text.Json.Nodes;
using Antiphon.Audit;
using Antiphon.Data;
using Antiphon.Identity;
using Npgsql;
using NpgsqlTypes;

namespace Antiphon.Events;

/// <summary>One event that is to be written.</summary>
internal readonly record struct NewEvent(string Type, string ObjectType, long ObjectId, JsonObject? Data = null);

/// <summary>An event of a history that is brought along, with its own time, person and context.</summary>
internal sealed record PastEvent(string Type, string ObjectType, long ObjectId, DateTimeOffset At, long? UserId, Guid Context, JsonObject? Data = null);

/// <summary>
/// Writes events in the statement or transaction of their cause. Who acted and the shared context come from the actor; nothing else writes this table.
/// </summary>
internal static class EventLog
{
    /// <summary>
    /// An insert to stand in a <c>with</c> clause: <paramref name="rows"/> selects <c>object_id</c> and <c>data</c> (jsonb or null) of each event, mostly
    /// from the clause that made the change.
    /// </summary>
    public static Sql Of(Actor actor, string type, string objectType, DateTimeOffset at, Sql rows) => Sql.Of(
        $"""
        insert into events (account_id, type, object_type, object_id, user_id, actor, actor_id, context, chain, origin, data, created_at, came_from)
        select {actor.AccountId}, {type}, {objectType}, logged.object_id, {actor.UserId}, {actor.Kind}, {actor.CredentialId}, {actor.Context}, {actor.Chain}, {actor.Origin}, logged.data, {at},
          {AuditedEvents.From(type, actor.From)}
        from ({rows}) logged (object_id, data)
        """);

    /// <summary>One statement for any number of events, in order; for operations that work in a transaction.</summary>
    public static Sql Of(Actor actor, DateTimeOffset at, IReadOnlyList<NewEvent> events) => Sql.Of(
        $"""
        insert into events (account_id, type, object_type, object_id, user_id, actor, actor_id, context, chain, origin, data, created_at, came_from)
        select {actor.AccountId}, logged.type, logged.object_type, logged.object_id, {actor.UserId}, {actor.Kind}, {actor.CredentialId}, {actor.Context}, {actor.Chain}, {actor.Origin},
          logged.data::jsonb, {at}, logged.came_from
        from unnest({Types(events)}, {ObjectTypes(events)}, {events.Select(item => item.ObjectId).ToArray()}, {Data(events)}, {From(actor, events)}) with ordinality
          logged (type, object_type, object_id, data, came_from, position)
        order by position
        """);

    /// <summary>One statement for a history, to which nothing reacts: ids rise in the order of the list, which is the order of their times.</summary>
    public static Sql Of(long accountId, IReadOnlyList<PastEvent> events) => Sql.Of(
        $"""
        insert into events (account_id, type, object_type, object_id, user_id, actor, context, data, created_at)
        select {accountId}, past.type, past.object_type, past.object_id, past.user_id, case when past.user_id is null then {ActorKind.System} else {ActorKind.User} end, past.context,
          past.data::jsonb, past.created_at
        from unnest(
          {events.Select(item => item.Type).ToArray()}, {events.Select(item => item.ObjectType).ToArray()}, {events.Select(item => item.ObjectId).ToArray()},
          {Column(events, item => item.UserId, NpgsqlDbType.Bigint)}, {Column(events, item => item.Context, NpgsqlDbType.Uuid)},
          {events.Select(item => item.Data?.ToJsonString(JsonSerializerOptions.Web)!).ToArray()}, {Column(events, item => item.At.ToUniversalTime(), NpgsqlDbType.TimestampTz)})
          with ordinality past (type, object_type, object_id, user_id, context, data, created_at, position)
        order by position
        """);

    private static NpgsqlParameter<T[]> Column<T>(IReadOnlyList<PastEvent> events, Func<PastEvent, T> value, NpgsqlDbType type) =>
        new() { TypedValue = [.. events.Select(value)], NpgsqlDbType = NpgsqlDbType.Array | type };

    private static string[] Types(IReadOnlyList<NewEvent> events) => [.. events.Select(item => item.Type)];

    private static string[] ObjectTypes(IReadOnlyList<NewEvent> events) => [.. events.Select(item => item.ObjectType)];

    private static string[] From(Actor actor, IReadOnlyList<NewEvent> events) => [.. events.Select(item => AuditedEvents.From(item.Type, actor.From)!)];

    // jsonb null and SQL null differ: an event without data has none.
    private static string[] Data(IReadOnlyList<NewEvent> events) => [.. events.Select(item => item.Data?.ToJsonString(JsonSerializerOptions.Web)!)];
}
