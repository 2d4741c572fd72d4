using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events;
using Antiphon.Http;
using Antiphon.Http.Body;
using Antiphon.Identity;
using Antiphon.Integrations.Http;
using Antiphon.Outgoing;
using Antiphon.Secrets;

namespace Antiphon.Integrations;

/// <summary>Changes the sent members of an HTTP integration, and switches it off and on. A request that changes nothing writes nothing.</summary>
internal sealed class UpdateIntegration(DeskDb db, TimeProvider clock, SecretKeys keys, OutgoingRules door, ReadIntegrations reading, IntegrationChanges changes)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) => api.MapPut("/integrations/{id:long}", HandleAsync).RequireScope(Scope.IntegrationsWrite, Right.Administer)
        .Writes(EventType.IntegrationUpdated, EventType.IntegrationDeactivated, EventType.IntegrationReactivated).Produces<IntegrationResource>();

    private static async Task<IResult> HandleAsync(long id, Input<UpdateIntegrationRequest> input, Actor actor, UpdateIntegration updateIntegration, CancellationToken cancellationToken) =>
        (await updateIntegration.RunAsync(id, input, actor, cancellationToken)).ToOk("Failed to update integration", integration => integration.ToResource(withCredentials: true));

    public async Task<Result<Integration>> RunAsync(long id, Input<UpdateIntegrationRequest> input, Actor actor, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginAsync(cancellationToken);
        await changes.LockAsync(actor.AccountId, cancellationToken);
        if (await reading.LockAsync(actor.AccountId, id, cancellationToken) is not { } before)
        {
            return Failure.NotFound();
        }

        if (before.IsManaged)
        {
            return Failure.Forbidden(IntegrationFields.Managed);
        }

        var now = clock.Now();
        var after = Apply(before, input, now);
        if (input.Errors.Any)
        {
            return Failure.Invalid(input.Errors);
        }

        var events = EventsOf(before, after);
        if (events.Count == 0)
        {
            if (after.Failures != before.Failures)
            {
                // Whoever says that the receiver works again changes nothing else.
                await db.ExecuteAsync($"update integrations set failures = {after.Failures} where account_id = {actor.AccountId} and id = {id}", cancellationToken);
                await transaction.CommitAsync(cancellationToken);
            }

            return before with { Failures = after.Failures };
        }

        after = after with { UpdatedAt = now };
        await db.ExecuteAsync(
            $"""
            update integrations set name = {after.Name}, description = {after.Description}, business_hours_id = {after.BusinessHoursId}, deactivated_at = {after.DeactivatedAt},
              failures = {after.Failures}, updated_at = {now}
            where account_id = {actor.AccountId} and id = {id}
            """,
            cancellationToken);
        if (!after.Http!.IsSame(before.Http!))
        {
            var box = after.Http.HasSecrets ? await keys.BoxAsync(actor.AccountId, cancellationToken) : null;
            await db.ExecuteAsync(SealedCall.Close(after.Http, id, box).Save(actor.AccountId, id), cancellationToken);
        }

        await changes.EndAsync([.. events.Select(type => new NewEvent(type, EventObject.Integration, id))], actor, now, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return after;
    }

    private Integration Apply(Integration before, Input<UpdateIntegrationRequest> input, DateTimeOffset now)
    {
        var (request, errors) = (input.Value, input.Errors);
        if (before.Http is null)
        {
            errors.Add("type", IntegrationFields.OnlyHttp);
            return before;
        }

        if (request.Name.HasValue)
        {
            errors.AddIf(request.Name.Value is null, "name", FieldErrors.Null).RequiredText("name", request.Name.Value);
        }

        errors.AddIf(request.Type.HasValue && request.Type.Value != before.Type, "type", $"Must be one of: {IntegrationType.Http}.")
            .AddIf(request.Http is { HasValue: true, Value: null }, "http", FieldErrors.Null);
        IntegrationFields.Check(errors, request.Name.Value, request.Description.Value, request.BusinessHoursId.Value);
        return before with
        {
            Name = request.Name.Or(before.Name)?.Trim() ?? "",
            Description = request.Description.Or(before.Description),
            BusinessHoursId = request.BusinessHoursId.Or(before.BusinessHoursId),
            DeactivatedAt = request.DeactivatedDatetime.Or(before.DeactivatedAt),
            Failures = request.DeactivatedDatetime is { HasValue: true, Value: null } ? 0 : before.Failures,
            Http = request.Http.Value is { } http ? HttpCallRules.Read(errors, http, before.Http, keys.CanSeal, door, now) : before.Http,
        };
    }

    private static List<string> EventsOf(Integration before, Integration after)
    {
        var events = new List<string>();
        var isSame = after.Http!.IsSame(before.Http!) && after with { Http = null, Failures = 0, DeactivatedAt = null } == before with { Http = null, Failures = 0, DeactivatedAt = null };
        if (!isSame)
        {
            events.Add(EventType.IntegrationUpdated);
        }

        switch (before.DeactivatedAt, after.DeactivatedAt)
        {
            case (null, not null):
                events.Add(EventType.IntegrationDeactivated);
                break;
            case (not null, null):
                events.Add(EventType.IntegrationReactivated);
                break;
            case ({ } was, { } becomes) when was != becomes && isSame:
                events.Add(EventType.IntegrationUpdated);
                break;
            default:
                break;
        }

        return events;
    }
}
