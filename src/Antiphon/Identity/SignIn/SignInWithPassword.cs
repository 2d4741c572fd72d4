using System.Text.Json.Nodes;
using Antiphon.Audit;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Identity.SignIn.Sessions;

namespace Antiphon.Identity.SignIn;

/// <summary>How an attempt to sign in ended.</summary>
internal abstract record SignInOutcome
{
    /// <summary>The value of the session cookie.</summary>
    public sealed record Started(string Token) : SignInOutcome;

    /// <summary>The password was right; the cookie's value is good for giving the code.</summary>
    public sealed record CodeNeeded(string Token) : SignInOutcome;

    /// <summary>Unknown, deactivated, without a password, or a wrong one: they look alike.</summary>
    public sealed record Wrong : SignInOutcome;

    /// <summary>Too many attempts for this address, whether somebody has it or not.</summary>
    public sealed record Held : SignInOutcome;
}

/// <summary>Signs a person in with address and password. Every outcome costs the same work, so that none tells who has an account.</summary>
internal sealed class SignInWithPassword(DeskDb db, TimeProvider clock, SignInAttempts attempts, StartSession startSession, Refusals refusals)
{
    public async Task<SignInOutcome> RunAsync(long accountId, string email, string password, SessionPlace place, CancellationToken cancellationToken)
    {
        if (!await attempts.TakeAsync(AttemptKind.Password, accountId, email, cancellationToken))
        {
            // These cost no work, so they are written as seldom as any other refusal.
            await refusals.NoteAsync(
                Actor.Person(accountId, null, "", place.Address), AuditAction.SignInFailed, EventObject.User, null, new JsonObject { ["reason"] = "too-many-attempts" }, cancellationToken);
            return new SignInOutcome.Held();
        }

        var person = await db.FirstOrDefaultAsync(
            $"""
            select id, role, password_hash, has_2fa from users
            where account_id = {accountId} and lower(email) = lower({email.Trim()}) and deleted_at is null and active and role <> {Roles.Bot}
            """,
            row => new Person(row.GetInt64(0), row.GetString(1), row.Text(2), row.GetBoolean(3)),
            cancellationToken);
        if (!Passwords.Verify(password, person?.PasswordHash ?? Passwords.Decoy) || person is null)
        {
            await FailedAsync(accountId, person?.Id, place, cancellationToken);
            return new SignInOutcome.Wrong();
        }

        await attempts.ClearAsync(AttemptKind.Password, accountId, email, cancellationToken);
        if (Passwords.IsOutdated(person.PasswordHash))
        {
            await RenewAsync(accountId, person, Passwords.Hash(password), place, cancellationToken);
        }

        return person.HasSecondFactor
            ? new SignInOutcome.CodeNeeded(await startSession.HalfAsync(accountId, person.Id, byProvider: false, place, cancellationToken))
            : new SignInOutcome.Started(await startSession.RunAsync(accountId, person.Id, person.Role, byProvider: false, place, cancellationToken));
    }

    // What was typed is not kept: it may be somebody's password in the wrong field. Nobody's address costs the same statement.
    private Task<int> FailedAsync(long accountId, long? userId, SessionPlace place, CancellationToken cancellationToken) => db.ExecuteAsync(
        AuditLog.Of(Actor.Person(accountId, null, "", place.Address), AuditAction.SignInFailed, EventObject.User, userId, clock.Now(), new JsonObject { ["reason"] = "password" }), cancellationToken);

    private Task<int> RenewAsync(long accountId, Person person, string hash, SessionPlace place, CancellationToken cancellationToken)
    {
        var now = clock.Now();
        var self = Actor.Person(accountId, person.Id, person.Role, place.Address);
        return db.ExecuteAsync(
            $"""
            with renewed as (update users set password_hash = {hash}, updated_at = {now} where account_id = {accountId} and id = {person.Id} returning id)
            {AuditLog.Of(self, AuditAction.PasswordHashRenewed, EventObject.User, now, Sql.Of($"select id, null::jsonb from renewed"))}
            """,
            cancellationToken);
    }

    private sealed record Person(long Id, string Role, string? PasswordHash, bool HasSecondFactor);
}
