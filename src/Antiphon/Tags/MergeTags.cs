using System.Text.Json.Nodes;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events;
using Antiphon.Http;
using Antiphon.Http.Body;
using Antiphon.Identity;
using Antiphon.Views;

namespace Antiphon.Tags;

/// <summary>Every ticket of a source gets the destination; the sources vanish. Both spellings of the route end here.</summary>
internal sealed class MergeTags(DeskDb db, TimeProvider clock, GetTag getTag, DeactivateViews deactivateViews)
{
    private const string Msg = "Failed to merge tags";

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPut("/tags/{id:long}/merge", HandlePutAsync).RequireScope(Scope.TagsWrite, Right.LeadDesk).Classed(CallClass.Destructive).Writes(EventType.TagMerged, EventType.ViewDeactivated).Produces<TagResource>(StatusCodes.Status202Accepted);
        api.MapPost("/tags/merge", HandlePostAsync).RequireScope(Scope.TagsWrite, Right.LeadDesk).Classed(CallClass.Destructive).Writes(EventType.TagMerged, EventType.ViewDeactivated).Produces<TagResource>(StatusCodes.Status202Accepted);
    }

    private static async Task<IResult> HandlePutAsync(long id, Input<MergeTagsRequest> input, Actor actor, MergeTags mergeTags, CancellationToken cancellationToken) =>
        (await mergeTags.RunAsync(id, input, actor, cancellationToken)).ToAccepted(Msg, tag => tag.ToResource());

    private static async Task<IResult> HandlePostAsync(Input<MergeTagsRequest> input, Actor actor, MergeTags mergeTags, CancellationToken cancellationToken) =>
        (await mergeTags.RunAsync(input.Value.DestinationTagId ?? input.Value.TargetId, input, actor, cancellationToken)).ToAccepted(Msg, tag => tag.ToResource());

    public async Task<Result<Tag>> RunAsync(long? destination, Input<MergeTagsRequest> input, Actor actor, CancellationToken cancellationToken)
    {
        var sources = (input.Value.SourceTagsIds ?? input.Value.SourceIds)?.Distinct().ToArray();
        input.Errors
            .Required("destination_tag_id", destination)
            .Required("source_tags_ids", sources)
            .NotEmpty("source_tags_ids", sources?.Length)
            .AddIf(destination is { } target && sources?.Contains(target) is true, "source_tags_ids", "The destination cannot be one of the sources.");
        if (input.Errors.Any)
        {
            return Failure.Invalid(input.Errors);
        }

        await using var transaction = await db.BeginAsync(cancellationToken);
        // In order of id, so that two merges that cross wait for each other instead of deadlocking.
        var locked = await db.ListAsync(
            $"select id, name from tags where account_id = {actor.AccountId} and id = any({(long[])[.. sources!, destination!.Value]}) order by id for update",
            row => (Id: row.GetInt64(0), Name: row.GetString(1)),
            cancellationToken);
        if (locked.Count < sources.Length + 1)
        {
            return Failure.NotFound();
        }

        await db.ExecuteAsync(
            $"""
            update tickets set tag_ids = array(
              select tag_id from (
                select case when tag_id = any({sources}) then {destination.Value} else tag_id end tag_id, min(place) place
                from unnest(tag_ids) with ordinality carried (tag_id, place) group by 1) kept order by place)
            where account_id = {actor.AccountId} and tag_ids && {sources}
            """,
            cancellationToken);
        await db.ExecuteAsync($"delete from tags where account_id = {actor.AccountId} and id = any({sources})", cancellationToken);
        await db.ExecuteAsync($"delete from tag_usage_changes where account_id = {actor.AccountId} and tag_id = any({sources})", cancellationToken);
        var gone = locked.Where(tag => tag.Id != destination.Value).SelectMany(tag => ViewReference.Tag(tag.Id, tag.Name));
        await deactivateViews.RunAsync([.. gone], actor, cancellationToken);
        var now = clock.Now();
        foreach (var note in sources.SelectMany(source => MergedObjects.Note(actor.AccountId, EventObject.Tag, source, destination.Value, now)))
        {
            await db.ExecuteAsync(note, cancellationToken);
        }

        var data = new JsonObject { ["source_tags_ids"] = new JsonArray([.. sources.Select(id => (JsonNode)id)]) };
        await db.ExecuteAsync(EventLog.Of(actor, now, [new(EventType.TagMerged, EventObject.Tag, destination.Value, data)]), cancellationToken);
        var merged = await getTag.RunAsync(destination.Value, actor, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return merged;
    }
}
