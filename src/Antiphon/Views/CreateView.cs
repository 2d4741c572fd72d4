using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events;
using Antiphon.Http;
using Antiphon.Http.Body;
using Antiphon.Identity;

namespace Antiphon.Views;

internal sealed class CreateView(DeskDb db, TimeProvider clock, SaveView saveView, GetView getView)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) => api.MapPost("/views", HandleAsync).RequireScope(Scope.TicketsWrite, Right.LeadDesk)
        .Writes(EventType.ViewCreated).Produces<ViewResource>(StatusCodes.Status201Created);

    private static async Task<IResult> HandleAsync(Input<CreateViewRequest> input, Actor actor, CreateView createView, CancellationToken cancellationToken) =>
        (await createView.RunAsync(input, actor, cancellationToken)).ToCreated("Failed to create view", view => view.ToResource());

    public async Task<Result<View>> RunAsync(Input<CreateViewRequest> input, Actor actor, CancellationToken cancellationToken)
    {
        var request = input.Value;
        var now = clock.Now();
        var name = request.Name?.Trim() ?? "";
        var view = new View
        {
            Category = "user",
            Type = request.Type ?? View.Tickets,
            Name = name,
            Slug = request.Slug ?? ViewRules.SlugOf(name),
            Visibility = request.Visibility ?? View.Public,
            SectionId = request.SectionId,
            Fields = request.Fields ?? [],
            Filters = request.Filters ?? "",
            OrderBy = request.OrderBy ?? "updated_datetime",
            OrderDir = request.OrderDir ?? "desc",
            Search = request.Search,
            CreatedAt = now,
        };
        await using var transaction = await db.BeginAsync(cancellationToken);
        var users = request.SharedWithUsers ?? [];
        var teams = request.SharedWithTeams ?? [];
        var filter = await saveView.CheckAsync(view, request.Decoration, users, teams, input.Errors, actor, cancellationToken);
        if (filter is not null)
        {
            await saveView.CheckRoomAsync(view.Visibility, input.Errors, actor, cancellationToken);
        }

        if (filter is null || input.Errors.Any)
        {
            return Failure.Invalid(input.Errors);
        }

        var id = await db.SingleAsync(
            $"""
            with created as (
              insert into views (account_id, category, type, name, slug, visibility, section_id, decoration, fields, filters, order_by, order_dir, search, refers_to, created_at)
              values ({actor.AccountId}, {view.Category}, {view.Type}, {view.Name}, {view.Slug}, {view.Visibility}, {view.SectionId}, {ViewRules.Store(request.Decoration)},
                {view.Fields.ToArray()}, {view.Filters}, {view.OrderBy}, {view.OrderDir}, {view.Search}, {ViewReference.In(filter.Condition)}, {now})
              returning id),
            logged as ({EventLog.Of(actor, EventType.ViewCreated, EventObject.View, now, Sql.Of($"select id, null::jsonb from created"))})
            select id from created
            """,
            row => row.GetInt64(0),
            cancellationToken);
        await saveView.ShareAsync(id, view, users, teams, actor, cancellationToken);
        var created = await getView.RunAsync(id, actor, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return created;
    }
}
