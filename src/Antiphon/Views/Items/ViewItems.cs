using Antiphon.Contract;
using Antiphon.Customers;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Http.Query;
using Antiphon.Identity;
using Antiphon.Language.Conditions;
using Antiphon.Tickets;

namespace Antiphon.Views.Items;

/// <summary>One page of a view: tickets or customers.</summary>
internal sealed record ItemsPage(IReadOnlyList<Ticket>? Tickets, IReadOnlyList<Customer>? Customers, ItemIds Ids, int Limit)
{
    /// <summary>The answer, which is not the envelope of other lists.</summary>
    public IResult ToAnswer(HttpContext http) => Tickets is not null
        ? new WireResult<ViewItemsResource<TicketCompactResource>>(Envelope(http, Tickets, ticket => ticket.ToCompact()), StatusCodes.Status200OK)
        : new WireResult<ViewItemsResource<ListedCustomerResource>>(Envelope(http, Customers!, customer => customer.ToListed()), StatusCodes.Status200OK);

    private ViewItemsResource<TWire> Envelope<T, TWire>(HttpContext http, IReadOnlyList<T> items, Func<T, TWire> map) => new(
        [.. items.Select(map)],
        "list",
        http.Request.Path + http.Request.QueryString,
        new(Link(http, Ids.Next, "next"), Link(http, Ids.Prev, "prev"), Ids.Current, Ids.Next, Ids.Prev));

    private string? Link(HttpContext http, string? cursor, string direction) =>
        cursor is null ? null : $"{http.Request.Path.Value!.TrimEnd('/')}?cursor={Uri.EscapeDataString(Ids.Current!)}&direction={direction}&limit={Limit}";
}

/// <summary>The items of a view, saved or not.</summary>
internal sealed class ViewItems(DeskDb db, ViewCondition viewCondition, FindItems findItems)
{
    /// <param name="view">The view.</param>
    /// <param name="isRanked">Whether a search of the view decides the order, unless the query names one.</param>
    /// <param name="query">Which page.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<Result<ItemsPage>> RunAsync(View view, bool isRanked, QueryValues query, Actor actor, CancellationToken cancellationToken)
    {
        var relevance = isRanked && await viewCondition.SearchAsync(view, actor, cancellationToken) is { IsBlank: false } search ? ItemColumn.OfRelevance(search) : null;
        var request = ItemsRequest.Read(query, view, relevance);
        if (request.Failure is { } failure)
        {
            return failure;
        }

        var condition = await viewCondition.RunAsync(view, actor, cancellationToken);
        if (condition.Failure is { } wrong)
        {
            return wrong;
        }

        var subject = ViewFilter.SubjectOf(view.Type);
        var ids = await findItems.RunAsync(request.Value, subject, condition.Value, actor.AccountId, cancellationToken);
        return subject == FilterSubject.Ticket
            ? new ItemsPage(
                Ordered(ids, await db.ListAsync(Ticket.Select(actor.AccountId, actor.UserId) + Sql.Of($" and tickets.id = any({ids.Ids})"), Ticket.Read, cancellationToken), ticket => ticket.Id),
                null,
                ids,
                request.Value.Limit)
            : new ItemsPage(
                null,
                Ordered(
                    ids,
                    await db.ListAsync($"select {Customer.Columns:raw} from customers where account_id = {actor.AccountId} and id = any({ids.Ids})", Customer.Read, cancellationToken),
                    customer => customer.Id),
                ids,
                request.Value.Limit);
    }

    private static List<T> Ordered<T>(ItemIds ids, List<T> rows, Func<T, long> id) => [.. rows.OrderBy(row => Array.IndexOf(ids.Ids, id(row)))];
}
