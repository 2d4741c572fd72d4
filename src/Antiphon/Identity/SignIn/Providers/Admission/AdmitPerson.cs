using System.Text.Json.Nodes;
using Antiphon.Audit;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Identity.SignIn.Providers.Tokens;
using Antiphon.Identity.SignIn.Sessions;
using Antiphon.Users;

namespace Antiphon.Identity.SignIn.Providers.Admission;

/// <summary>Whether somebody whom a provider knows comes in.</summary>
internal abstract record AdmissionOutcome
{
    /// <summary>The value of the session cookie.</summary>
    public sealed record Started(string Token) : AdmissionOutcome;

    /// <summary>The second factor stays what it is; the cookie's value is good for giving the code.</summary>
    public sealed record CodeNeeded(string Token) : AdmissionOutcome;

    /// <summary>From now on the provider opens the user of whoever is signed in.</summary>
    public sealed record Connected : AdmissionOutcome;

    /// <summary>One word for the audit log and for <see cref="AdmissionWords"/>, and whom it is about as far as that is known.</summary>
    public sealed record Refused(string Reason, long? UserId = null, string? Email = null) : AdmissionOutcome;
}

/// <summary>
/// Finds the user of somebody whom a provider knows. The provider's own name for them decides once it is known here. Before that it takes an address that the
/// provider has checked, of a domain that admins have given to it, and then: a user with a password has to come in with that once and connect the provider
/// themselves, so that no provider, and no new owner of an old address, takes over what somebody has; a user without one is theirs; and where there is none
/// they join, if the account lets them.
/// </summary>
internal sealed class AdmitPerson(DeskDb db, TimeProvider clock, StartSession startSession, JoinUser joinUser)
{
    /// <param name="accountId">The account.</param>
    /// <param name="provider">Who vouches.</param>
    /// <param name="person">For whom.</param>
    /// <param name="connecting">Who is signed in and connects the provider; null for a sign-in.</param>
    /// <param name="place">Where they are.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    public async Task<AdmissionOutcome> RunAsync(
        long accountId, SignInProvider provider, KnownPerson person, SessionHolder? connecting, SessionPlace place, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginAsync(cancellationToken);
        var user = await KnownAsync(accountId, provider.Id, person.Subject, cancellationToken);
        if (user is null)
        {
            // Of two that come for the first time at once the second finds what the first has made.
            await db.ExecuteAsync($"select from sign_in_providers where account_id = {accountId} and id = {provider.Id} for no key update", cancellationToken);
            user = await KnownAsync(accountId, provider.Id, person.Subject, cancellationToken);
        }

        if (user is null)
        {
            var (refused, found) = await FindAsync(accountId, provider, person, connecting, place, cancellationToken);
            if (refused is not null)
            {
                return refused;
            }

            user = found!;
            await ConnectAsync(accountId, provider.Id, person.Subject, user, place, cancellationToken);
        }
        else if (connecting is not null && connecting.UserId != user.Id)
        {
            return new AdmissionOutcome.Refused("taken", connecting.UserId);
        }

        AdmissionOutcome outcome = connecting is not null ? new AdmissionOutcome.Connected()
            : !user.MayEnter ? new AdmissionOutcome.Refused("deactivated", user.Id)
            // Who is known by name still has to be of a domain that is the provider's today.
            : !provider.Covers(user.Email) ? new AdmissionOutcome.Refused("domain", user.Id, user.Email)
            : user.HasSecondFactor && !((await AccessRules.LoadAsync(db, accountId, cancellationToken)).CodeSkippedSince <= clock.GetUtcNow())
                ? new AdmissionOutcome.CodeNeeded(await startSession.HalfAsync(accountId, user.Id, byProvider: true, place, cancellationToken))
            : new AdmissionOutcome.Started(await startSession.WithProviderAsync(accountId, user.Id, user.Role, place, provider.Id, cancellationToken));
        if (outcome is not AdmissionOutcome.Refused)
        {
            await transaction.CommitAsync(cancellationToken);
        }

