using System.Text.Json;

namespace Antiphon.Language.Templates;

/// <summary>Text as it stands, or a variable.</summary>
internal readonly record struct TemplatePart(string? Text, TemplateVariable? Variable);

/// <summary>A filter with its arguments.</summary>
internal sealed record TemplateFilter(string Name, IReadOnlyList<string> Arguments);

/// <summary>A path and the filters that its value goes through.</summary>
internal sealed record TemplateVariable(FactPath Path, IReadOnlyList<TemplateFilter> Filters)
{
    public string Render(IFacts facts, RenderOptions options, bool inJsonString, List<string> missing)
    {
        var value = Value(facts, options, missing);
        return options.Escaping is Escaping.Json && !inJsonString
            ? value.ToJson()
            : Escapes.Write(value.ToText(options.Escaping is Escaping.Json or Escaping.JsonText), options.Escaping);
    }

    public TemplateValue Value(IFacts facts, RenderOptions options, List<string> missing)
    {
        var found = facts.Find(Path);
        var value = found is { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) } json ? TemplateValue.Of(json) : TemplateValue.Nothing;
        foreach (var filter in Filters)
        {
            value = TemplateFilters.Apply(filter, value, options);
        }

        if (value.IsNothing && Path.ToString() is var path && !missing.Contains(path))
        {
            missing.Add(path);
        }

        return value;
    }
}
