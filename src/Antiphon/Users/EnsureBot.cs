using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events;
using Antiphon.Identity;

namespace Antiphon.Users;

/// <summary>Sees to it that the account has a bot, the user in whose name rules write. Joins the open transaction, which keeps others from making one too.</summary>
internal sealed class EnsureBot(DeskDb db, TimeProvider clock)
{
    // Nobody can receive mail there (RFC 2606), and no person will ever want to log in with it.
    private const string Email = "bot@antiphon.invalid";
    private const string Name = "Antiphon Bot";

    public Task RunAsync(Actor actor, CancellationToken cancellationToken)
    {
        var now = clock.Now();
        return db.ExecuteAsync(
            $$"""
            with made as (
              insert into users (account_id, email, name, role, timezone, meta, created_at, updated_at)
              select {{actor.AccountId}}, {{Email}}, {{Name}}, {{Roles.Bot}}, 'UTC', '{}', {{now}}, {{now}}
              where not exists (select from users where account_id = {{actor.AccountId}} and role = {{Roles.Bot}} and deleted_at is null)
              on conflict do nothing returning id)
            {{EventLog.Of(actor, EventType.UserCreated, EventObject.User, now, Sql.Of($"select id, null::jsonb from made"))}}
            """,
            cancellationToken);
    }
}
