using System.Text.Json.Nodes;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Identity;
using Antiphon.Views;
using Antiphon.Widgets;

namespace Antiphon.Integrations;

/// <summary>Deletes an HTTP integration with what it told of customers, unless something uses it. Views that do are deactivated, and its widgets go with it.</summary>
internal sealed class DeleteIntegration(DeskDb db, TimeProvider clock, ReadIntegrations reading, IntegrationUses uses, DeactivateViews deactivateViews, RemoveWidgets removeWidgets, IntegrationChanges changes)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) => api.MapDelete("/integrations/{id:long}", HandleAsync).RequireScope(Scope.IntegrationsWrite, Right.Administer)
        .Writes(EventType.IntegrationDeleted, EventType.ViewDeactivated, EventType.WidgetDeleted).Produces(StatusCodes.Status204NoContent);

    private static async Task<IResult> HandleAsync(long id, Actor actor, DeleteIntegration deleteIntegration, CancellationToken cancellationToken) =>
        (await deleteIntegration.RunAsync(id, actor, cancellationToken)).ToNoContent("Failed to delete integration");

    public async Task<Result<Done>> RunAsync(long id, Actor actor, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginAsync(cancellationToken);
        await changes.LockAsync(actor.AccountId, cancellationToken);
        if (await reading.LockAsync(actor.AccountId, id, cancellationToken) is not { } integration)
        {
            return Failure.NotFound();
        }

        if (integration.IsManaged)
        {
            return Failure.Forbidden(IntegrationFields.Managed);
        }

        if (integration.Http is null)
        {
            return Failure.Invalid("type", IntegrationFields.OnlyHttp);
        }

        if (await uses.FindAsync(id, actor, cancellationToken) is { } used)
        {
            return used;
        }

        await removeWidgets.OfIntegrationAsync(id, actor, cancellationToken);
        await db.ExecuteAsync($"delete from integrations where account_id = {actor.AccountId} and id = {id}", cancellationToken);
        await deactivateViews.RunAsync([ViewReference.Integration(id)], actor, cancellationToken);
        // Nobody can look it up any more.
        var last = new JsonObject { ["type"] = integration.Type, ["name"] = integration.Name };
        await changes.EndAsync([new(EventType.IntegrationDeleted, EventObject.Integration, id, last)], actor, clock.Now(), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return default(Done);
    }
}
