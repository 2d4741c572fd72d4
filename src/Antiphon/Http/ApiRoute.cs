using Antiphon.Http.Query;
using Antiphon.Identity;

namespace Antiphon.Http;

/// <summary>
/// What the server and the reference know of a route besides its path: who may call it, which query it takes, which events it writes. One of these
/// stands on every route under <c>/api</c>.
/// </summary>
internal sealed record ApiRoute(string? Scope, Right Right)
{
    public QuerySpec Query { get; init; } = QuerySpec.None;

    /// <summary>The types of the events that a success writes, always or under conditions.</summary>
    public IReadOnlyList<string> Events { get; init; } = [];

    /// <summary>Whether the answer goes on until the caller has enough, or is too large to be held back.</summary>
    public bool IsStream { get; init; }

    /// <summary>Whether this route is our own addition and not part of the compatible surface.</summary>
    public bool IsExtension { get; init; }

    /// <summary>Whether its body is files, as <c>multipart/form-data</c>.</summary>
    public bool TakesFiles { get; init; }

    /// <summary>What a call of it does, where right, scope and method do not tell; see <see cref="CallClasses"/>.</summary>
    public CallClass Class { get; init; }

    /// <summary>Whether its answers hold what the database may not know in clear.</summary>
    public bool HoldsSecrets { get; init; }
}

internal static class ApiRouteConventions
{
    /// <summary>Names the scope that a token needs (null: none) and how far the caller's role must go.</summary>
    public static RouteHandlerBuilder RequireScope(this RouteHandlerBuilder route, string? scope, Right right) => route.WithMetadata(new ApiRoute(scope, right));

    /// <summary>Declares the query parameters; a route that declares none refuses every one.</summary>
    public static RouteHandlerBuilder Takes(this RouteHandlerBuilder route, QuerySpec query) => route.Change(api => api with { Query = query });

    /// <summary>Declares the events of a success.</summary>
    public static RouteHandlerBuilder Writes(this RouteHandlerBuilder route, params string[] events) => route.Change(api => api with { Events = events });

    public static RouteHandlerBuilder Extension(this RouteHandlerBuilder route) => route.Change(api => api with { IsExtension = true });

    /// <summary>Says what a call does, where right, scope and method would tell something else.</summary>
    public static RouteHandlerBuilder Classed(this RouteHandlerBuilder route, CallClass classes) => route.Change(api => api with { Class = classes });

    public static RouteHandlerBuilder HoldsSecrets(this RouteHandlerBuilder route) => route.Change(api => api with { HoldsSecrets = true });

    /// <summary>Says that the body is files.</summary>
    public static RouteHandlerBuilder TakesFiles(this RouteHandlerBuilder route) => route.Change(api => api with { TakesFiles = true });

    /// <summary>Says that the answer has no end of its own, or none that is near.</summary>
    public static RouteHandlerBuilder Streams(this RouteHandlerBuilder route) => route.Change(api => api with { IsStream = true });

    // Metadata is found by "the last one of its type", so a changed copy behind the first one replaces it.
    private static RouteHandlerBuilder Change(this RouteHandlerBuilder route, Func<ApiRoute, ApiRoute> change)
    {
        route.Add(builder => builder.Metadata.Add(change(
            builder.Metadata.OfType<ApiRoute>().LastOrDefault() ?? throw new InvalidOperationException("RequireScope comes first."))));
        return route;
    }
}
