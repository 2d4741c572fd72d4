using Antiphon.Accounts;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Limits;

namespace Antiphon.Identity;

/// <summary>The calls of a key, hour by hour, beside the bucket that the keys of the account share: who it is that fills it.</summary>
internal sealed class GetApiKeyUsage(DeskDb db, GetApiKey getApiKey, KeyUse use)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) =>
        api.MapGet("/keys/{id:long}/usage", HandleAsync).RequireScope(Scope.AccountRead, Right.Administer).Extension().Produces<ApiKeyUsageResource>();

    private static async Task<IResult> HandleAsync(long id, Actor actor, GetApiKeyUsage getApiKeyUsage, HttpContext http, CancellationToken cancellationToken) =>
        (await getApiKeyUsage.RunAsync(id, http.Account().Switches, actor, cancellationToken)).ToOk("Failed to get usage of key", usage => usage);

    public async Task<Result<ApiKeyUsageResource>> RunAsync(long id, Switches switches, Actor actor, CancellationToken cancellationToken)
    {
        if ((await getApiKey.RunAsync(id, actor, cancellationToken)).Failure is { } failure)
        {
            return failure;
        }

        // What this node has not written yet belongs into the answer.
        await use.FlushAsync(cancellationToken);
        var hours = await db.ListAsync(
            $"select hour, calls from api_key_usage where account_id = {actor.AccountId} and key_id = {id} order by hour desc limit {KeyUse.KeptHours}",
            row => new ApiKeyHourResource(row.Time(0), row.GetInt64(1)),
            cancellationToken);
        var plan = LimitPlan.Of(switches);
        return new ApiKeyUsageResource(hours, plan.IsUnlimited ? null : new(plan.ApiKey.Size, plan.ApiKey.WindowSeconds));
    }
}
