using System.Text.Json;
using System.Text.Json.Nodes;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events;
using Antiphon.Identity;

namespace Antiphon.Users;

/// <summary>Makes the user of somebody who joins by themselves, inside the transaction of their sign-in. Nobody is invited: they are there already.</summary>
internal sealed class JoinUser(DeskDb db, TimeProvider clock)
{
    /// <param name="email">An address that is known to be theirs.</param>
    /// <param name="name">How they are called where they come from; what stands before the @ when that is nothing.</param>
    /// <param name="role">Never <see cref="Roles.Admin"/>.</param>
    /// <param name="sso">For <c>meta.sso</c>.</param>
    /// <param name="data">What the event tells of how they came.</param>
    /// <param name="actor">In whose name.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    public Task<long> RunAsync(string email, string? name, string role, string? sso, JsonObject data, Actor actor, CancellationToken cancellationToken)
    {
        var now = clock.Now();
        var called = string.Concat((name ?? "").Where(letter => !char.IsControl(letter))).Trim();
        called = called.Length is 0 or > UserFields.MaxNameLength ? email.Split('@')[0] : called;
        var meta = new JsonObject { ["sso"] = sso, ["profile_picture_url"] = null, ["name_set_via"] = "sso" };
        return db.SingleAsync(
            $"""
            with created as (
              insert into users (account_id, email, name, role, active, meta, timezone, created_at, updated_at)
              values ({actor.AccountId}, {email}, {called}, {role}, true, {new Jsonb(meta.ToJsonString())},
                coalesce((select data->>'timezone' from account_settings where account_id = {actor.AccountId} and type = 'business-hours'), 'UTC'), {now}, {now})
              returning id),
            logged as ({EventLog.Of(actor, EventType.UserCreated, EventObject.User, now, Sql.Of($"select id, {new Jsonb(data.ToJsonString(JsonSerializerOptions.Web))} from created"))})
            select id from created
            """,
            row => row.GetInt64(0),
            cancellationToken);
    }
}
