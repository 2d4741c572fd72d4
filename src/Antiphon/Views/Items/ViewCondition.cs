using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Identity;
using Antiphon.Language;
using Antiphon.Search.FullText;
using Antiphon.Views.Filtering;

namespace Antiphon.Views.Items;

/// <summary>
/// What a view lists, as a condition on <c>tickets</c> or <c>customers</c> for the caller: its items, its counts and every list that takes a
/// <c>view_id</c> begin here.
/// </summary>
internal sealed class ViewCondition(PrepareFilters prepareFilters, PrepareSearch prepareSearch)
{
    public async Task<Result<Sql>> RunAsync(View view, Actor actor, CancellationToken cancellationToken) => (await RunAsync([view], actor, cancellationToken))[0];

    /// <summary>The search of a view of tickets with its words looked up; null when it has none.</summary>
    public async Task<PreparedSearch?> SearchAsync(View view, Actor actor, CancellationToken cancellationToken) =>
        string.IsNullOrWhiteSpace(view.Search) || view.Type != View.Tickets ? null : await prepareSearch.RunAsync(view.Search, actor, cancellationToken);

    /// <summary>The same for several views, with one look-up of the names in all of them.</summary>
    public async Task<IReadOnlyList<Result<Sql>>> RunAsync(IReadOnlyList<View> views, Actor actor, CancellationToken cancellationToken)
    {
        var filters = views.Select(Read).ToList();
        var scope = await prepareFilters.RunAsync([.. filters.Where(filter => filter.Failure is null).Select(filter => filter.Value.Condition)], actor, cancellationToken);
        var conditions = new List<Result<Sql>>();
        foreach (var (view, filter) in views.Zip(filters))
        {
            var searched = view.DeactivatedAt is null ? await SearchedAsync(view, actor, cancellationToken) : Sql.Empty;
            conditions.Add(filter.Map(filter => view.DeactivatedAt is null ? FilterToSql.Of(filter, ViewFilter.SubjectOf(view.Type), scope) + searched : Sql.Of($"false")));
        }

        return conditions;
    }

    private async Task<Sql> SearchedAsync(View view, Actor actor, CancellationToken cancellationToken) =>
        view.Type == View.Customers && !string.IsNullOrWhiteSpace(view.Search)
            ? Sql.Of($" and customers.document @@ search_prefixes({view.Search})")
            : (await SearchAsync(view, actor, cancellationToken))?.Condition() ?? Sql.Empty;

    private static Result<Filter> Read(View view)
    {
        var errors = new FieldErrors();
        return ViewFilter.Read(view.Filters, view.Type, errors) is { } filter ? filter : Failure.Invalid(errors);
    }
}
