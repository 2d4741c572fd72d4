using Antiphon.Identity;

namespace Antiphon.Http;

/// <summary>The caller is known and the route exists: may this caller use it?</summary>
internal sealed class AccessMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext http)
    {
        if (http.GetEndpoint()?.Metadata.GetMetadata<ApiRoute>() is not { } route || http.Items[typeof(Actor)] is not Actor actor || actor.Can(route.Right))
        {
            return next(http);
        }

        return ApiError.WriteAsync(http, StatusCodes.Status403Forbidden, ApiError.Forbidden, null, http.RequestAborted);
    }
}
