using System.Security.Cryptography;
using Antiphon.Contract;
using Microsoft.Net.Http.Headers;

namespace Antiphon.Http.Conditional;

/// <summary>
/// Strong entity tags (RFC 9110, 8.8.3) of single objects: a digest of the very bytes that are answered, so a tag can neither lag behind nor forget a
/// member. An extension: clients that send no condition notice nothing.
/// </summary>
internal static class EntityTag
{
    private const int TagBytes = 16;

    /// <summary>Lists have no tag: what they show changes with everything around it.</summary>
    public static bool IsOf<T>() => !(typeof(T).IsGenericType && typeof(T).GetGenericTypeDefinition() == typeof(ListResource<>));

    public static Task WriteAsync<T>(HttpContext http, int status, T value, CancellationToken cancellationToken)
    {
        var body = WireAnswer.Serialize(value);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(body.WrittenSpan, digest);
        var tag = $"\"{Convert.ToHexStringLower(digest[..TagBytes])}\"";
        http.Response.Headers.ETag = tag;
        if (status is StatusCodes.Status200OK && HttpMethods.IsGet(http.Request.Method) && Matches(http.Request.Headers.IfNoneMatch.ToString(), tag, weakly: true))
        {
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        return WireAnswer.WriteAsync(http, status, body, cancellationToken);
    }

    /// <summary>Whether a condition names the tag, or any with <c>*</c>.</summary>
    public static bool Matches(string condition, string tag, bool weakly)
    {
        if (condition.Trim() is "*")
        {
            return true;
        }

        return EntityTagHeaderValue.TryParseList([condition], out var named)
            && named.Any(candidate => candidate.Tag.Equals(tag, StringComparison.Ordinal) && (weakly || !candidate.IsWeak));
    }
}
