using System.Collections.Concurrent;
using System.Data;
using Antiphon.Data;
using Antiphon.Http.Query;
using Npgsql;

namespace Antiphon.Http.Conditional;

/// <summary>
/// <c>If-Match</c> on PUT and DELETE: the change happens only while the object is still what the caller saw, else 412. The object's own GET route tells
/// its present tag, so every resource with such a route is covered. Both run in one repeatable-read transaction: a writer in between makes PostgreSQL
/// refuse the change, which is the same 412.
/// </summary>
internal sealed class IfMatchMiddleware(RequestDelegate next, EndpointDataSource endpoints)
{
    private const string Changed = "The resource has changed since it was read.";

    private readonly ConcurrentDictionary<string, RouteEndpoint?> readers = new(StringComparer.Ordinal);

    public async Task InvokeAsync(HttpContext http)
    {
        var condition = http.Request.Headers.IfMatch.ToString();
        if (condition.Length == 0
            || !(HttpMethods.IsPut(http.Request.Method) || HttpMethods.IsDelete(http.Request.Method))
            || http.GetEndpoint() is not RouteEndpoint target
            || target.Metadata.GetMetadata<ApiRoute>() is null
            || ReaderOf(target) is not { } reader)
        {
            await next(http);
            return;
        }

        var db = http.RequestServices.GetRequiredService<DeskDb>();
        try
        {
            await using var transaction = await db.BeginAsync(IsolationLevel.RepeatableRead, http.RequestAborted);
            if (await TagAsync(http, target, reader) is { } tag && !EntityTag.Matches(condition, tag, weakly: false))
            {
                await ApiError.WriteAsync(http, StatusCodes.Status412PreconditionFailed, Changed, null, http.RequestAborted);
                return;
            }

            await HeldAnswer.RunAsync(http, next, async held =>
            {
                if (held.IsSuccess)
                {
                    await transaction.CommitAsync(http.RequestAborted);
                }
            });
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.SerializationFailure)
        {
            await ApiError.WriteAsync(http, StatusCodes.Status412PreconditionFailed, Changed, null, http.RequestAborted);
        }
    }

    private RouteEndpoint? ReaderOf(RouteEndpoint target) => readers.GetOrAdd(
        target.RoutePattern.RawText ?? "",
        pattern => endpoints.Endpoints.OfType<RouteEndpoint>().FirstOrDefault(
            endpoint => endpoint.RoutePattern.RawText == pattern && endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Contains(HttpMethods.Get) is true));

    /// <summary>Asks the GET route as this caller would; null when it does not show the object, and then the change itself answers why.</summary>
    private static async Task<string?> TagAsync(HttpContext http, RouteEndpoint target, RouteEndpoint reader)
    {
        var (method, query) = (http.Request.Method, http.Items[typeof(QueryValues)]);
        var route = reader.Metadata.GetMetadata<ApiRoute>()!;
        try
        {
            http.Request.Method = HttpMethods.Get;
            http.Items[typeof(QueryValues)] = QueryValues.Read(QueryCollection.Empty, route.Query, withExtensions: false, new FieldErrors(), []);
            http.SetEndpoint(reader);
            var held = await HeldAnswer.RunAndDropAsync(http, reader.RequestDelegate!);
            return held.IsSuccess ? held.Headers.ETag.ToString() : null;
        }
        finally
        {
            http.Request.Method = method;
            http.Items[typeof(QueryValues)] = query;
            http.SetEndpoint(target);
        }
    }
}
