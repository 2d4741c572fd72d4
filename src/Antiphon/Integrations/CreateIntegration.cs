using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Http.Body;
using Antiphon.Identity;
using Antiphon.Integrations.Http;
using Antiphon.Outgoing;
using Antiphon.Secrets;

namespace Antiphon.Integrations;

/// <summary>Makes an HTTP integration; those of other types come with their channels.</summary>
internal sealed class CreateIntegration(DeskDb db, TimeProvider clock, SecretKeys keys, OutgoingRules door, IntegrationChanges changes)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) => api.MapPost("/integrations", HandleAsync).RequireScope(Scope.IntegrationsWrite, Right.Administer)
        .Writes(EventType.IntegrationCreated).HoldsSecrets().Produces<IntegrationResource>(StatusCodes.Status201Created);

    private static async Task<IResult> HandleAsync(Input<CreateIntegrationRequest> input, Actor actor, CreateIntegration createIntegration, CancellationToken cancellationToken) =>
        (await createIntegration.RunAsync(input, actor, cancellationToken)).ToCreated("Failed to create integration", integration => integration.ToResource(withCredentials: true));

    public async Task<Result<Integration>> RunAsync(Input<CreateIntegrationRequest> input, Actor actor, CancellationToken cancellationToken)
    {
        var now = clock.Now();
        var (request, errors) = (input.Value, input.Errors);
        IntegrationFields.Check(errors, request.Name, request.Description, request.BusinessHoursId);
        errors.RequiredText("name", request.Name).Required("type", request.Type).OneOf("type", request.Type, [IntegrationType.Http]).Required("http", request.Http);
        var call = request.Http is { } http ? HttpCallRules.Read(errors, http, before: null, keys.CanSeal, door, now) : new HttpCall();
        if (errors.Any)
        {
            return Failure.Invalid(errors);
        }

        await using var transaction = await db.BeginAsync(cancellationToken);
        await changes.LockAsync(actor.AccountId, cancellationToken);
        if (await IsFullAsync(actor.AccountId, cancellationToken) is { } most)
        {
            return Failure.Invalid("_schema", $"The account may have {most} integrations at most.");
        }

        var integration = new Integration
        {
            Id = await db.SingleAsync(
                $"""
                insert into integrations (account_id, type, name, description, created_by, application_id, business_hours_id, deactivated_at, created_at, updated_at)
                values ({actor.AccountId}, {IntegrationType.Http}, {request.Name!.Trim()}, {request.Description}, {actor.UserId}, {actor.ClientId}, {request.BusinessHoursId}, {request.DeactivatedDatetime},
                  {now}, {now})
                returning id
                """,
                row => row.GetInt64(0),
                cancellationToken),
            Type = IntegrationType.Http,
            Name = request.Name!.Trim(),
            Description = request.Description,
            CreatedBy = actor.UserId,
            ApplicationId = actor.ClientId,
            BusinessHoursId = request.BusinessHoursId,
            DeactivatedAt = request.DeactivatedDatetime,
            CreatedAt = now,
            UpdatedAt = now,
        };
        var sealedCall = SealedCall.Close(call, integration.Id, call.HasSecrets ? await keys.BoxAsync(actor.AccountId, cancellationToken) : null);
        var callId = await db.SingleAsync(sealedCall.Save(actor.AccountId, integration.Id), row => row.GetInt64(0), cancellationToken);
        await changes.EndAsync([new(EventType.IntegrationCreated, EventObject.Integration, integration.Id)], actor, now, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return integration with { Http = call with { Id = callId } };
    }

    /// <summary>How many integrations the account may have, when it has as many.</summary>
    private async Task<long?> IsFullAsync(long accountId, CancellationToken cancellationToken)
    {
        var (limits, count) = await db.SingleAsync(
            $"""
            select (select data -> 'max_integrations' from account_settings where account_id = {accountId} and type = 'limits' limit 1),
              (select count(*) from integrations where account_id = {accountId})
            """,
            row => (row.Json(0), row.GetInt64(1)),
            cancellationToken);
        return limits is { ValueKind: System.Text.Json.JsonValueKind.Number } limit && limit.TryGetInt64(out var most) && count >= most ? most : null;
    }
}
