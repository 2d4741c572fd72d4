using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Http.Paging;
using Antiphon.Http.Query;
using Antiphon.Identity;

namespace Antiphon.Macros;

/// <summary>Lists macros, on request with those on top that fit a conversation.</summary>
internal sealed class ListMacros(DeskDb db)
{
    private static readonly SortKey<Listed> Usage = SortKey<Listed>.Long("usage", row => row.Macro.Usage);
    private static readonly SortKey<Listed> Name = SortKey<Listed>.Text("name", row => row.Macro.Name);
    private static readonly SortKey<Listed> Created = SortKey<Listed>.Time("created_at", row => row.Macro.CreatedAt);
    private static readonly SortKey<Listed> Updated = SortKey<Listed>.Time("coalesce(updated_at, created_at)", row => row.Macro.UpdatedAt ?? row.Macro.CreatedAt);
    private static readonly SortKey<Listed> Language = SortKey<Listed>.Text("coalesce(language, '')", row => row.Macro.Language ?? "");
    private static readonly SortKey<Listed> Relevance = SortKey<Listed>.Long("relevance", row => row.Relevance);

    private static readonly OrderSet<Listed> Orders = new(
        "id",
        row => row.Macro.Id,
        [
            .. OrderSet<Listed>.Both("usage", descendingFirst: true, Usage),
            .. OrderSet<Listed>.Both("name", descendingFirst: false, Name),
            .. OrderSet<Listed>.Both("created_datetime", descendingFirst: true, Created),
            .. OrderSet<Listed>.Both("updated_datetime", descendingFirst: true, Updated),
            .. OrderSet<Listed>.Both("language", descendingFirst: false, Language),
            new("relevance:desc", true, Relevance, Usage),
            new("relevance:asc", false, Relevance, Usage),
        ],
        deprecated: new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["usage"] = "usage:desc",
            ["name"] = "name:asc",
            ["created_datetime"] = "created_datetime:desc",
            ["updated_datetime"] = "updated_datetime:desc",
            ["language"] = "language:asc",
            ["relevance"] = "relevance:desc",
        });

    private static readonly QuerySpec Query = QuerySpec.None.Paged(Orders.Names)
        .Text("search", 256, "Case-insensitive part of the name or of a text.")
        .Texts("tags", description: "Names of tags; macros that add or set all of them.")
        .TextsOrNone("languages", description: "ISO 639-1 codes; macros in any of them. An empty entry, or null, is a macro without a language.")
        .Integer("ticket_id", description: "The conversation that relevance is about.")
        .Integer("message_id", description: "A message of that ticket; default the latest.")
        .Integer("number_predictions", 0, 100, "How many macros for the message's intent stand on top of the first page.")
        .Flag("archived", "True: only archived macros. Default false.");

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) =>
        api.MapGet("/macros", HandleAsync).RequireScope(Scope.MacrosRead, Right.Read).Takes(Query).Produces<ListResource<MacroResource>>();

    private static async Task<IResult> HandleAsync(QueryValues query, Actor actor, ListMacros listMacros, HttpContext http, CancellationToken cancellationToken) =>
        (await listMacros.RunAsync(query, actor, cancellationToken)).ToOk("Failed to list macros", page => page.ToResource(http, macro => macro.ToResource()));

    public async Task<Result<Page<Macro>>> RunAsync(QueryValues query, Actor actor, CancellationToken cancellationToken)
    {
        var page = PageRequest<Listed>.Read(query, Orders);
        if (page.Failure is { } failure)
        {
            return failure;
        }

        var errors = new FieldErrors();
        var relevance = await RelevanceAsync(query, errors, actor, cancellationToken);
        if (errors.Any)
        {
            return Failure.Invalid(errors);
        }

        var rows = Sql.Of($"select {Macro.Columns:raw}, relevance from (select *, {relevance.Score} relevance from macros where account_id = {actor.AccountId}) macros where true") + Filter(query);
        var predicted = await PredictedAsync(rows, query, page.Value, cancellationToken);
        if (predicted.Count == 0)
        {
            return (await page.Value.ReadAsync(db, rows, Listed.Read, cancellationToken)).Map(row => row.Macro);
        }

        // Whoever stands on top does not stand in the list again, on whichever page that would be.
        rows += Sql.Of($" and id <> all({predicted.Select(row => row.Macro.Id).ToArray()})");
        if (!page.Value.IsFirst)
        {
            return (await page.Value.ReadAsync(db, rows, Listed.Read, cancellationToken)).Map(row => row.Macro);
        }

        var rest = await page.Value.Less(predicted.Count).ReadAsync(db, rows, Listed.Read, cancellationToken);
        return new Page<Macro>([.. predicted.Concat(rest.Rows).Select(row => row.Macro)], rest.Prev, rest.Next);
    }

    private static Sql Filter(QueryValues query)
    {
        var filter = query.Flag("archived") is true ? Sql.Of($" and archived_at is not null") : Sql.Of($" and archived_at is null");
        if (query.Text("search") is { Length: > 0 } text)
        {
            filter += Sql.Of($" and strpos(search_text, {text.ToLowerInvariant()}) > 0");
        }

        if (query.Texts("tags") is { } tags)
        {
            filter += Sql.Of($" and tag_names @> {tags.ToArray()}");
        }

        if (query.Texts("languages") is { } languages)
        {
            // An absent value and the word are how clients without a null in their query write it.
            filter += Sql.Of($" and coalesce(language, '') = any({languages.Select(language => language is "null" ? "" : language).ToArray()})");
        }

        return filter;
    }

    private async Task<MacroRelevance> RelevanceAsync(QueryValues query, FieldErrors errors, Actor actor, CancellationToken cancellationToken)
    {
        var (ticket, message) = (query.Integer("ticket_id"), query.Integer("message_id"));
        errors.AddIf(ticket is null && message is not null, "message_id", "Needs ticket_id as well.");
        errors.AddIf(ticket is null && query.Text("order_by")?.StartsWith("relevance", StringComparison.Ordinal) is true, "order_by", "The order relevance needs ticket_id.");
        return ticket is null || errors.Any ? MacroRelevance.None : await MacroRelevance.OfAsync(db, ticket.Value, message, errors, actor, cancellationToken);
    }

    private async Task<List<Listed>> PredictedAsync(Sql rows, QueryValues query, PageRequest<Listed> page, CancellationToken cancellationToken)
    {
        // At least one row of the page belongs to the list itself, so that there is a place to go on from.
        var most = Math.Min((int)(query.Integer("number_predictions") ?? 0), page.Limit - 1);
        return query.Integer("ticket_id") is null || most <= 0
            ? []
            : await db.ListAsync(rows + Sql.Of($" and relevance >= {MacroRelevance.Predicted} order by relevance desc, usage desc, id desc limit {most}"), Listed.Read, cancellationToken);
    }

    private sealed record Listed(Macro Macro, long Relevance)
    {
        public static Listed Read(Npgsql.NpgsqlDataReader row) => new(Macro.Read(row), row.GetInt64(10));
    }
}
