using System.Reflection;
using System.Text.Json;
using Antiphon.Accounts;
using Antiphon.Contract;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;

namespace Antiphon.Http.Body;

/// <summary>
/// A request body as far as it could be read, with what was wrong in it. An operation adds what it finds to the same <see cref="Errors"/>, so that a
/// caller learns everything at once. Other operations pass the bare record.
/// </summary>
internal sealed class Input<T>(T value, FieldErrors errors) : IEndpointParameterMetadataProvider
{
    public T Value => value;

    public FieldErrors Errors => errors;

    public static implicit operator Input<T>(T value) => new(value, new FieldErrors());

    /// <summary>Reads the body of a request; a body that is no JSON at all ends the request with a 400.</summary>
    public static ValueTask<Input<T>> BindAsync(HttpContext http, ParameterInfo parameter)
    {
        _ = parameter;
        return BindAsync(http);
    }

    /// <summary>The same for a route that takes other bodies too.</summary>
    public static async ValueTask<Input<T>> BindAsync(HttpContext http)
    {
        using var document = await JsonBody.ReadAsync(http);
        var errors = new FieldErrors();
        var reader = new WireReader(http.Account().Switches.Tolerant);
        var value = reader.Read<T>(document.RootElement, errors);
        if (reader.Ignored.Count > 0)
        {
            http.Response.Headers.Warning = $"299 - \"Ignored unknown fields: {string.Join(", ", reader.Ignored.Take(20))}\"";
        }

        return new Input<T>(value, errors);
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        builder.Metadata.Add(new AcceptsMetadata(["application/json"], typeof(T), isOptional: false));
}

/// <summary>Reads a JSON body, whatever the method.</summary>
internal static class JsonBody
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = WireJson.MaxDepth };

    /// <exception cref="BadRequestException">The body is no JSON.</exception>
    public static async Task<JsonDocument> ReadAsync(HttpContext http)
    {
        var request = http.Request;
        if (request.ContentType is { Length: > 0 } type && !type.Contains("json", StringComparison.OrdinalIgnoreCase))
        {
            throw new BadRequestException("The Content-Type must be application/json.");
        }

        if (request.ContentLength is 0 || http.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false })
        {
            return JsonDocument.Parse("{}");
        }

        try
        {
            return await JsonDocument.ParseAsync(request.Body, Strict, http.RequestAborted);
        }
        catch (JsonException e)
        {
            var where = e.LineNumber is { } line ? $" at line {line + 1}, byte {e.BytePositionInLine + 1}" : "";
            throw new BadRequestException($"The request body is not valid JSON{where}.");
        }
    }
}

/// <summary>The request cannot be read at all; answered with 400 and this message.</summary>
internal sealed class BadRequestException(string message) : Exception(message);
