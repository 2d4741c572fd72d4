using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events;
using Antiphon.Http;
using Antiphon.Http.Body;
using Antiphon.Identity;

namespace Antiphon.Views;

internal sealed class UpdateView(DeskDb db, TimeProvider clock, SaveView saveView, GetView getView)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) => api.MapPut("/views/{id:long}", HandleAsync).RequireScope(Scope.TicketsWrite, Right.LeadDesk)
        .Writes(EventType.ViewUpdated).Produces<ViewResource>(StatusCodes.Status202Accepted);

    private static async Task<IResult> HandleAsync(long id, Input<UpdateViewRequest> input, Actor actor, UpdateView updateView, CancellationToken cancellationToken) =>
        (await updateView.RunAsync(id, input, actor, cancellationToken)).ToAccepted("Failed to update view", view => view.ToResource());

    public async Task<Result<View>> RunAsync(long id, Input<UpdateViewRequest> input, Actor actor, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginAsync(cancellationToken);
        var before = await db.FirstOrDefaultAsync($"{View.Select(actor)} and v.id = {id} for update of v", View.Read, cancellationToken);
        if (before is null)
        {
            return Failure.NotFound();
        }

        var request = input.Value;
        ViewDraft.CheckNulls(input.Errors, request);
        var after = ViewDraft.Apply(before, request);
        var sharing = ViewDraft.Sharing(before, after, request);
        var filter = await saveView.CheckAsync(after, request.Decoration.Value, sharing.Users, sharing.Teams, input.Errors, actor, cancellationToken);
        if (filter is not null && (after.Visibility == View.Private) != (before.Visibility == View.Private))
        {
            await saveView.CheckRoomAsync(after.Visibility, input.Errors, actor, cancellationToken);
        }

        if (filter is null || input.Errors.Any)
        {
            return Failure.Invalid(input.Errors);
        }

        var decoration = request.Decoration.HasValue ? ViewRules.Store(request.Decoration.Value) : new Jsonb(before.Decoration?.GetRawText());
        await db.ExecuteAsync(
            $"""
            update views set type = {after.Type}, name = {after.Name}, slug = {after.Slug}, visibility = {after.Visibility}, section_id = {after.SectionId},
              decoration = {decoration}, fields = {after.Fields.ToArray()}, filters = {after.Filters}, order_by = {after.OrderBy}, order_dir = {after.OrderDir},
              search = {after.Search}, refers_to = {ViewReference.In(filter.Condition)}, deactivated_at = {after.DeactivatedAt}
            where account_id = {actor.AccountId} and id = {id}
            """,
            cancellationToken);
        await saveView.ShareAsync(id, after, sharing.Users, sharing.Teams, actor, cancellationToken);
        after = (await getView.RunAsync(id, actor, cancellationToken)).Value;
        if (ViewDraft.Differ(before, after))
        {
            await db.ExecuteAsync(EventLog.Of(actor, clock.Now(), [new(EventType.ViewUpdated, EventObject.View, id)]), cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return after;
    }
}
