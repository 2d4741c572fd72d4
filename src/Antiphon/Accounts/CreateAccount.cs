using System.Text.RegularExpressions;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events;
using Antiphon.Http;
using Antiphon.Identity;
using Antiphon.Views;
using Npgsql;

namespace Antiphon.Accounts;

/// <summary>A new account with its owner, and the key that the owner starts with.</summary>
internal sealed record NewAccount(Account Account, long OwnerId, string ApiKey);

/// <summary>Opens an account. Operators do this from the command line; the first run does it by itself.</summary>
internal sealed partial class CreateAccount(DeskDb db, TimeProvider clock, CreateApiKey createApiKey, AccountDirectory directory, SeedSystemViews seedSystemViews)
{
    /// <summary>Opens an ordinary account.</summary>
    public Task<Result<NewAccount>> RunAsync(string domain, string ownerEmail, string ownerName, Switches switches, CancellationToken cancellationToken) =>
        RunAsync(domain, ownerEmail, ownerName, switches, accountId: null, cancellationToken);

    /// <summary>Opens an account with a number that was chosen for it: those of sandboxes are (OpenSandbox).</summary>
    public async Task<Result<NewAccount>> RunAsync(string domain, string ownerEmail, string ownerName, Switches switches, long? accountId, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors()
            .AddIf(!DomainPattern().IsMatch(domain), "domain", "Use 1 to 63 lower-case letters, digits and hyphens, as in a host name.")
            .AddIf(!ownerEmail.Contains('@', StringComparison.Ordinal), "email", "Not a valid email address.")
            .RequiredText("name", ownerName);
        if (errors.Any)
        {
            return Failure.Invalid(errors);
        }

        var now = clock.Now();
        await using var transaction = await db.BeginAsync(cancellationToken);
        try
        {
            var account = await db.SingleAsync(
                accountId is { } id
                    ? Sql.Of(
                        $"""
                        insert into accounts (account_id, domain, created_at, switches) overriding system value values ({id}, {domain}, {now}, {new Jsonb(switches.ToJson())})
                        returning {AccountDirectory.Columns:raw}
                        """)
                    : Sql.Of($"insert into accounts (domain, created_at, switches) values ({domain}, {now}, {new Jsonb(switches.ToJson())}) returning {AccountDirectory.Columns:raw}"),
                AccountDirectory.Read,
                cancellationToken);
            var ownerId = await db.SingleAsync(
                $$"""
                insert into users (account_id, email, name, role, timezone, meta, created_at, updated_at)
                values ({{account.Id}}, {{ownerEmail}}, {{ownerName}}, {{Roles.Admin}}, 'UTC', '{"sso": null, "profile_picture_url": null}', {{now}}, {{now}}) returning id
                """,
                row => row.GetInt64(0),
                cancellationToken);
            await db.ExecuteAsync($"update accounts set owner_user_id = {ownerId} where account_id = {account.Id}", cancellationToken);
            await db.ExecuteAsync(
                EventLog.Of(Actor.System(account.Id), now, [new(EventType.AccountCreated, EventObject.Account, account.Id), new(EventType.UserCreated, EventObject.User, ownerId)]),
                cancellationToken);
            await seedSystemViews.RunAsync(account.Id, cancellationToken);
            var key = await createApiKey.RunAsync(account.Id, ownerEmail, "First key", cancellationToken);
            await db.ExecuteAsync(Announcements.Notify(AccountDirectory.Channel, domain), cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            directory.Forget();
            return key.Map(key => new NewAccount(account with { OwnerUserId = ownerId }, ownerId, key.Key));
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return Failure.Conflict($"The domain {domain} is taken.");
        }
    }

    [GeneratedRegex("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex DomainPattern();
}
