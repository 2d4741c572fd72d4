using System.Text.Json;
using System.Text.Json.Nodes;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Integrations.Http;
using Antiphon.Outgoing;

namespace Antiphon.Actions.Calls;

/// <summary>
/// The arguments of the action <c>http</c>, by the rules of HTTP integrations: <c>url</c>, <c>method</c>, <c>headers</c>, <c>params</c>, <c>content_type</c>, and
/// <c>json</c> or <c>form</c>. Headers, parameters and forms may also be lists of <c>key</c> (or <c>name</c>) and <c>value</c>.
/// </summary>
internal static class HttpArguments
{
    private const string NoKey = "This server has no master key to keep secrets with: its operator has to set Secrets:Key.";

    /// <summary>The call, and which argument is its body.</summary>
    public static (HttpCall Call, string BodyField) Read(ActionArguments arguments, FieldErrors errors, bool canSeal, OutgoingRules door)
    {
        var (field, body, contentType) = Body(arguments, errors);
        var method = arguments.Plain("method") is { Length: > 0 } given ? given.Trim().ToUpperInvariant() : body is null ? "GET" : "POST";
        errors.OneOf("method", method, HttpIntegrationMethod.All);
        var url = arguments.Plain("url")?.Trim();
        errors.RequiredText("url", url);
        if (!errors.Has("url"))
        {
            UrlRules.CheckTemplate(errors, "url", url!, door);
        }

        var headers = HeaderRules.Read(errors, Members(arguments.Find("headers")));
        errors.AddIf(!canSeal && headers.Count > 0, "headers", NoKey);
        var parameters = Members(arguments.Find("params"));
        if (parameters is { } query)
        {
            FormRules.Check(errors, query, HttpIntegrationContentType.Form, "GET", "params");
        }

        if (body is { } form)
        {
            FormRules.Check(errors, form, contentType, method, field);
        }

        return (new HttpCall { Url = url ?? "", Method = method, RequestContentType = contentType, Headers = headers, Query = parameters, Form = body ?? EmptyJson.Object }, field);
    }

    /// <summary>Where both are there, as screens send them, the content type says which one is meant, and otherwise the one that says something.</summary>
    private static (string Field, JsonElement? Body, string ContentType) Body(ActionArguments arguments, FieldErrors errors)
    {
        var (json, form) = (arguments.Find("json"), Members(arguments.Find("form")));
        var type = HttpIntegrationContentType.Json;
        if (arguments.Plain("content_type") is { Length: > 0 } given)
        {
            type = HttpIntegrationContentType.All.FirstOrDefault(known => given.StartsWith(known, StringComparison.OrdinalIgnoreCase)) ?? given;
            errors.OneOf("content_type", type, HttpIntegrationContentType.All);
        }
        else if (IsEmpty(json) && !IsEmpty(form))
        {
            type = HttpIntegrationContentType.Form;
        }

        var isJson = type != HttpIntegrationContentType.Form ? !IsEmpty(json) || IsEmpty(form) : IsEmpty(form) && !IsEmpty(json);
        return isJson ? ("json", json, type) : ("form", form, type);
    }

    private static bool IsEmpty(JsonElement? value) => value switch
    {
        null => true,
        { ValueKind: JsonValueKind.Object } members => !members.EnumerateObject().Any(),
        { ValueKind: JsonValueKind.String } text => string.IsNullOrWhiteSpace(text.GetString()),
        _ => false,
    };

    private static JsonElement? Members(JsonElement? given)
    {
        if (given is not { ValueKind: JsonValueKind.Array } list || !list.EnumerateArray().All(item => item.ValueKind is JsonValueKind.Object && NameOf(item) is not null))
        {
            return given;
        }

        var members = new JsonObject();
        foreach (var item in list.EnumerateArray())
        {
            members[NameOf(item)!] = item.TryGetProperty("value", out var value) ? JsonNode.Parse(value.GetRawText()) : "";
        }

        return JsonSerializer.SerializeToElement(members);
    }

    private static string? NameOf(JsonElement item) =>
        (item.TryGetProperty("key", out var name) || item.TryGetProperty("name", out name)) && name.ValueKind is JsonValueKind.String ? name.GetString() : null;
}
