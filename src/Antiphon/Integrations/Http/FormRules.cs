using System.Text.Json;
using Antiphon.Contract;
using Antiphon.Http;
using Antiphon.Language.Templates;

namespace Antiphon.Integrations.Http;

/// <summary>The body of a call, or its query: JSON whose texts are templates, or the text of a template that becomes JSON.</summary>
internal static class FormRules
{
    public const int MaxLength = 256 * 1024;

    public static void Check(FieldErrors errors, JsonElement form, string contentType, string method, string field = "form")
    {
        if (form.GetRawText().Length > MaxLength)
        {
            errors.Add(field, $"Longer than maximum length {MaxLength}.");
            return;
        }

        var isJson = contentType == HttpIntegrationContentType.Json && method is not ("GET" or "HEAD");
        if (!isJson && form.ValueKind is not JsonValueKind.Object)
        {
            // There are no names for the parameters.
            errors.Add(field, "Not a valid mapping type.");
        }
        else if (form.ValueKind is JsonValueKind.String)
        {
            CheckText(errors, field, form.GetString()!);
        }
        else
        {
            TemplateChecks.Check(errors, field, form);
        }
    }

    private static void CheckText(FieldErrors errors, string field, string text)
    {
        var template = Template.Parse(text);
        if (!TemplateChecks.Check(errors, field, template))
        {
            return;
        }

        try
        {
            using var document = JsonDocument.Parse(template.Render(TemplateChecks.NoFacts, new RenderOptions(Escaping.Json)).Text);
        }
        catch (JsonException e)
        {
            errors.Add(field, $"Not JSON once its variables are filled: line {(e.LineNumber ?? 0) + 1}, byte {(e.BytePositionInLine ?? 0) + 1}.");
        }
    }
}
