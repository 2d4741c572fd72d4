using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events;
using Antiphon.Http;
using Antiphon.Http.Body;
using Antiphon.Identity;
using Antiphon.Integrations;

namespace Antiphon.Widgets;

/// <summary>Changes the sent members; a template replaces the whole one. A request that changes nothing writes nothing.</summary>
internal sealed class UpdateWidget(DeskDb db, TimeProvider clock, ReadIntegrations integrations)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) => api.MapPut("/widgets/{id:long}", HandleAsync).RequireScope(Scope.IntegrationsWrite, Right.Administer)
        .Writes(EventType.WidgetUpdated).Produces<WidgetResource>();

    private static async Task<IResult> HandleAsync(long id, Input<UpdateWidgetRequest> input, Actor actor, UpdateWidget updateWidget, CancellationToken cancellationToken) =>
        (await updateWidget.RunAsync(id, input, actor, cancellationToken)).ToOk("Failed to update widget", widget => widget.ToResource());

    public async Task<Result<Widget>> RunAsync(long id, Input<UpdateWidgetRequest> input, Actor actor, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginAsync(cancellationToken);
        var before = await db.FirstOrDefaultAsync($"select {Widget.Columns:raw} from widgets where account_id = {actor.AccountId} and id = {id} for update", Widget.Read, cancellationToken);
        if (before is null)
        {
            return Failure.NotFound();
        }

        var (request, errors) = (input.Value, input.Errors);
        errors.AddIf(request.Type is { HasValue: true, Value: null }, "type", FieldErrors.Null)
            .AddIf(request.Context is { HasValue: true, Value: null }, "context", FieldErrors.Null)
            .AddIf(request.Order is { HasValue: true, Value: null }, "order", FieldErrors.Null)
            .AddIf(request.Template is { HasValue: true, Value: null }, "template", FieldErrors.Null);
        Widget.Check(errors, request.Type.Value, request.Context.Value, request.Order.Value, request.Template.Value, request.AppId.Value);
        var after = before with
        {
            Type = request.Type.Value ?? before.Type,
            Context = request.Context.Value is { } context ? Widget.ContextOf(context) : before.Context,
            Template = request.Template.Value ?? before.Template,
            Order = request.Order.Value ?? before.Order,
            IntegrationId = request.IntegrationId.Or(before.IntegrationId),
            AppId = request.AppId.Or(before.AppId),
            DeactivatedAt = request.DeactivatedDatetime.Or(before.DeactivatedAt),
        };
        if (after.Type != before.Type || after.IntegrationId != before.IntegrationId)
        {
            await after.CheckIntegrationAsync(errors, integrations, actor.AccountId, cancellationToken);
        }

        if (errors.Any)
        {
            return Failure.Invalid(errors);
        }

        var now = clock.Now();
        var changed = await db.FirstOrDefaultAsync(
            $"""
            update widgets set type = {after.Type}, context = {after.Context}, template = {new Jsonb(after.Template.GetRawText())}, position = {after.Order}, integration_id = {after.IntegrationId},
              app_id = {after.AppId}, deactivated_at = {after.DeactivatedAt}, updated_at = {now}
            where account_id = {actor.AccountId} and id = {id}
              and (type, context, template, position, integration_id, app_id, deactivated_at)
                is distinct from ({after.Type}, {after.Context}, {new Jsonb(after.Template.GetRawText())}, {after.Order}, {after.IntegrationId}, {after.AppId}, {after.DeactivatedAt})
            returning {Widget.Columns:raw}
            """,
            Widget.Read,
            cancellationToken);
        if (changed is null)
        {
            return before;
        }

        await db.ExecuteAsync(EventLog.Of(actor, now, [new(EventType.WidgetUpdated, EventObject.Widget, id)]), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return changed;
    }
}
