using System.Text.Json.Nodes;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events;
using Antiphon.Http;
using Antiphon.Http.Body;
using Antiphon.Http.Query;
using Antiphon.Identity;
using Antiphon.Rules;
using Antiphon.Views;

namespace Antiphon.Tags;

/// <summary>Deletes one tag or several; tickets lose them.</summary>
internal sealed class DeleteTags(DeskDb db, TimeProvider clock, RuleUses ruleUses, DeactivateViews deactivateViews)
{
    private static readonly QuerySpec Query = QuerySpec.None.Integers("ids", 1000, "For clients that cannot send a body with DELETE.");

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapDelete("/tags/{id:long}", HandleOneAsync).RequireScope(Scope.TagsWrite, Right.LeadDesk).Writes(EventType.TagDeleted, EventType.ViewDeactivated).Produces(StatusCodes.Status204NoContent);
        api.MapDelete("/tags", HandleManyAsync).RequireScope(Scope.TagsWrite, Right.LeadDesk).Takes(Query).Writes(EventType.TagDeleted, EventType.ViewDeactivated).Produces(StatusCodes.Status204NoContent);
    }

    private static async Task<IResult> HandleOneAsync(long id, Actor actor, DeleteTags deleteTags, CancellationToken cancellationToken) =>
        (await deleteTags.RunAsync([id], actor, cancellationToken)).ToNoContent("Failed to delete tag");

    private static async Task<IResult> HandleManyAsync(Input<BulkDeleteRequest> input, QueryValues query, Actor actor, DeleteTags deleteTags, CancellationToken cancellationToken) =>
        (await BulkIds.Read(input, query).ThenAsync(ids => deleteTags.RunAsync(ids, actor, cancellationToken))).ToNoContent("Failed to delete tags");

    public async Task<Result<Done>> RunAsync(IReadOnlyList<long> ids, Actor actor, CancellationToken cancellationToken)
    {
        var wanted = ids.Distinct().ToArray();
        await using var transaction = await db.BeginAsync(cancellationToken);
        if (await UseAsync(wanted, actor, cancellationToken) is { } used)
        {
            return used;
        }

        var now = clock.Now();
        var deleted = await db.ListAsync(
            $"""
            with deleted as (delete from tags where account_id = {actor.AccountId} and id = any({wanted}) returning id, name),
            logged as ({EventLog.Of(actor, EventType.TagDeleted, EventObject.Tag, now, Sql.Of($"select id, null::jsonb from deleted"))})
            select id, name from deleted
            """,
            row => (Id: row.GetInt64(0), Name: row.GetString(1)),
            cancellationToken);
        if (deleted.Count < wanted.Length)
        {
            return Failure.NotFound();
        }

        await db.ExecuteAsync(
            $"""
            update tickets set tag_ids = array(select tag_id from unnest(tag_ids) with ordinality kept (tag_id, place) where tag_id <> all({wanted}) order by place)
            where account_id = {actor.AccountId} and tag_ids && {wanted}
            """,
            cancellationToken);
        await db.ExecuteAsync($"delete from tag_usage_changes where account_id = {actor.AccountId} and tag_id = any({wanted})", cancellationToken);
        await deactivateViews.RunAsync([.. deleted.SelectMany(tag => ViewReference.Tag(tag.Id, tag.Name))], actor, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return default(Done);
    }

    /// <summary>Macros and rules name their tags by text, and would make a deleted one again. None is deleted when one is in use.</summary>
    private async Task<Failure?> UseAsync(long[] tags, Actor actor, CancellationToken cancellationToken)
    {
        var names = await db.ListAsync(
            $"select name from tags where account_id = {actor.AccountId} and id = any({tags}) order by id for update", row => row.GetString(0), cancellationToken);
        var macros = await db.ListAsync(
            $"select id from macros where account_id = {actor.AccountId} and tag_names && {names.ToArray()} order by id", row => row.GetInt64(0), cancellationToken);
        var rules = await ruleUses.OfTagsAsync(names, actor, cancellationToken);
        return macros.Count == 0 && rules.Count == 0
            ? null
            : Failure.Conflict("The tag is used in macros or rules.", new JsonObject { ["macros"] = Ids(macros), ["rules"] = Ids(rules) });

        static JsonArray Ids(IEnumerable<long> ids) => new([.. ids.Select(id => (JsonNode)id)]);
    }
}
