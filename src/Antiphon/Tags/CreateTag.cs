using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events;
using Antiphon.Http;
using Antiphon.Http.Body;
using Antiphon.Identity;
using Npgsql;

namespace Antiphon.Tags;

/// <summary>REST, and later the MCP tool and the inbox, create tags through this one operation.</summary>
internal sealed class CreateTag(DeskDb db, TimeProvider clock)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) =>
        api.MapPost("/tags", HandleAsync).RequireScope(Scope.TagsWrite, Right.LeadDesk).Writes(EventType.TagCreated).Produces<TagResource>(StatusCodes.Status201Created);

    private static async Task<IResult> HandleAsync(Input<CreateTagRequest> input, Actor actor, CreateTag createTag, CancellationToken cancellationToken) =>
        (await createTag.RunAsync(input, actor, cancellationToken)).ToCreated("Failed to create tag", tag => tag.ToResource());

    public async Task<Result<Tag>> RunAsync(Input<CreateTagRequest> input, Actor actor, CancellationToken cancellationToken)
    {
        var request = input.Value;
        input.Errors.RequiredText("name", request.Name);
        Tag.Check(input.Errors, request.Name, request.Description, request.Decoration);
        if (input.Errors.Any)
        {
            return Failure.Invalid(input.Errors);
        }

        var now = clock.Now();
        try
        {
            return await db.SingleAsync(
                $"""
                with created as (
                  insert into tags (account_id, name, description, decoration, created_at)
                  values ({actor.AccountId}, {request.Name!.Trim()}, {request.Description}, {Tag.Store(request.Decoration)}, {now})
                  returning {Tag.Columns:raw}),
                logged as ({EventLog.Of(actor, EventType.TagCreated, EventObject.Tag, now, Sql.Of($"select id, null::jsonb from created"))})
                select {Tag.Columns:raw} from created
                """,
                Tag.Read,
                cancellationToken);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            // The index decides, so two racing requests cannot both win.
            return Failure.Conflict();
        }
    }
}
