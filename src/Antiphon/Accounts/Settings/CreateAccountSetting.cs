using System.Text.Json;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events;
using Antiphon.Http;
using Antiphon.Http.Body;
using Antiphon.Identity;
using Npgsql;

namespace Antiphon.Accounts.Settings;

/// <summary>Sets what was not set yet; there is one setting of each type.</summary>
internal sealed class CreateAccountSetting(DeskDb db, TimeProvider clock, CheckSettingData checkData, ApiKeys keys, IEnumerable<IFollowsSetting> followers)
{
    public const string SetByOperator = "The limits of an account are set by the operator of its server.";

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) => api.MapPost("/account/settings", HandleAsync).RequireScope(Scope.AccountWrite, Right.Administer)
        .Writes(EventType.AccountSettingCreated).Produces<AccountSettingResource>(StatusCodes.Status201Created);

    private static async Task<IResult> HandleAsync(Input<CreateAccountSettingRequest> input, HttpContext http, Actor actor, CreateAccountSetting createSetting, CancellationToken cancellationToken) =>
        (await createSetting.RunAsync(input, http.Account().Switches.Tolerant, actor, cancellationToken)).ToCreated("Failed to create account setting", setting => setting.ToResource());

    public async Task<Result<AccountSetting>> RunAsync(Input<CreateAccountSettingRequest> input, bool isTolerant, Actor actor, CancellationToken cancellationToken)
    {
        var (request, errors) = (input.Value, input.Errors);
        errors.Required("type", request.Type).OneOf("type", request.Type, SettingTypes.All).AddIf(request.Type is AccountSettingType.Limits, "type", SetByOperator);
        if (errors.Has("type") || errors.Has("data"))
        {
            return Failure.Invalid(errors);
        }

        var data = await checkData.RunAsync(request.Type!, request.Data.HasValue ? request.Data.Value ?? NullJson : EmptyJson.Object, before: null, errors, isTolerant, actor, cancellationToken);
        if (data is not { } stored || errors.Any)
        {
            return Failure.Invalid(errors);
        }

        var now = clock.Now();
        await using var transaction = await db.BeginAsync(cancellationToken);
        try
        {
            var setting = await db.SingleAsync(
                $"""
                with created as (
                  insert into account_settings (account_id, type, data, created_at, updated_at) values ({actor.AccountId}, {request.Type}, {stored}, {now}, {now})
                  returning {AccountSetting.Columns:raw}),
                logged as ({EventLog.Of(actor, EventType.AccountSettingCreated, EventObject.AccountSetting, now, Sql.Of($"select id, null::jsonb from created"))})
                select {AccountSetting.Columns:raw} from created
                """,
                AccountSetting.Read,
                cancellationToken);
            await AccountSetting.AnnounceAsync(setting.Type, db, actor.AccountId, cancellationToken);
            foreach (var follower in followers.Where(follower => follower.Type == setting.Type))
            {
                await follower.FollowAsync(actor.AccountId, setting.Data, cancellationToken);
            }

            await transaction.CommitAsync(cancellationToken);
            keys.Forget();
            return setting;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return Failure.Conflict();
        }
    }

    private static JsonElement NullJson => JsonElement.Parse("null");
}
