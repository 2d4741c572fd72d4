using Antiphon.Audit;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Secrets;

namespace Antiphon.Identity.SignIn.SecondFactor;

/// <summary>Takes a code of the telephone, or a recovery code, once. The row decides, so a code that is sent twice at the same moment is taken once.</summary>
internal sealed class CheckCode(DeskDb db, TimeProvider clock, SecretKeys keys, CallerAddress address)
{
    public async Task<bool> RunAsync(long accountId, long userId, string typed, CancellationToken cancellationToken)
    {
        var code = string.Concat(typed.Where(letter => !char.IsWhiteSpace(letter)));
        return code.Length == Totp.Digits && code.All(char.IsAsciiDigit)
            ? await TakeAsync(accountId, userId, code, isConfirmed: true, cancellationToken)
            : await UseRecoveryCodeAsync(accountId, userId, code, cancellationToken);
    }

    private async Task<bool> UseRecoveryCodeAsync(long accountId, long userId, string code, CancellationToken cancellationToken)
    {
        var now = clock.Now();
        var self = Actor.Person(accountId, userId, "", address.Value);
        return await db.ExecuteAsync(
            $"""
            with used as (
              update recovery_codes set used_at = {now}
              where account_id = {accountId} and user_id = {userId} and hash = {RecoveryCode.Hash(code)} and used_at is null
                and exists (select from second_factors f where f.account_id = {accountId} and f.user_id = {userId} and f.confirmed_at is not null)
              returning user_id)
            {AuditLog.Of(self, AuditAction.RecoveryCodeUsed, EventObject.User, now, Sql.Of($"select user_id, null::jsonb from used"))}
            """,
            cancellationToken) == 1;
    }

    /// <summary>Takes a code of the telephone.</summary>
    public async Task<bool> TakeAsync(long accountId, long userId, string code, bool isConfirmed, CancellationToken cancellationToken)
    {
        var seal = await db.FirstOrDefaultAsync(
            $"select secret from second_factors where account_id = {accountId} and user_id = {userId} and (confirmed_at is not null) = {isConfirmed}",
            row => row.GetFieldValue<byte[]>(0),
            cancellationToken);
        if (seal is null)
        {
            return false;
        }

        var secret = (await keys.BoxAsync(accountId, cancellationToken)).Open(seal, SetUpSecondFactor.Place(userId));
        return Totp.StepOf(secret, code, clock.Now()) is { } step && await db.ExecuteAsync(
            $"update second_factors set last_step = {step} where account_id = {accountId} and user_id = {userId} and (last_step is null or last_step < {step})", cancellationToken) == 1;
    }
}
