using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;

namespace Antiphon.OAuth.Tokens;

/// <summary>The parameters of a call to the token endpoint or a neighbour: a form, as the standard has it, or JSON, as some clients send it.</summary>
internal sealed class TokenParameters(IReadOnlyDictionary<string, string> values)
{
    private const long Largest = 64 * 1024;
    private static readonly JsonDocumentOptions Shallow = new() { MaxDepth = 4 };

    /// <summary>A value; null when it is missing or empty, which is the same (RFC 6749, section 3.1).</summary>
    public string? this[string name] => values.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    public static async Task<(TokenParameters? Parameters, OAuthError? Error)> ReadAsync(HttpContext http, CancellationToken cancellationToken)
    {
        if (http.Request.Query.Count > 0)
        {
            // Addresses are logged on the way; secrets in them are no longer secret.
            return (null, OAuthError.InvalidRequest("Parameters belong into the body, not into the query."));
        }

        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = Largest;
        }

        try
        {
            var values = http.Request.HasFormContentType ? FromForm(await http.Request.ReadFormAsync(cancellationToken))
                : http.Request.ContentType?.Contains("json", StringComparison.OrdinalIgnoreCase) is true ? await FromJsonAsync(http, cancellationToken)
                : null;
            return values is null
                ? (null, OAuthError.InvalidRequest("The body must be a form (application/x-www-form-urlencoded) or a JSON object of texts, with each parameter once."))
                : (new TokenParameters(values), null);
        }
        catch (Exception e) when (e is InvalidDataException or JsonException)
        {
            return (null, OAuthError.InvalidRequest("The body cannot be read."));
        }
    }

    private static Dictionary<string, string>? FromForm(IFormCollection form)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, given) in form)
        {
            if (given.Count != 1 || given[0] is not { } value || value.Contains('\0', StringComparison.Ordinal))
            {
                return null;
            }

            values[name] = value;
        }

        return values;
    }

    private static async Task<Dictionary<string, string>?> FromJsonAsync(HttpContext http, CancellationToken cancellationToken)
    {
        using var document = await JsonDocument.ParseAsync(http.Request.Body, Shallow, cancellationToken);
        if (document.RootElement.ValueKind is not JsonValueKind.Object)
        {
            return null;
        }

        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var member in document.RootElement.EnumerateObject())
        {
            var value = member.Value.ValueKind switch
            {
                JsonValueKind.Null => "",
                JsonValueKind.String => member.Value.GetString(),
                JsonValueKind.Number => member.Value.GetRawText(),
                _ => null,
            };
            if (value is null || value.Contains('\0', StringComparison.Ordinal) || !values.TryAdd(member.Name, value))
            {
                return null;
            }
        }

        return values;
    }
}
