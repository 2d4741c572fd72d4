using System.Security.Cryptography;
using Antiphon.Accounts;
using Antiphon.Files.Storing;
using Antiphon.Sandbox;

namespace Antiphon.Http;

/// <summary>
/// The outermost layer: a request id on every answer, paths with doubled or trailing slashes led to their route without a redirect, and JSON for every
/// error under <c>/api</c>, whoever raised it.
/// </summary>
internal sealed partial class RequestFraming(RequestDelegate next, ILogger<RequestFraming> logger)
{
    public async Task InvokeAsync(HttpContext http)
    {
        var requestId = RandomNumberGenerator.GetHexString(32, lowercase: true);
        http.TraceIdentifier = requestId;
        http.Response.Headers["x-request-id"] = requestId;
        http.Request.Path = Normalize(http.Request.Path);
        try
        {
            await next(http);
        }
        catch (Body.BadRequestException e)
        {
            await RenderAsync(http, StatusCodes.Status400BadRequest, e.Message);
            return;
        }
        catch (BadHttpRequestException e)
        {
            await RenderAsync(http, e.StatusCode, ApiError.Text(e.StatusCode));
            return;
        }
        catch (FileStoreException e) when (!http.Response.HasStarted)
        {
            LogStoreFailed(e.Message, http.Request.Method, http.GetEndpoint()?.DisplayName ?? "no route", requestId);
            await RenderAsync(http, StatusCodes.Status503ServiceUnavailable, ApiError.NoFiles);
            return;
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            return;
        }
        catch (Exception e) when (!http.Response.HasStarted)
        {
            LogFailed(e, http.Request.Method, http.GetEndpoint()?.DisplayName ?? "no route", requestId);
            await RenderAsync(http, StatusCodes.Status500InternalServerError, ApiError.Internal);
            return;
        }

        if (http.IsApi() && http.Response is { HasStarted: false, StatusCode: >= 400, ContentLength: null or 0, ContentType: null })
        {
            await RenderAsync(http, http.Response.StatusCode, ApiError.Text(http.Response.StatusCode));
        }
    }

    internal static PathString Normalize(PathString path)
    {
        var text = path.Value;
        if (string.IsNullOrEmpty(text) || (!text.Contains("//", StringComparison.Ordinal) && (text.Length == 1 || text[^1] != '/')))
        {
            return path;
        }

        return new PathString("/" + string.Join('/', text.Split('/', StringSplitOptions.RemoveEmptyEntries)));
    }

    private static async Task RenderAsync(HttpContext http, int status, string msg)
    {
        if (!http.Response.HasStarted)
        {
            await ApiError.WriteAsync(http, status, msg, null, http.RequestAborted);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Reason} Answered 503: {Method} {Route} ({RequestId})")]
    private partial void LogStoreFailed(string reason, string method, string route, string requestId);

    [LoggerMessage(Level = LogLevel.Error, Message = "Request failed: {Method} {Route} ({RequestId})")]
    private partial void LogFailed(Exception exception, string method, string route, string requestId);
}

internal static class ApiPath
{
    /// <summary>Whether the request goes to the REST API, or to what admins configure in the same manner.</summary>
    public static bool IsApi(this HttpContext http) =>
        http.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal) || http.Request.Path.StartsWithSegments("/admin", StringComparison.Ordinal)
        || (http.Request.Path.StartsWithSegments(SandboxRoutes.Path, StringComparison.Ordinal) && http.Items[typeof(Account)] is Account { IsSandbox: true });
}
