using Antiphon.Accounts.Settings;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Identity;

namespace Antiphon.Accounts;

/// <summary>Reads the account of the host with its settings; clients use it to check their credentials.</summary>
internal sealed class GetAccount(DeskDb db)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) =>
        api.MapGet("/account", HandleAsync).RequireScope(Scope.AccountRead, Right.Read).Produces<AccountResource>();

    private static async Task<IResult> HandleAsync(HttpContext http, Actor actor, GetAccount getAccount, CancellationToken cancellationToken)
    {
        var account = http.Account();
        return (await getAccount.RunAsync(actor, cancellationToken)).ToOk("Failed to get account", settings => new AccountResource(
            account.Domain, account.CreatedAt, account.DeactivatedAt, new AccountStatusResource("active", null), [.. settings.Select(setting => setting.ToResource())]));
    }

    /// <summary>The settings; the account itself is known since its host was looked up.</summary>
    public async Task<Result<List<AccountSetting>>> RunAsync(Actor actor, CancellationToken cancellationToken) =>
        await db.ListAsync(AccountSetting.Select(actor.AccountId) + Sql.Of($" order by id"), AccountSetting.Read, cancellationToken);
}
