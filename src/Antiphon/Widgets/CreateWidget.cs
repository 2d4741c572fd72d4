using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events;
using Antiphon.Http;
using Antiphon.Http.Body;
using Antiphon.Identity;
using Antiphon.Integrations;

namespace Antiphon.Widgets;

internal sealed class CreateWidget(DeskDb db, TimeProvider clock, ReadIntegrations integrations)
{
    private const int Most = 500;

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) => api.MapPost("/widgets", HandleAsync).RequireScope(Scope.IntegrationsWrite, Right.Administer)
        .Writes(EventType.WidgetCreated).Produces<WidgetResource>(StatusCodes.Status201Created);

    private static async Task<IResult> HandleAsync(Input<CreateWidgetRequest> input, Actor actor, CreateWidget createWidget, CancellationToken cancellationToken) =>
        (await createWidget.RunAsync(input, actor, cancellationToken)).ToCreated("Failed to create widget", widget => widget.ToResource());

    public async Task<Result<Widget>> RunAsync(Input<CreateWidgetRequest> input, Actor actor, CancellationToken cancellationToken)
    {
        var (request, errors) = (input.Value, input.Errors);
        errors.Required("type", request.Type).Required("template", request.Template);
        Widget.Check(errors, request.Type, request.Context, request.Order, request.Template, request.AppId);
        var now = clock.Now();
        var widget = new Widget
        {
            Type = request.Type ?? "",
            Context = Widget.ContextOf(request.Context),
            Template = request.Template ?? default,
            Order = request.Order ?? 0,
            IntegrationId = request.IntegrationId,
            AppId = request.AppId,
            DeactivatedAt = request.DeactivatedDatetime,
        };
        await using var transaction = await db.BeginAsync(cancellationToken);
        await widget.CheckIntegrationAsync(errors, integrations, actor.AccountId, cancellationToken);
        if (errors.Any)
        {
            return Failure.Invalid(errors);
        }

        if (await db.SingleAsync($"select count(*) >= {Most} from widgets where account_id = {actor.AccountId}", row => row.GetBoolean(0), cancellationToken))
        {
            return Failure.Invalid("_schema", $"The account may have {Most} widgets at most.");
        }

        var created = await db.SingleAsync(
            $"""
            with created as (
              insert into widgets (account_id, type, context, template, position, integration_id, app_id, application_id, deactivated_at, created_at, updated_at)
              values ({actor.AccountId}, {widget.Type}, {widget.Context}, {new Jsonb(widget.Template.GetRawText())}, {widget.Order}, {widget.IntegrationId}, {widget.AppId}, {actor.ClientId},
                {widget.DeactivatedAt}, {now}, {now})
              returning {Widget.Columns:raw}),
            logged as ({EventLog.Of(actor, EventType.WidgetCreated, EventObject.Widget, now, Sql.Of($"select id, null::jsonb from created"))})
            select {Widget.Columns:raw} from created
            """,
            Widget.Read,
            cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return created;
    }
}
