using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Http.Query;
using Antiphon.Identity;
using Antiphon.Limits;

namespace Antiphon.Changes;

/// <summary>What a caller asks of the feed.</summary>
/// <param name="After">The last number that the caller knows; null to learn the present one.</param>
/// <param name="Filter">Which changes, and how many at most.</param>
/// <param name="WithObjects">Whether the objects come along as they are now.</param>
/// <param name="Patience">How long to wait for a change when there is none.</param>
internal sealed record ChangesWish(long? After, ChangeFilter Filter, bool WithObjects, TimeSpan Patience = default);

/// <summary>The change feed of the account, for mirrors and for whoever keeps something in step with it.</summary>
internal sealed class ListChanges(DeskDb db, ReadChanges readChanges, ChangeObjects changeObjects, ChangePump pump, IHostApplicationLifetime lifetime, TimeProvider clock)
{
    private const int DefaultLimit = 100;
    private const int MostWithObjects = 100;

    private static readonly QuerySpec Query = QuerySpec.None
        .Integer("after", min: 0, description: "The sequence up to which the changes are known: next of the answer before. Absent: no changes, only the present sequence as next.")
        .Integer("limit", min: 1, max: 1000, description: $"Changes of an answer, {DefaultLimit} unless said; with objects {MostWithObjects} at most.")
        .Texts("types", ChangeType.All, description: "What happened.")
        .Texts("object_types", ChangeObject.All, description: "To which kinds of objects.")
        .Texts("include", ["object"], description: "The objects as they are now.")
        .Integer("wait", min: 0, max: 30, description: "Seconds to wait for a change when there is none behind after.");

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) => api.MapGet("/changes", HandleAsync).RequireScope(Scope.EventsRead, Right.Read).Takes(Query).Extension()
        .Produces<ChangesResource>().Produces<ErrorBody>(StatusCodes.Status410Gone);

    private static async Task<IResult> HandleAsync(QueryValues query, Actor actor, Origin origin, ListChanges listChanges, HttpContext http, CancellationToken cancellationToken)
    {
        var changes = await Read(query).ThenAsync(wish => listChanges.RunAsync(wish, actor, origin, cancellationToken));
        if (changes.Failure is null && changes.Value.Data.Count == 0)
        {
            http.IsLight();
        }

        return changes.ToOk("Failed to list changes", found => found);
    }

    private static Result<ChangesWish> Read(QueryValues query)
    {
        var withObjects = query.Texts("include") is not null;
        var limit = (int)(query.Integer("limit") ?? DefaultLimit);
        return withObjects && limit > MostWithObjects
            ? Failure.Invalid("limit", $"Must be less than or equal to {MostWithObjects} with objects.")
            : new ChangesWish(query.Integer("after"), new(limit, query.Texts("types")?.ToArray(), query.Texts("object_types")?.ToArray()), withObjects, TimeSpan.FromSeconds(query.Integer("wait") ?? 0));
    }

    public async Task<Result<ChangesResource>> RunAsync(ChangesWish wish, Actor actor, Origin origin, CancellationToken cancellationToken)
    {
        if (wish.After is not { } after)
        {
            return new ChangesResource([], await readChanges.NewestAsync(actor.AccountId, cancellationToken), HasMore: false);
        }

        var page = await ReadAsync(actor.AccountId, after, wish, cancellationToken);
        return page.Failure is { } failure ? failure : await ShowAsync(page.Value, wish, actor, origin, cancellationToken);
    }

    private async Task<Result<ChangePage>> ReadAsync(long accountId, long after, ChangesWish wish, CancellationToken cancellationToken)
    {
        var page = await readChanges.RunAsync(accountId, after, wish.Filter, cancellationToken);
        if (wish.Patience == TimeSpan.Zero || !IsEmpty(page))
        {
            return page;
        }

        // Nothing of the database is held while this waits. A server that stops sends its callers away with what there is.
        using var watching = pump.Watch(accountId);
        using var patience = new CancellationTokenSource(wish.Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, lifetime.ApplicationStopping, cancellationToken);
        try
        {
            while (IsEmpty(page))
            {
                if (!page.Value.HasMore)
                {
                    await watching.Watch.WaitAsync(page.Value.Next, either.Token);
                }

                page = await readChanges.RunAsync(accountId, page.Value.Next, wish.Filter, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Waited long enough.
        }

        return page;

        static bool IsEmpty(Result<ChangePage> page) => page.Failure is null && page.Value.Changes.Count == 0;
    }

    private async Task<ChangesResource> ShowAsync(ChangePage page, ChangesWish wish, Actor actor, Origin origin, CancellationToken cancellationToken)
    {
        var audiences = await ViewAudiences.ReadAsync(db, actor.AccountId, page.Changes, cancellationToken);
        // A change that becomes a deletion for this caller was asked for as what it was; whoever keeps a mirror needs to hear of it.
        var seen = page.Changes.Select(change => audiences.For(change, actor)).OfType<Change>().ToList();
        var objects = wish.WithObjects ? await changeObjects.RunAsync(seen, actor, origin, cancellationToken) : null;
        return new(
            [.. seen.Select(change => change.ToResource(objects is not null && objects.TryGetValue((change.ObjectType, change.ObjectId), out var shown) ? shown : null))],
            page.Next,
            page.HasMore);
    }
}
