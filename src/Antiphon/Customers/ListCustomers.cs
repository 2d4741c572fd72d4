using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Http.Paging;
using Antiphon.Http.Query;
using Antiphon.Identity;
using Antiphon.Views;
using Antiphon.Views.Items;

namespace Antiphon.Customers;

/// <summary>Lists customers by exact values; whoever looks for parts of a name uses the search.</summary>
internal sealed class ListCustomers(DeskDb db, GetView getView, ViewCondition viewCondition)
{
    // A cursor of a list that is filtered by language or time zone carries this before its order. The live service refuses these filters together with
    // any cursor; here a list that was asked for with them can be walked on, and only a cursor of another list is refused.
    private const string Filtered = "filtered ";

    private static readonly SortKey<Customer> Created = SortKey<Customer>.Time("created_at", customer => customer.CreatedAt);
    private static readonly SortKey<Customer> Updated = SortKey<Customer>.Time("updated_at", customer => customer.UpdatedAt);

    private static readonly OrderSet<Customer> Orders = new("id", customer => customer.Id, [.. Named("")]);

    // The default of a list of what changed is the direction in which a customer who changes meanwhile is seen again and not skipped.
    private static readonly OrderSet<Customer> OrdersOfUpdated = new("id", customer => customer.Id, [.. OrderSet<Customer>.Both(TimeFilter.Updated, descendingFirst: false, Updated)]);

    private static readonly OrderSet<Customer> FilteredOrders = new(
        "id",
        customer => customer.Id,
        [.. Named(Filtered)],
        Orders.Names.ToDictionary(name => name, name => Filtered + name, StringComparer.Ordinal));

    private static readonly QuerySpec Query = QuerySpec.None
        .Paged(Orders.Names)
        .Text("email", Customer.MaxAddressLength, "An e-mail address of the customer, primary or not, whatever the case.")
        .Text("external_id", Customer.MaxExternalIdLength, "Exactly this id.")
        .Text("name", Customer.MaxNameLength, "Exactly this full name.")
        .Text("language", 16, "ISO 639-1.")
        .Text("timezone", 64, "IANA name.")
        .Text("channel_type", 64, "Together with channel_address.")
        .Text("channel_address", Customer.MaxAddressLength, "Together with channel_type; whatever the case.")
        .Integer("view_id", min: 1, description: "Customers that match the filters of a view of customers.")
        .ExtendedBy(TimeFilter.Created, TimeFilter.Updated);

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) =>
        api.MapGet("/customers", HandleAsync).RequireScope(Scope.CustomersRead, Right.Read).Takes(Query).Produces<ListResource<ListedCustomerResource>>();

    private static async Task<IResult> HandleAsync(QueryValues query, Actor actor, ListCustomers listCustomers, HttpContext http, CancellationToken cancellationToken) =>
        (await listCustomers.RunAsync(query, actor, cancellationToken)).ToOk("Failed to list customers", page => page.ToResource(http, customer => customer.ToListed()));

    public async Task<Result<Page<Customer>>> RunAsync(QueryValues query, Actor actor, CancellationToken cancellationToken)
    {
        var (type, address) = (query.Text("channel_type"), query.Text("channel_address"));
        if (type is null != address is null)
        {
            return Failure.Invalid(type is null ? "channel_type" : "channel_address", "channel_type and channel_address must be sent together.");
        }

        if (TimeFilter.Clash(query) is { } clash)
        {
            return clash;
        }

        var isFiltered = query.Text("language") is not null || query.Text("timezone") is not null;
        var page = PageRequest<Customer>.Read(query, isFiltered ? FilteredOrders : TimeFilter.Demanded(query) is TimeFilter.Updated ? OrdersOfUpdated : Orders);
        if (page.Failure is { } failure)
        {
            return failure;
        }

        var where = Sql.Of($"account_id = {actor.AccountId}");
        where += query.Text("email") is { } email ? OwnerOf(actor.AccountId, CustomerChannel.Email, email) : Sql.Empty;
        where += type is not null ? OwnerOf(actor.AccountId, type, address!) : Sql.Empty;
        where += query.Text("external_id") is { } externalId ? Sql.Of($" and external_id = {externalId}") : Sql.Empty;
        where += query.Text("name") is { } name ? Sql.Of($" and name = {name}") : Sql.Empty;
        where += query.Text("language") is { } language ? Sql.Of($" and language = {language}") : Sql.Empty;
        where += TimeFilter.Bounds(query, TimeFilter.Created, "created_at") + TimeFilter.Bounds(query, TimeFilter.Updated, "updated_at");
        where += query.Text("timezone") is { } timezone ? Sql.Of($" and timezone = {timezone}") : Sql.Empty;
        if (query.Integer("view_id") is { } viewId)
        {
            var condition = await (await getView.RunAsync(viewId, actor, cancellationToken))
                .ThenAsync(view => view.Type == View.Customers ? viewCondition.RunAsync(view, actor, cancellationToken) : Task.FromResult<Result<Sql>>(Failure.NotFound()));
            if (condition.Failure is { } missing)
            {
                return missing;
            }

            where += Sql.Of($" and {condition.Value}");
        }

        return await page.Value.ReadAsync(db, $"select {Customer.Columns:raw} from customers where {where}", Customer.Read, cancellationToken);
    }

    // An address has one owner at most, so this is one probe of an index; and a client that was refused with 409 because of a second address finds its owner.
    private static Sql OwnerOf(long accountId, string type, string address) => Sql.Of(
        $" and id = (select customer_id from customer_channels where account_id = {accountId} and type = {type} and lower(address) = lower({Unescaped(type, address)}))");

    // A plus that was not percent-encoded arrives as a space; an e-mail address holds none, and a number may begin with one.
    private static string Unescaped(string type, string address) =>
        type is CustomerChannel.Email ? address.Trim().Replace(' ', '+') : address is [' ', .. var rest] ? '+' + rest : address;

    private static IEnumerable<Order<Customer>> Named(string prefix) =>
    [
        .. OrderSet<Customer>.Both(prefix + "created_datetime", descendingFirst: true, Created),
        .. OrderSet<Customer>.Both(prefix + "updated_datetime", descendingFirst: true, Updated),
    ];
}
