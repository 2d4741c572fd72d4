using System.Text.Json;
using Antiphon.Accounts;

namespace Antiphon.Http.Query;

/// <summary>Checks the query of every API route against its metadata before the route runs.</summary>
internal sealed class QueryMiddleware(RequestDelegate next)
{
    private const string PagesAreGone = "Page numbers are no longer supported: use cursor and limit.";

    public async Task InvokeAsync(HttpContext http)
    {
        if (http.GetEndpoint()?.Metadata.GetMetadata<ApiRoute>() is not { } route)
        {
            await next(http);
            return;
        }

        var errors = new FieldErrors();
        var unknown = new List<string>();
        var values = QueryValues.Read(http.Request.Query, route.Query, http.AsksForExtensions(), errors, unknown);
        if (http.Account().Switches.Tolerant)
        {
            if (unknown.Count > 0)
            {
                http.Response.Headers.Warning = "299 - \"Ignored unknown query parameters\"";
            }
        }
        else
        {
            unknown.ForEach(key => errors.AddAt(key, key is "page" or "per_page" ? PagesAreGone : FieldErrors.Unknown));
        }

        if (errors.Any)
        {
            await ApiError.WriteAsync(http, StatusCodes.Status400BadRequest, "Invalid query parameters.", JsonSerializer.SerializeToElement(errors.ToJson()), http.RequestAborted);
            return;
        }

        http.Items[typeof(QueryValues)] = values;
        await next(http);
    }
}
