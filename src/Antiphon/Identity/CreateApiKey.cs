using Antiphon.Data;
using Antiphon.Http;

namespace Antiphon.Identity;

/// <summary>A key that was just made. <paramref name="Key"/> is nowhere else: it is shown once.</summary>
internal sealed record NewApiKey(long Id, string Key);

/// <summary>Makes an API key for a user of an account, found by e-mail.</summary>
internal sealed class CreateApiKey(DeskDb db, TimeProvider clock)
{
    private const int ShownPrefix = 6;

    public async Task<Result<NewApiKey>> RunAsync(long accountId, string email, string name, CancellationToken cancellationToken)
    {
        var key = ApiKeys.NewKey();
        var id = await db.FirstOrDefaultAsync<long?>(
            $"""
            insert into api_keys (account_id, user_id, name, prefix, hash, created_at)
            select account_id, id, {name}, {key[..ShownPrefix]}, {ApiKeys.Hash(key)}, {clock.Now()}
            from users where account_id = {accountId} and lower(email) = lower({email}) and deleted_at is null
            returning id
            """,
            row => row.GetInt64(0),
            cancellationToken);
        return id is null ? Failure.Invalid("email", $"No user has the email {email}.") : new NewApiKey(id.Value, key);
    }
}
