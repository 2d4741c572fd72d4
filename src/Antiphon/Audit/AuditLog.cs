using System.Text.Json;
using System.Text.Json.Nodes;
using Antiphon.Data;
using Antiphon.Identity;

namespace Antiphon.Audit;

/// <summary>
/// Writes acts into the audit log, in the statement or transaction of their cause. Only for what is no event: those of <see cref="AuditedEvents"/> come by
/// themselves, and what a row was before and became is noted by triggers.
/// </summary>
internal static class AuditLog
{
    /// <summary>An insert to stand in a <c>with</c> clause: <paramref name="rows"/> selects <c>object_id</c> and <c>data</c> (jsonb or null) of each act.</summary>
    public static Sql Of(Actor actor, string action, string objectType, DateTimeOffset at, Sql rows) => Sql.Of(
        $"""
        insert into audit_pending (account_id, is_act, created_at, action, object_type, object_id, user_id, actor, actor_id, context, came_from, data)
        select {actor.AccountId}, true, {at}, {action}, {objectType}, act.object_id, {actor.UserId}, {actor.Kind}, {actor.CredentialId}, {actor.Context}, {actor.From}, act.data
        from ({rows}) act (object_id, data)
        """);

    /// <summary>One act as a statement.</summary>
    public static Sql Of(Actor actor, string action, string objectType, long? objectId, DateTimeOffset at, JsonObject? data = null) =>
        Of(actor, action, objectType, at, Sql.Of($"select {objectId}, {new Jsonb(data?.ToJsonString(JsonSerializerOptions.Web))}"));

    /// <summary>What the server swept in any account: <paramref name="rows"/> selects <c>account_id</c> and <c>object_id</c>.</summary>
    public static Sql OfSystem(string action, string objectType, DateTimeOffset at, Sql rows) => Sql.Of(
        $"""
        insert into audit_pending (account_id, is_act, created_at, action, object_type, object_id, actor, context)
        select act.account_id, true, {at}, {action}, {objectType}, act.object_id, {ActorKind.System}, {Actor.NewContext()} from ({rows}) act (account_id, object_id)
        """);

    /// <summary>What an app did with approvals, in the name of whoever gave them; <paramref name="which"/> is a condition on <c>app_grants g</c>.</summary>
    public static Sql OfGrants(long accountId, string action, DateTimeOffset at, string? from, Sql which, JsonObject? data) => Sql.Of(
        $"""
        insert into audit_pending (account_id, is_act, created_at, action, object_type, object_id, user_id, actor, actor_id, context, came_from, data)
        select {accountId}, true, {at}, {action}, {AuditObject.AppGrant}, g.id, g.user_id, {ActorKind.App}, g.app_id, {Actor.NewContext()}, {from},
          {new Jsonb(data?.ToJsonString(JsonSerializerOptions.Web))}
        from app_grants g where g.account_id = {accountId} and {which}
        """);
}
