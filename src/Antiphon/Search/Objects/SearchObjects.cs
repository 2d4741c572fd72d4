using System.Text.Json;
using Antiphon.Accounts;
using Antiphon.Contract;
using Antiphon.Http;
using Antiphon.Http.Body;
using Antiphon.Identity;

namespace Antiphon.Search.Objects;

/// <summary>What a search for objects was asked, once it is checked.</summary>
internal sealed record Wanted(string Type, string Query, int Size, Account Account, Origin Origin)
{
    public bool IsEmpty => Query.Length == 0;
}

/// <summary>Finds people and configuration objects by what is typed of them. Tickets have a search of their own.</summary>
internal sealed class SearchObjects(FindPeople people, FindChannels channels, FindConfiguration configuration)
{
    private const int DefaultSize = 10;
    private const int MaxSize = 50;
    private const int MaxQueryLength = 10_000;

    // One route searches what several scopes allow, so a caller whose token has scopes is asked here, and the route itself names none.
    private static readonly Dictionary<string, string> Scopes = new(StringComparer.Ordinal)
    {
        [SearchType.Agent] = Scope.UsersRead,
        [SearchType.Customer] = Scope.CustomersRead,
        [SearchType.CustomerProfile] = Scope.CustomersRead,
        [SearchType.CustomerChannel] = Scope.CustomersRead,
        [SearchType.CustomerChannelEmail] = Scope.CustomersRead,
        [SearchType.CustomerChannelPhone] = Scope.CustomersRead,
        [SearchType.CustomersByPhone] = Scope.CustomersRead,
        [SearchType.Integration] = Scope.IntegrationsRead,
        [SearchType.Team] = Scope.UsersRead,
        [SearchType.Tag] = Scope.TagsRead,
    };

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) =>
        api.MapPost("/search", HandleAsync).RequireScope(null, Right.Read).Classed(CallClass.Read).Produces<ListResource<JsonElement>>();

    /// <summary>The scope that searching a type needs; null for a type that does not exist.</summary>
    public static string? ScopeOf(string type) => Scopes.GetValueOrDefault(type);

    private static async Task<IResult> HandleAsync(
        Input<SearchRequest> input, Actor actor, Origin origin, SearchObjects search, HttpContext http, CancellationToken cancellationToken)
    {
        var account = http.Account();
        var found = await search.RunAsync(input, account, origin, actor, cancellationToken);
        return account.Switches.SearchBareArray
            ? found.ToOk("Failed to search", items => items)
            : found.ToOk("Failed to search", items => new ListResource<JsonElement>(items, "list", http.Request.Path, new ListMeta(null, null)));
    }

    /// <summary>Answers at most <c>size</c> objects of the type, those that are exactly what was typed first, and then the most recent ones.</summary>
    public async Task<Result<IReadOnlyList<JsonElement>>> RunAsync(Input<SearchRequest> input, Account account, Origin origin, Actor actor, CancellationToken cancellationToken)
    {
        var (type, query, size) = input.Value;
        input.Errors.RequiredText("type", type)
            .AddIf(type is not null && ScopeOf(type) is null, "type", $"Must be one of: {string.Join(", ", SearchType.All)}.")
            .MaxLength("query", query, MaxQueryLength)
            .AddIf(size is < 1 or > MaxSize, "size", $"Must be greater than or equal to 1 and less than or equal to {MaxSize}.");
        if (input.Errors.Any)
        {
            return Failure.Invalid(input.Errors);
        }

        if (!actor.May(ScopeOf(type!)!))
        {
            return Failure.NeedsScope(ScopeOf(type!)!);
        }

        var wanted = new Wanted(type!, query?.Trim() ?? "", (int)(size ?? DefaultSize), account, origin);
        return Result.Of<IReadOnlyList<JsonElement>>(type switch
        {
            SearchType.Customer or SearchType.CustomerProfile or SearchType.CustomersByPhone => await people.RunAsync(wanted, actor, cancellationToken),
            SearchType.CustomerChannel or SearchType.CustomerChannelEmail or SearchType.CustomerChannelPhone => await channels.RunAsync(wanted, actor, cancellationToken),
            _ => await configuration.RunAsync(wanted, actor, cancellationToken),
        });
    }
}
