using System.Text.Json.Nodes;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events;
using Antiphon.Http;
using Antiphon.Http.Body;
using Antiphon.Identity;
using Npgsql;

namespace Antiphon.Tags;

internal sealed class UpdateTag(DeskDb db, TimeProvider clock)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) => api.MapPut("/tags/{id:long}", HandleAsync).RequireScope(Scope.TagsWrite, Right.LeadDesk)
        .Writes(EventType.TagUpdated, EventType.TagRenamed).Produces<TagResource>(StatusCodes.Status202Accepted);

    private static async Task<IResult> HandleAsync(long id, Input<UpdateTagRequest> input, Actor actor, UpdateTag updateTag, CancellationToken cancellationToken) =>
        (await updateTag.RunAsync(id, input, actor, cancellationToken)).ToAccepted("Failed to update tag", tag => tag.ToResource());

    public async Task<Result<Tag>> RunAsync(long id, Input<UpdateTagRequest> input, Actor actor, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginAsync(cancellationToken);
        await db.ExecuteAsync($"select from tags where account_id = {actor.AccountId} and id = {id} for update", cancellationToken);
        var before = await db.FirstOrDefaultAsync($"select {Tag.Columns:raw} from {TagList.From(actor.AccountId)} where id = {id}", Tag.Read, cancellationToken);
        if (before is null)
        {
            return Failure.NotFound();
        }

        var request = input.Value;
        if (request.Name.HasValue)
        {
            input.Errors.AddIf(request.Name.Value is null, "name", FieldErrors.Null).RequiredText("name", request.Name.Value);
        }

        Tag.Check(input.Errors, request.Name.Value, request.Description.Value, request.Decoration.Value);
        if (input.Errors.Any)
        {
            return Failure.Invalid(input.Errors);
        }

        var after = before with
        {
            Name = request.Name.HasValue ? request.Name.Value!.Trim() : before.Name,
            Description = request.Description.Or(before.Description),
        };
        var decoration = request.Decoration.HasValue ? Tag.Store(request.Decoration.Value) : new Jsonb(before.Decoration?.GetRawText());
        try
        {
            var now = clock.Now();
            after = await db.SingleAsync(
                $"""
                update tags set name = {after.Name}, description = {after.Description}, decoration = {decoration}
                where account_id = {actor.AccountId} and id = {id} returning {Tag.Columns:raw}
                """,
                Tag.Read,
                cancellationToken);
            after = after with { Usage = before.Usage };
            List<NewEvent> events = [];
            var isRenamed = after.Name != before.Name;
            JsonObject Names() => new() { ["old_name"] = before.Name, ["new_name"] = after.Name };
            if (isRenamed)
            {
                events.Add(new(EventType.TagRenamed, EventObject.Tag, id, Names()));
            }

            if (isRenamed || after.Description != before.Description || after.Decoration?.GetRawText() != before.Decoration?.GetRawText())
            {
                events.Add(new(EventType.TagUpdated, EventObject.Tag, id, isRenamed ? Names() : null));
            }

            if (events.Count > 0)
            {
                await db.ExecuteAsync(EventLog.Of(actor, now, events), cancellationToken);
            }

            await transaction.CommitAsync(cancellationToken);
            return after;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return Failure.Conflict();
        }
    }
}
