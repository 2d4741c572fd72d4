using System.Reflection;
using System.Text.Json;
using Antiphon.Accounts;
using Microsoft.AspNetCore.Http.Metadata;

namespace Antiphon.Http.Body;

/// <summary>
/// A body that is a bare array, with what was wrong in it by index. Some clients wrap the array in an object with one member; the wrapping is taken off.
/// </summary>
internal sealed class ListInput<T>(IReadOnlyList<T> items, FieldErrors errors) : IEndpointParameterMetadataProvider
{
    private static readonly string[] Wrappers = ["data", "fields", "custom_fields"];

    public IReadOnlyList<T> Items => items;

    public FieldErrors Errors => errors;

    public static async ValueTask<ListInput<T>> BindAsync(HttpContext http, ParameterInfo parameter)
    {
        _ = parameter;
        using var document = await JsonBody.ReadAsync(http);
        var errors = new FieldErrors();
        var reader = new WireReader(http.Account().Switches.Tolerant);
        var items = reader.Read<IReadOnlyList<T>>(Unwrapped(document.RootElement), errors);
        if (reader.Ignored.Count > 0)
        {
            http.Response.Headers.Warning = $"299 - \"Ignored unknown fields: {string.Join(", ", reader.Ignored.Take(20))}\"";
        }

        return new ListInput<T>(items, errors);
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        builder.Metadata.Add(new AcceptsMetadata(["application/json"], typeof(IReadOnlyList<T>), isOptional: false));

    private static JsonElement Unwrapped(JsonElement body) =>
        body.ValueKind is JsonValueKind.Object && body.GetPropertyCount() == 1 && body.EnumerateObject().First() is { Value.ValueKind: JsonValueKind.Array } only && Array.Exists(Wrappers, only.NameEquals)
            ? only.Value
            : body;
}
