using System.Text.Json.Nodes;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events;
using Antiphon.Http;
using Antiphon.Http.Body;
using Antiphon.Identity;

namespace Antiphon.Accounts;

/// <summary>
/// Makes the second factor a duty for everyone of an account, from now on, or lifts it: the member <c>two_fa_enforced_datetime</c> of the setting <c>access</c>
/// (contract page account). Saying it again moves nothing.
/// </summary>
internal sealed class EnforceSecondFactor(DeskDb db, TimeProvider clock, ApiKeys keys)
{
    private const string Access = "access";
    private const string Enforced = "two_fa_enforced_datetime";

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) => api.MapPut("/account/second-factor", HandleAsync).RequireScope(Scope.AccountWrite, Right.Administer)
        .Classed(CallClass.Never).Extension().Writes(EventType.AccountUpdated).Produces<SecondFactorDutyResource>(StatusCodes.Status202Accepted);

    private static async Task<IResult> HandleAsync(Input<SecondFactorDutyRequest> input, Actor actor, EnforceSecondFactor enforce, CancellationToken cancellationToken)
    {
        input.Errors.Required("required", input.Value.Required);
        var since = input.Errors.Any ? Failure.Invalid(input.Errors)
            // What protects people from a stolen credential is not for a program to take away.
            : !actor.IsPerson ? Failure.Forbidden()
            : await enforce.RunAsync(input.Value.Required!.Value, actor, cancellationToken);
        return since.ToAccepted("Failed to change the duty of a second factor", since => new SecondFactorDutyResource(since));
    }

    public async Task<Result<DateTimeOffset?>> RunAsync(bool isDuty, Actor actor, CancellationToken cancellationToken)
    {
        if (!actor.Can(Right.Administer))
        {
            return Failure.Forbidden();
        }

        var now = clock.Now();
        await using var transaction = await db.BeginAsync(cancellationToken);
        var setting = await db.FirstOrDefaultAsync(
            $"select id, data ->> {Enforced} from account_settings where account_id = {actor.AccountId} and type = {Access} for update",
            row => new { Id = row.GetInt64(0), Since = row.Text(1) is { } text && WireDate.TryParse(text, out var time) ? time : (DateTimeOffset?)null },
            cancellationToken);
        if (isDuty == setting?.Since is not null)
        {
            return Result.Of(setting?.Since);
        }

        var since = isDuty ? now : (DateTimeOffset?)null;
        var data = new JsonObject { [Enforced] = since is { } time ? WireDate.Format(time) : null };
        await db.ExecuteAsync(
            $"""
            insert into account_settings (account_id, type, data, created_at, updated_at) values ({actor.AccountId}, {Access}, {new Jsonb(data.ToJsonString())}, {now}, {now})
            on conflict (account_id, type) do update set data = account_settings.data || excluded.data, updated_at = excluded.updated_at
            """,
            cancellationToken);
        await db.ExecuteAsync(EventLog.Of(actor, now, [new(EventType.AccountUpdated, EventObject.Account, actor.AccountId, new JsonObject { ["change"] = "second-factor-" + (isDuty ? "enforced" : "optional") })]), cancellationToken);
        await db.ExecuteAsync(ApiKeys.Changed(actor.AccountId), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        keys.Forget();
        return Result.Of(since);
    }
}
