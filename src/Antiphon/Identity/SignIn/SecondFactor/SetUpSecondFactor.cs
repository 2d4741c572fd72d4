using System.Text.Json.Nodes;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events;
using Antiphon.Http;
using Antiphon.Secrets;

namespace Antiphon.Identity.SignIn.SecondFactor;

/// <summary>
/// A person puts a second factor beside their password, or takes it away. The secret is shown first and counts from the moment when a code of it was given
/// back, so nobody is locked out by a telephone that did not take it.
/// </summary>
internal sealed class SetUpSecondFactor(DeskDb db, TimeProvider clock, SecretKeys keys, CheckCode checkCode, ApiKeys known)
{
    public bool IsPossible => keys.CanSeal;

    public static SecretPlace Place(long userId) => new("second_factors", "secret", userId);

    /// <summary>Whether the person has one that counts.</summary>
    public async Task<bool> IsOnAsync(long accountId, long userId, CancellationToken cancellationToken) =>
        await db.FirstOrDefaultAsync($"select has_2fa from users where account_id = {accountId} and id = {userId}", row => row.GetBoolean(0), cancellationToken);

    /// <summary>The secret that the telephone is to learn: the one that waits, or a new one. Null when there is one that counts.</summary>
    public async Task<string?> BeginAsync(long accountId, long userId, CancellationToken cancellationToken)
    {
        var box = await keys.BoxAsync(accountId, cancellationToken);
        await db.ExecuteAsync(
            $"""
            insert into second_factors (account_id, user_id, secret, created_at)
            values ({accountId}, {userId}, {box.Seal(Totp.NewSecret(), Place(userId))}, {clock.Now()}) on conflict do nothing
            """,
            cancellationToken);
        var waiting = await db.FirstOrDefaultAsync(
            $"select secret from second_factors where account_id = {accountId} and user_id = {userId} and confirmed_at is null", row => row.GetFieldValue<byte[]>(0), cancellationToken);
        return box.OpenOrNull(waiting, Place(userId));
    }

    /// <summary>Makes the waiting secret count, if the code is right. The answer is the recovery codes, shown this once; null when it is wrong.</summary>
    public async Task<IReadOnlyList<string>?> ConfirmAsync(string code, Actor actor, CancellationToken cancellationToken)
    {
        var (accountId, userId) = (actor.AccountId, actor.UserId!.Value);
        await using var transaction = await db.BeginAsync(cancellationToken);
        if (!await checkCode.TakeAsync(accountId, userId, code.Trim(), isConfirmed: false, cancellationToken))
        {
            return null;
        }

        var now = clock.Now();
        string[] codes = [.. Enumerable.Range(0, RecoveryCode.Count).Select(_ => RecoveryCode.New())];
        await db.ExecuteAsync($"update second_factors set confirmed_at = {now} where account_id = {accountId} and user_id = {userId}", cancellationToken);
        foreach (var recovery in codes)
        {
            await db.ExecuteAsync($"insert into recovery_codes (account_id, user_id, hash, created_at) values ({accountId}, {userId}, {RecoveryCode.Hash(recovery)}, {now})", cancellationToken);
        }

        await SwitchAsync(userId, isOn: true, actor, now, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        known.Forget();
        return codes;
    }

    /// <summary>Takes the second factor of a user away, who has lost it or proved it. The caller has made sure of that.</summary>
    public async Task RemoveAsync(long userId, Actor actor, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginAsync(cancellationToken);
        await db.ExecuteAsync($"delete from recovery_codes where account_id = {actor.AccountId} and user_id = {userId}", cancellationToken);
        if (await db.ExecuteAsync($"delete from second_factors where account_id = {actor.AccountId} and user_id = {userId} and confirmed_at is not null", cancellationToken) == 1)
        {
            await SwitchAsync(userId, isOn: false, actor, clock.Now(), cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        known.Forget();
    }

    /// <summary>The operator's help for someone who has lost the telephone and the recovery codes.</summary>
    public async Task<Result<Done>> RemoveAsync(long accountId, string email, CancellationToken cancellationToken)
    {
        var userId = await db.FirstOrDefaultAsync(
            $"select id from users where account_id = {accountId} and lower(email) = lower({email}) and deleted_at is null", row => (long?)row.GetInt64(0), cancellationToken);
        if (userId is null)
        {
            return Failure.Invalid("email", $"No user has the email {email}.");
        }

        await RemoveAsync(userId.Value, Actor.System(accountId), cancellationToken);
        return default(Done);
    }

    private async Task SwitchAsync(long userId, bool isOn, Actor actor, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await db.ExecuteAsync($"update users set has_2fa = {isOn}, updated_at = {now} where account_id = {actor.AccountId} and id = {userId}", cancellationToken);
        await db.ExecuteAsync(
            EventLog.Of(actor, now, [new(EventType.User2faChanged, EventObject.User, userId, new JsonObject { ["has_2fa_enabled"] = isOn })]), cancellationToken);
        // Sessions know whether their person still has to set one up.
        await db.ExecuteAsync(ApiKeys.Changed(actor.AccountId), cancellationToken);
    }
}
