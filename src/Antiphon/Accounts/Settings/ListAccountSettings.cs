using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Http.Paging;
using Antiphon.Http.Query;
using Antiphon.Identity;

namespace Antiphon.Accounts.Settings;

/// <summary>Lists settings, unpaged: there is at most one of each type. Some clients read a bare array, which a switch gives them.</summary>
internal sealed class ListAccountSettings(DeskDb db)
{
    private static readonly QuerySpec Query = QuerySpec.None.Text("type", 256, "Only the setting of this type.");

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) =>
        api.MapGet("/account/settings", HandleAsync).RequireScope(Scope.AccountRead, Right.Read).Takes(Query).Produces<ListResource<AccountSettingResource>>();

    private static async Task<IResult> HandleAsync(QueryValues query, HttpContext http, Actor actor, ListAccountSettings listSettings, CancellationToken cancellationToken)
    {
        const string Msg = "Failed to list account settings";
        var found = await listSettings.RunAsync(query.Text("type"), actor, cancellationToken);
        return http.Account().Switches.BareSettings
            ? found.ToOk(Msg, settings => (IReadOnlyList<AccountSettingResource>)[.. settings.Select(setting => setting.ToResource())])
            : found.ToOk(Msg, settings => new Page<AccountSetting>(settings, null, null).ToResource(http, setting => setting.ToResource()));
    }

    public async Task<Result<List<AccountSetting>>> RunAsync(string? type, Actor actor, CancellationToken cancellationToken)
    {
        var filter = type is null ? Sql.Empty : Sql.Of($" and type = {type}");
        return await db.ListAsync(AccountSetting.Select(actor.AccountId) + filter + Sql.Of($" order by id"), AccountSetting.Read, cancellationToken);
    }
}
