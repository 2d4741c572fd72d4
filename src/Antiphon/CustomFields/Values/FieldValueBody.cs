using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Antiphon.Contract;
using Antiphon.Http;
using Antiphon.Http.Body;
using Microsoft.AspNetCore.Http.Metadata;

namespace Antiphon.CustomFields.Values;

/// <summary>
/// The body of the route for one value. Sources disagree on it, so both forms are taken: the bare value, or an object with <c>value</c> in it, whose other
/// members belong to the value that a client read before.
/// </summary>
internal sealed class FieldValueBody(Optional<JsonElement?> value, long? namedId, FieldErrors errors) : IEndpointParameterMetadataProvider
{
    public FieldErrors Errors => errors;

    /// <summary>What the field of the path is to have. A body that names another field than the path is a mistake.</summary>
    public FieldValueWish ToWish(long fieldId)
    {
        errors.AddIf(namedId is not null && namedId != fieldId, "id", "Differs from the id in the path.");
        return new FieldValueWish(fieldId, value, errors);
    }

    public static async ValueTask<FieldValueBody> BindAsync(HttpContext http, ParameterInfo parameter)
    {
        _ = parameter;
        using var document = await JsonBody.ReadAsync(http);
        var body = document.RootElement;
        var errors = new FieldErrors();
        if (FreeJson.Check(body) is { } wrong)
        {
            return new FieldValueBody(new Optional<JsonElement?>(null), null, errors.Add("value", wrong));
        }

        if (body.ValueKind is not JsonValueKind.Object)
        {
            return new FieldValueBody(new Optional<JsonElement?>(body.Clone()), null, errors);
        }

        var id = body.TryGetProperty("id", out var named) ? IdOf(named) : null;
        return new FieldValueBody(body.TryGetProperty("value", out var inside) ? new Optional<JsonElement?>(inside.Clone()) : default, id, errors);
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) => builder.Metadata.Add(new AcceptsMetadata(["application/json"], typeof(JsonElement), isOptional: false));

    private static long? IdOf(JsonElement named) => named.ValueKind switch
    {
        JsonValueKind.Number => named.TryGetInt64(out var id) ? id : 0,
        JsonValueKind.String => long.TryParse(named.GetString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var id) ? id : 0,
        _ => null,
    };
}
