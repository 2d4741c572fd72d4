using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events;
using Antiphon.Http;
using Antiphon.Identity;

namespace Antiphon.Tags;

/// <summary>A tag as a ticket names it: by id, or by a name that may be new.</summary>
internal readonly record struct TagReference(long? Id, string? Name, TagDecoration? Decoration = null);

/// <summary>
/// Finds the tags that a ticket is to carry and makes those whose name is new. Works in the caller's transaction, so a request that fails later leaves no
/// tag behind.
/// </summary>
internal sealed class ResolveTags(DeskDb db, TimeProvider clock)
{
    /// <summary>
    /// Answers the ids in the order of the references, without repetitions; unknown ids are noted under <paramref name="idsField"/>, and then nothing is
    /// made.
    /// </summary>
    public async Task<long[]> RunAsync(IReadOnlyList<TagReference> references, FieldErrors errors, string idsField, Actor actor, CancellationToken cancellationToken)
    {
        if (references.Count == 0)
        {
            return [];
        }

        var ids = references.Where(reference => reference.Id is not null).Select(reference => reference.Id!.Value).Distinct().ToArray();
        var named = references.Where(reference => reference is { Id: null, Name: not null }).DistinctBy(reference => reference.Name!.Trim(), StringComparer.Ordinal).ToList();
        // A tag that is being deleted or merged at this moment must not be put on a ticket afterwards.
        var found = await db.ListAsync(
            $"""
            select id, name from tags where account_id = {actor.AccountId} and (id = any({ids}) or name = any({named.Select(tag => tag.Name!.Trim()).ToArray()}))
            order by id for key share
            """,
            row => (Id: row.GetInt64(0), Name: row.GetString(1)),
            cancellationToken);
        foreach (var unknown in ids.Except(found.Select(tag => tag.Id)))
        {
            errors.Add(idsField, $"Tag {unknown} does not exist.");
        }

        if (errors.Any)
        {
            return [];
        }

        var byName = found.ToDictionary(tag => tag.Name, tag => tag.Id, StringComparer.Ordinal);
        foreach (var (name, id) in await CreateAsync([.. named.Where(tag => !byName.ContainsKey(tag.Name!.Trim()))], actor, cancellationToken))
        {
            byName[name] = id;
        }

        return [.. references.Select(reference => reference.Id ?? byName[reference.Name!.Trim()]).Distinct()];
    }

    private async Task<List<(string Name, long Id)>> CreateAsync(List<TagReference> missing, Actor actor, CancellationToken cancellationToken)
    {
        if (missing.Count == 0)
        {
            return [];
        }

        var now = clock.Now();
        var names = missing.Select(tag => tag.Name!.Trim()).Order(StringComparer.Ordinal).ToArray();
        var decorations = missing.OrderBy(tag => tag.Name!.Trim(), StringComparer.Ordinal).Select(tag => Tag.Store(tag.Decoration ?? new TagDecoration(null)).Text!).ToArray();
        // Whoever makes the tag first wins; the others find it afterwards, and only the winner writes the event. In order of name against deadlocks.
        var created = await db.ListAsync(
            $"""
            with created as (
              insert into tags (account_id, name, decoration, created_at)
              select {actor.AccountId}, wanted.name, wanted.decoration::jsonb, {now} from unnest({names}, {decorations}) wanted (name, decoration)
              on conflict (account_id, name) do nothing returning id, name),
            logged as ({EventLog.Of(actor, EventType.TagCreated, EventObject.Tag, now, Sql.Of($"select id, null::jsonb from created"))})
            select name, id from created
            """,
            row => (row.GetString(0), row.GetInt64(1)),
            cancellationToken);
        if (created.Count < names.Length)
        {
            created.AddRange(await db.ListAsync(
                $"select name, id from tags where account_id = {actor.AccountId} and name = any({names}) order by id for key share",
                row => (row.GetString(0), row.GetInt64(1)),
                cancellationToken));
        }

        return created;
    }
}
