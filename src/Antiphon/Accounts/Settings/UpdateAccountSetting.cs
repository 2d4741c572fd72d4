using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events;
using Antiphon.Http;
using Antiphon.Http.Body;
using Antiphon.Identity;

namespace Antiphon.Accounts.Settings;

/// <summary>Replaces the data of a setting as a whole. What was so already writes nothing.</summary>
internal sealed class UpdateAccountSetting(DeskDb db, TimeProvider clock, CheckSettingData checkData, ApiKeys keys, IEnumerable<IFollowsSetting> followers)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) => api.MapPut("/account/settings/{id:long}", HandleAsync).RequireScope(Scope.AccountWrite, Right.Administer)
        .Writes(EventType.AccountSettingUpdated).Produces<AccountSettingResource>();

    private static async Task<IResult> HandleAsync(
        long id, Input<UpdateAccountSettingRequest> input, HttpContext http, Actor actor, UpdateAccountSetting updateSetting, CancellationToken cancellationToken) =>
        (await updateSetting.RunAsync(id, input, http.Account().Switches.Tolerant, actor, cancellationToken)).ToOk("Failed to update account setting", setting => setting.ToResource());

    public async Task<Result<AccountSetting>> RunAsync(long id, Input<UpdateAccountSettingRequest> input, bool isTolerant, Actor actor, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginAsync(cancellationToken);
        var before = await db.FirstOrDefaultAsync(AccountSetting.Select(actor.AccountId) + Sql.Of($" and id = {id} for update"), AccountSetting.Read, cancellationToken);
        if (before is null)
        {
            return Failure.NotFound();
        }

        var (request, errors) = (input.Value, input.Errors);
        errors.Required("type", request.Type)
            .AddIf(request.Type is not null && request.Type != before.Type, "type", $"This setting is of the type {before.Type}, which cannot change.")
            .AddIf(before.Type is AccountSettingType.Limits, "type", CreateAccountSetting.SetByOperator)
            .AddIf(request.Data is { HasValue: true, Value: null }, "data", FieldErrors.Null);
        if (errors.Any)
        {
            return Failure.Invalid(errors);
        }

        if (request.Data.Value is not { } sent)
        {
            return before;
        }

        if (await checkData.RunAsync(before.Type, sent, before.Data, errors, isTolerant, actor, cancellationToken) is not { } data || errors.Any)
        {
            return Failure.Invalid(errors);
        }

        var now = clock.Now();
        var changed = await db.FirstOrDefaultAsync(
            $"update account_settings set data = {data}, updated_at = {now} where account_id = {actor.AccountId} and id = {id} and data is distinct from {data} returning {AccountSetting.Columns:raw}",
            AccountSetting.Read,
            cancellationToken);
        if (changed is null)
        {
            return before;
        }

        await db.ExecuteAsync(EventLog.Of(actor, now, [new(EventType.AccountSettingUpdated, EventObject.AccountSetting, id)]), cancellationToken);
        await AccountSetting.AnnounceAsync(changed.Type, db, actor.AccountId, cancellationToken);
        foreach (var follower in followers.Where(follower => follower.Type == changed.Type))
        {
            await follower.FollowAsync(actor.AccountId, changed.Data, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        keys.Forget();
        return changed;
    }
}
