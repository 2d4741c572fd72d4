using System.Text.Json;
using Antiphon.Audit;
using Antiphon.Contract;
using Antiphon.Identity;

namespace Antiphon.Http;

/// <summary>The one type that renders errors: <c>{"error":{"msg":…,"data":…}}</c>.</summary>
internal static class ApiError
{
    public const string Unauthorized = "Unauthorized.";
    public const string Forbidden = "Forbidden.";
    public const string NotFound = "Resource not found.";
    public const string MethodNotAllowed = "The specified HTTP method is not allowed.";
    public const string Exists = "The resource already exists.";
    public const string TooLarge = "Payload too large.";
    public const string TooManyRequests = "Too many requests.";
    public const string NoFiles = "Files can be neither stored nor read at the moment: the file store does not answer or refuses.";
    public const string Internal = "Internal server error.";

    public static Task WriteAsync(HttpContext http, Failure failure, string msg, CancellationToken cancellationToken) => failure switch
    {
        Failure.InvalidInput invalid => WriteAsync(http, StatusCodes.Status400BadRequest, msg, JsonSerializer.SerializeToElement(invalid.Errors.ToJson()), cancellationToken),
        Failure.Missing => NotFoundAsync(http),
        Failure.Conflicting conflict => WriteAsync(
            http,
            StatusCodes.Status409Conflict,
            conflict.Message ?? Exists,
            conflict.Data is null ? null : JsonSerializer.SerializeToElement(conflict.Data),
            cancellationToken),
        Failure.InUse used => WriteAsync(http, StatusCodes.Status400BadRequest, used.Message, JsonSerializer.SerializeToElement(used.Data), cancellationToken),
        Failure.Refused { Scope: { } scope } => AccessMiddleware.MissingScopeAsync(http, scope),
        Failure.NoLongerKept gone => WriteAsync(http, StatusCodes.Status410Gone, gone.Message, JsonSerializer.SerializeToElement(gone.Data), cancellationToken),
        Failure.TooManyBytes much => WriteAsync(http, StatusCodes.Status413PayloadTooLarge, much.Message, null, cancellationToken),
        Failure.WrongKind kind => WriteAsync(http, StatusCodes.Status415UnsupportedMediaType, kind.Message, null, cancellationToken),
        Failure.Refused refused => WriteAsync(http, StatusCodes.Status403Forbidden, refused.Message ?? Forbidden, null, cancellationToken),
        _ => throw new InvalidOperationException($"No answer is defined for {failure.GetType().Name}."),
    };

    // The body is left to the outermost layer, because what is missing may have moved (MergedObjectMiddleware).
    private static Task NotFoundAsync(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    public static async Task WriteAsync(HttpContext http, int status, string msg, JsonElement? data, CancellationToken cancellationToken)
    {
        // Every refusal of somebody who is known passes here, whichever layer refused.
        if (status is StatusCodes.Status403Forbidden && http.Items[typeof(Actor)] is Actor actor)
        {
            await http.RequestServices.GetRequiredService<Refusals>().NoteAsync(http, actor, cancellationToken);
        }

        await WireAnswer.WriteAsync(http, status, new ErrorBody(new ErrorDetail(msg, data)), cancellationToken);
    }

    /// <summary>The text of a status that carries no more than itself.</summary>
    public static string Text(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => Unauthorized,
        StatusCodes.Status403Forbidden => Forbidden,
        StatusCodes.Status404NotFound => NotFound,
        StatusCodes.Status405MethodNotAllowed => MethodNotAllowed,
        StatusCodes.Status413PayloadTooLarge => TooLarge,
        StatusCodes.Status429TooManyRequests => TooManyRequests,
        >= 500 => Internal,
        _ => "The request could not be read.",
    };
}
