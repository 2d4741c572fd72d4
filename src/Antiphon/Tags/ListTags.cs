using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Http.Paging;
using Antiphon.Http.Query;
using Antiphon.Identity;

namespace Antiphon.Tags;

internal sealed class ListTags(DeskDb db)
{
    private static readonly SortKey<Tag> Created = SortKey<Tag>.Time("created_at", tag => tag.CreatedAt);
    private static readonly SortKey<Tag> Name = SortKey<Tag>.Text("name", tag => tag.Name);
    private static readonly SortKey<Tag> Usage = SortKey<Tag>.Long("usage", tag => tag.Usage);

    private static readonly OrderSet<Tag> Orders = new(
        "id",
        tag => tag.Id,
        [
            .. OrderSet<Tag>.Both("created_datetime", descendingFirst: true, Created),
            .. OrderSet<Tag>.Both("name", descendingFirst: false, Name),
            new("usage:asc,name:asc", false, Usage, Name),
            new("usage:desc,name:desc", true, Usage, Name),
        ],
        deprecated: new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["created_datetime"] = "created_datetime:desc",
            ["name"] = "name:asc",
            ["usage"] = "usage:desc,name:desc",
            // Not documented, but natural for someone who wants the most used first and the rest by name.
            ["usage:asc"] = "usage:asc,name:asc",
            ["usage:desc"] = "usage:desc,name:desc",
        });

    private static readonly QuerySpec Query = QuerySpec.None.Paged(Orders.Names).Text("search", 256, "Case-insensitive part of the name.").ExtendedBy(TimeFilter.Created);

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) =>
        api.MapGet("/tags", HandleAsync).RequireScope(Scope.TagsRead, Right.Read).Takes(Query).Produces<ListResource<TagResource>>();

    private static async Task<IResult> HandleAsync(QueryValues query, Actor actor, ListTags listTags, HttpContext http, CancellationToken cancellationToken) =>
        (await listTags.RunAsync(query, actor, cancellationToken)).ToOk("Failed to list tags", page => page.ToResource(http, tag => tag.ToResource()));

    public async Task<Result<Page<Tag>>> RunAsync(QueryValues query, Actor actor, CancellationToken cancellationToken)
    {
        var page = PageRequest<Tag>.Read(query, Orders);
        if (page.Failure is { } failure)
        {
            return failure;
        }

        var search = query.Text("search") is { Length: > 0 } text ? Sql.Of($" and strpos(lower(name), lower({text})) > 0") : Sql.Empty;
        return await page.Value.ReadAsync(db, $"select {Tag.Columns:raw} from {TagList.From(actor.AccountId)} where true{search}{TimeFilter.Bounds(query, TimeFilter.Created, "created_at")}", Tag.Read, cancellationToken);
    }
}
