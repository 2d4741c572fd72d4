using System.Text.Json;
using System.Text.Json.Nodes;
using Antiphon.Identity;

namespace Antiphon.Http;

/// <summary>The caller is known and the route exists: may this caller use it? A token needs the scope of the route, and its person the role.</summary>
internal sealed class AccessMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext http)
    {
        // An agent has been asked for its grants, which are its scope and its role.
        if (http.GetEndpoint() is not { } endpoint || http.Items[typeof(Actor)] is not Actor actor || actor.Kind is ActorKind.Agent)
        {
            return next(http);
        }

        if (endpoint.Metadata.GetMetadata<ApiRoute>() is not { } route)
        {
            // A route that does not say who may call it is for no token.
            return actor.Scopes is null ? next(http) : RefuseAsync(http, null);
        }

        return route.Scope is { } scope && !actor.May(scope) ? MissingScopeAsync(http, scope)
            : actor.Can(route.Right) ? next(http)
            : RefuseAsync(http, null);
    }

    /// <summary>403 that names the scope (RFC 6750, section 3.1).</summary>
    public static Task MissingScopeAsync(HttpContext http, string scope)
    {
        http.Response.Headers.WWWAuthenticate = $"Bearer error=\"insufficient_scope\", scope=\"{scope}\"";
        return RefuseAsync(http, JsonSerializer.SerializeToElement(new JsonObject { ["required_scope"] = scope }));
    }

    private static Task RefuseAsync(HttpContext http, JsonElement? data) => ApiError.WriteAsync(http, StatusCodes.Status403Forbidden, ApiError.Forbidden, data, http.RequestAborted);
}
