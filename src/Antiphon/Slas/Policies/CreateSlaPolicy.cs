using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Http.Body;
using Antiphon.Identity;
using Antiphon.Sandbox.Clock;

namespace Antiphon.Slas.Policies;

/// <summary>Makes a policy, behind those that there are. It counts for tickets whose customer first writes from now on.</summary>
internal sealed class CreateSlaPolicy(DeskDb db, TimeProvider clock, SlaPolicyFields fields, SlaPolicyChanges changes, GetSlaPolicy getPolicy)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) => api.MapPost("/sla-policies", HandleAsync).RequireScope(Scope.AccountWrite, Right.LeadDesk).Extension()
        .Writes(EventType.AccountUpdated).Produces<SlaPolicyResource>(StatusCodes.Status201Created);

    private static async Task<IResult> HandleAsync(Input<CreateSlaPolicyRequest> input, Actor actor, CreateSlaPolicy createPolicy, CancellationToken cancellationToken) =>
        (await createPolicy.RunAsync(input, actor, cancellationToken)).ToCreated("Failed to create SLA policy", policy => policy.ToResource());

    public async Task<Result<SlaPolicy>> RunAsync(Input<CreateSlaPolicyRequest> input, Actor actor, CancellationToken cancellationToken)
    {
        var (request, errors) = (input.Value, input.Errors);
        errors.Required("name", request.Name);
        var terms = new SlaTerms
        {
            Uuid = AccountMoment.NewUid(),
            Name = request.Name?.Trim() ?? "",
            Channels = request.Channels ?? [],
            TagIds = request.TagIds ?? [],
            IntegrationIds = request.IntegrationIds ?? [],
            Priorities = request.Priorities ?? [],
            CustomFields = request.CustomFields ?? [],
            FirstResponseMinutes = request.FirstResponseMinutes,
            ResolutionMinutes = request.ResolutionMinutes,
            BusinessHoursOnly = request.BusinessHoursOnly ?? false,
            NearBreachPercent = request.NearBreachPercent ?? 80,
        };
        await fields.CheckAsync(errors, terms, null, actor.AccountId, cancellationToken);
        if (errors.Any)
        {
            return Failure.Invalid(errors);
        }

        var now = clock.Now();
        await using var transaction = await db.BeginAsync(cancellationToken);
        await changes.LockAsync(actor.AccountId, cancellationToken);
        var count = await db.SingleAsync($"select count(*)::int from sla_policies where account_id = {actor.AccountId}", row => row.GetInt32(0), cancellationToken);
        if (count >= SlaPolicy.Most)
        {
            return Failure.Conflict($"An account has at most {SlaPolicy.Most} SLA policies.");
        }

        var id = await db.SingleAsync(
            $"""
            insert into sla_policies (account_id, uuid, position, active_since, deactivated_at, created_at, updated_at)
            values ({actor.AccountId}, {terms.Uuid}, {count + 1}, {now}, {request.DeactivatedDatetime}, {now}, {now}) returning id
            """,
            row => row.GetInt64(0),
            cancellationToken);
        await db.ExecuteAsync(terms.Insert(actor.AccountId, id, now), cancellationToken);
        await changes.FollowAsync(actor, "sla-policy-created", (id, terms.Name), now, cancellationToken);
        var made = await getPolicy.RunAsync(id, actor, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return made;
    }
}
