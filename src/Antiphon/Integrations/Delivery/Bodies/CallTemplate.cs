using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Antiphon.Contract;
using Antiphon.Integrations.Http;
using Antiphon.Language.Templates;

namespace Antiphon.Integrations.Delivery.Bodies;

/// <summary>The call of an integration, read once and rendered for each event. Contract page: integrations and webhooks, "The request that is sent".</summary>
internal sealed class CallTemplate
{
    private const string TooLong = "The body is longer than 1 MB.";
    private const string QueryTooLong = "The query is longer than 1 MB.";

    private static readonly JsonSerializerOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = WireJson.MaxDepth };

    private readonly HttpCall call;
    private readonly Template url;
    private readonly Dictionary<string, Template> headers;
    private readonly JsonTemplate? form;
    private readonly JsonTemplate? query;
    private readonly Template? text;

    public CallTemplate(HttpCall call)
    {
        this.call = call;
        url = Template.Parse(call.Url);
        headers = call.Headers.Select(header => (header.Key, Template: Template.Parse(header.Value))).Where(header => header.Template.Paths.Count > 0)
            .ToDictionary(header => header.Key, header => header.Template, StringComparer.OrdinalIgnoreCase);
        text = call.Form is { ValueKind: JsonValueKind.String } whole ? Template.Parse(whole.GetString()!) : null;
        form = call.Form is { ValueKind: not JsonValueKind.String } json ? JsonTemplate.Parse(json) : null;
        query = call.Query is { } members ? JsonTemplate.Parse(members) : null;
        // A template of which nothing varies is the same for every event.
        Varies = url.Paths.Count > 0 || headers.Count > 0 || call.Form is not null || query is not null;
    }

    /// <summary>Whether anything but the default body depends on the event.</summary>
    public bool Varies { get; }

    private bool HasBody => call.Method is not ("GET" or "HEAD");

    /// <param name="body">The default body.</param>
    /// <param name="facts">The same as facts; asked for only when the call <see cref="Varies"/>.</param>
    public RenderedRequest Render(byte[] body, Func<IFacts> facts)
    {
        var known = Varies ? facts() : TemplateChecks.NoFacts;
        if (url.Paths.Count > 0 && !url.HasFixedHost)
        {
            return RenderedRequest.Invalid("url", "No variable may stand in the scheme or the host of the URL.");
        }

        var address = url.Render(known, new RenderOptions(Escaping.Url)).Text;
        var content = HasBody ? Body(body, known) : (Bytes: null, Error: null);
        if (content.Error is { } error)
        {
            return RenderedRequest.Invalid("form", error);
        }

        foreach (var (field, template) in Queries())
        {
            if (Fields(template, known) is not { } fields)
            {
                return RenderedRequest.Invalid(field, QueryTooLong);
            }

            address = WithQuery(address, fields);
        }

        return Uri.TryCreate(address, UriKind.Absolute, out var target)
            ? new RenderedRequest(target, headers.ToDictionary(header => header.Key, header => header.Value.Render(known, new RenderOptions(Escaping.Header)).Text), content.Bytes)
            : RenderedRequest.Invalid("url", "The URL is none once its variables are filled.");
    }

    private IEnumerable<(string Field, JsonTemplate Template)> Queries()
    {
        if (query is not null)
        {
            yield return ("params", query);
        }

        if (!HasBody && form is not null)
        {
            yield return ("form", form);
        }
    }

    private (byte[]? Bytes, string? Error) Body(byte[] body, IFacts facts)
    {
        if (call.RequestContentType != HttpIntegrationContentType.Json)
        {
            return form is null ? (Encoding.ASCII.GetBytes(Encode(DefaultBody.Fields(body))), null)
                : Fields(form, facts) is { } fields ? Limited(Encoding.ASCII.GetBytes(Encode(fields))) : (null, TooLong);
        }

        if (text is not null)
        {
            return Parsed(text.Render(facts, new RenderOptions(Escaping.Json)));
        }

        if (form is null)
        {
            return (body, null);
        }

        if (call.Form is { ValueKind: JsonValueKind.Object } empty && !empty.EnumerateObject().Any())
        {
            return ([], null);
        }

        var rendering = form.Render(facts);
        return rendering.IsTooLong ? (null, TooLong) : Limited(JsonSerializer.SerializeToUtf8Bytes(rendering.Value, Writing));
    }

    private static (byte[]? Bytes, string? Error) Parsed(Rendering rendering)
    {
        if (rendering.IsTooLong)
        {
            return (null, TooLong);
        }

        try
        {
            using var document = JsonDocument.Parse(rendering.Text, new() { MaxDepth = WireJson.MaxDepth });
            return Limited(Encoding.UTF8.GetBytes(rendering.Text));
        }
        catch (JsonException)
        {
            return (null, "Invalid body: it is not JSON once its variables are filled.");
        }
    }

    private static (byte[]? Bytes, string? Error) Limited(byte[] body) => body.Length > RenderOptions.MaxLength ? (null, TooLong) : (body, null);

    private static IEnumerable<KeyValuePair<string, string>>? Fields(JsonTemplate template, IFacts facts)
    {
        var rendering = template.Render(facts);
        return rendering.IsTooLong ? null : rendering.Value is JsonObject members ? members.Select(member => KeyValuePair.Create(member.Key, Plain(member.Value))) : [];
    }

    private static string Plain(JsonNode? value) => value switch
    {
        null => "",
        JsonValue text when text.TryGetValue<string>(out var plain) => plain,
        _ => value.ToJsonString(Writing),
    };

    private static string Encode(IEnumerable<KeyValuePair<string, string>> fields) =>
        string.Join('&', fields.Select(field => $"{Uri.EscapeDataString(field.Key)}={Uri.EscapeDataString(field.Value)}"));

    private static string WithQuery(string address, IEnumerable<KeyValuePair<string, string>> fields)
    {
        var more = Encode(fields);
        var fragment = address.IndexOf('#', StringComparison.Ordinal);
        var bare = fragment < 0 ? address : address[..fragment];
        return more.Length == 0 ? bare : bare + (bare.Contains('?', StringComparison.Ordinal) ? "&" : "?") + more;
    }
}