        return outcome;
    }

    private async Task<(AdmissionOutcome.Refused? Refused, Person? User)> FindAsync(
        long accountId, SignInProvider provider, KnownPerson person, SessionHolder? connecting, SessionPlace place, CancellationToken cancellationToken)
    {
        if (IdToken.VerifiedEmail(person.Claims, provider.Issuer) is not { } email)
        {
            return (new("email-not-verified", connecting?.UserId), null);
        }

        if (!provider.Covers(email))
        {
            return (new("domain", connecting?.UserId, email), null);
        }

        var user = await db.FirstOrDefaultAsync(
            $"""
            select u.id, u.email, u.role, u.active, u.has_2fa, u.password_hash is not null,
              exists (select from user_identities i where i.account_id = {accountId} and i.provider_id = {provider.Id} and i.user_id = u.id)
            from users u where u.account_id = {accountId} and lower(u.email) = lower({email}) and u.deleted_at is null for no key update of u
            """,
            row => new Person(row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetBoolean(3), row.GetBoolean(4)) { HasPassword = row.GetBoolean(5), IsSomebodyElse = row.GetBoolean(6) },
            cancellationToken);
        if (connecting is not null && user?.Id != connecting.UserId)
        {
            return (new("other-address", connecting.UserId, email), null);
        }

        return user switch
        {
            null when provider.JoinRole is null => (new("no-user", null, email), null),
            null => (null, await JoinAsync(accountId, provider, email, person, place, cancellationToken)),
            { IsSomebodyElse: true } => (new("other-identity", user.Id, email), null),
            { MayEnter: false } => (new("deactivated", user.Id), null),
            { HasPassword: true } when connecting is null => (new("has-password", user.Id, email), null),
            _ => (null, user),
        };
    }

    private async Task<Person> JoinAsync(long accountId, SignInProvider provider, string email, KnownPerson person, SessionPlace place, CancellationToken cancellationToken)
    {
        var stranger = Actor.Person(accountId, null, "", place.Address);
        var data = new JsonObject { ["joined_with"] = provider.Id };
        var id = await joinUser.RunAsync(email, person.Claims.Text("name"), provider.JoinRole!, IdToken.WellKnown(provider.Issuer), data, stranger, cancellationToken);
        return new Person(id, email, provider.JoinRole!, IsActive: true, HasSecondFactor: false);
    }

    private async Task ConnectAsync(long accountId, long providerId, string subject, Person user, SessionPlace place, CancellationToken cancellationToken)
    {
        var now = clock.Now();
        // Somebody whose user was deleted may have come back.
        await db.ExecuteAsync($"delete from user_identities where account_id = {accountId} and provider_id = {providerId} and subject = {subject}", cancellationToken);
        await db.ExecuteAsync(
            $"insert into user_identities (account_id, provider_id, subject, user_id, created_at) values ({accountId}, {providerId}, {subject}, {user.Id}, {now})", cancellationToken);
        var self = Actor.Person(accountId, user.Id, user.Role, place.Address);
        await db.ExecuteAsync(AuditLog.Of(self, AuditAction.SignInConnected, EventObject.User, user.Id, now, new JsonObject { ["provider"] = providerId }), cancellationToken);
    }

    private Task<Person?> KnownAsync(long accountId, long providerId, string subject, CancellationToken cancellationToken) => db.FirstOrDefaultAsync(
        $"""
        select u.id, u.email, u.role, u.active, u.has_2fa from user_identities i join users u on u.account_id = i.account_id and u.id = i.user_id
        where i.account_id = {accountId} and i.provider_id = {providerId} and i.subject = {subject} and u.deleted_at is null
        """,
        row => new Person(row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetBoolean(3), row.GetBoolean(4)),
        cancellationToken);

    private sealed record Person(long Id, string Email, string Role, bool IsActive, bool HasSecondFactor)
    {
        public bool HasPassword { get; init; }

        /// <summary>The provider vouches for this user already, under another name.</summary>
        public bool IsSomebodyElse { get; init; }

        public bool MayEnter => IsActive && Role is not Roles.Bot;
    }
}
