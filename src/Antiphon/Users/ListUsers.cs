using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Http.Paging;
using Antiphon.Http.Query;
using Antiphon.Identity;

namespace Antiphon.Users;

/// <summary>Lists users, deactivated ones and bots among them.</summary>
internal sealed class ListUsers(DeskDb db)
{
    private static readonly OrderSet<User> Orders = new(
        "id",
        user => user.Id,
        [
            .. OrderSet<User>.Both("name", descendingFirst: false, SortKey<User>.Text("name", user => user.Name)),
            .. OrderSet<User>.Both("created_datetime", descendingFirst: true, SortKey<User>.Time("created_at", user => user.CreatedAt)),
            .. OrderSet<User>.Both("email", descendingFirst: false, SortKey<User>.Text("email", user => user.Email)),
            .. OrderSet<User>.Both("role.name", descendingFirst: false, SortKey<User>.Text("role", user => user.Role)),
        ]);

    private static readonly QuerySpec Query = QuerySpec.None
        .Paged(Orders.Names)
        .Text("email", UserFields.MaxEmailLength, "The whole address, whatever its case.")
        .Text("external_id", UserFields.MaxExternalIdLength)
        .Texts("roles", [.. Roles.Names])
        .Text("search", 256, "Case-insensitive part of the name or the email.")
        .Flag("available_first", "Accepted. Every user counts as available.")
        .ExtendedBy(TimeFilter.Created, TimeFilter.Updated);

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) =>
        api.MapGet("/users", HandleAsync).RequireScope(Scope.UsersRead, Right.Read).Takes(Query).Produces<ListResource<UserResource>>();

    private static async Task<IResult> HandleAsync(QueryValues query, Actor actor, Origin origin, ListUsers listUsers, HttpContext http, CancellationToken cancellationToken) =>
        (await listUsers.RunAsync(query, actor, cancellationToken)).ToOk("Failed to list users", page => page.ToResource(http, user => user.ToResource(origin)));

    public async Task<Result<Page<User>>> RunAsync(QueryValues query, Actor actor, CancellationToken cancellationToken)
    {
        var page = PageRequest<User>.Read(query, Orders);
        if (page.Failure is { } failure)
        {
            return failure;
        }

        var filter = Sql.Empty;
        if (query.Text("email") is { } email)
        {
            filter += Sql.Of($" and lower(email) = lower({email.Trim()})");
        }

        if (query.Text("external_id") is { } externalId)
        {
            filter += Sql.Of($" and external_id = {externalId}");
        }

        if (query.Texts("roles") is { } roles)
        {
            filter += Sql.Of($" and role = any({roles.ToArray()})");
        }

        if (query.Text("search") is { Length: > 0 } search)
        {
            filter += Sql.Of($" and (strpos(lower(name), lower({search})) > 0 or strpos(lower(email), lower({search})) > 0)");
        }

        filter += TimeFilter.Bounds(query, TimeFilter.Created, "created_at") + TimeFilter.Bounds(query, TimeFilter.Updated, "updated_at");
        return await page.Value.ReadAsync(
            db,
            $"select {User.Columns:raw} from users where account_id = {actor.AccountId} and deleted_at is null{filter}",
            User.Read,
            cancellationToken);
    }
}
