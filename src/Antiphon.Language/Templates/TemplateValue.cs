using System.Text.Json;

namespace Antiphon.Language.Templates;

/// <summary>A value on its way through filters: nothing, JSON as it was found, text, or JSON text that a filter wrote.</summary>
internal readonly record struct TemplateValue
{
    private readonly JsonElement? json;
    private readonly string? text;

    private TemplateValue(JsonElement? json, string? text, bool isJsonText)
    {
        this.json = json;
        this.text = text;
        IsJsonText = isJsonText;
    }

    public static TemplateValue Nothing => default;

    public bool IsNothing => json is null && string.IsNullOrEmpty(text);

    /// <summary>Whether a filter has already made JSON text of it.</summary>
    public bool IsJsonText { get; }

    public JsonElement? Json => json;

    public static TemplateValue Of(JsonElement json) => json.ValueKind is JsonValueKind.String ? Of(TextOf(json)) : new(json, null, isJsonText: false);

    public static TemplateValue Of(string text) => new(null, text, isJsonText: false);

    public static TemplateValue OfJsonText(string text) => new(null, text, isJsonText: true);

    /// <summary>As text: lists and objects as JSON, booleans as JSON has them or capitalized.</summary>
    public string ToText(bool capitalized = false) => json switch
    {
        null => text ?? "",
        { ValueKind: JsonValueKind.True } when capitalized => "True",
        { ValueKind: JsonValueKind.False } when capitalized => "False",
        { } value => value.GetRawText(),
    };

    /// <summary>As a JSON value; nothing is null.</summary>
    public string ToJson() => this switch
    {
        { IsJsonText: true } => text!,
        { json: { } value } => value.GetRawText(),
        { text: { } written } => JsonSerializer.Serialize(written, FactsJson.Default.String),
        _ => "null",
    };

    // A string of the wire may hold a lone half of a surrogate pair as an escape, which .NET refuses to read.
    private static string TextOf(JsonElement json)
    {
        try
        {
            return json.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return json.GetRawText().Trim('"');
        }
    }
}
