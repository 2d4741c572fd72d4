using System.Text.Json;
using System.Text.Json.Serialization;

namespace Antiphon.Demo;

/// <summary>What the demo shop is made of: the JSON files beside this one, embedded in the executable.</summary>
internal sealed record DemoContent(
    ShopContent Shop,
    CatalogueContent Catalogue,
    FieldsContent Fields,
    IReadOnlyList<AgentContent> Agents,
    IReadOnlyList<LocaleContent> Locales,
    IReadOnlyDictionary<string, LanguageContent> Languages,
    IReadOnlyList<ScenarioContent> Scenarios,
    IReadOnlyList<DemoMacro> Macros)
{
    private const string Prefix = "Demo/";

    /// <summary>Whether a conversation of the scenario can be about the product.</summary>
    public bool Fits(ScenarioContent scenario, ProductContent product) =>
        scenario.Products?.Contains(product.Names["en"]) ?? scenario.Kinds?.Contains(product.Kind) ?? Catalogue.Kinds[product.Kind].HasSizes;

    public static DemoContent Load()
    {
        var json = DemoContentJson.Default;
        var scenarioFiles = typeof(DemoContent).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix + "Scenarios/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
        return new DemoContent(
            Read("Shop.json", json.ShopContent),
            Read("Catalogue.json", json.CatalogueContent),
            Read("Fields.json", json.FieldsContent),
            Read("Agents.json", json.AgentContentArray),
            Read("People.json", json.LocaleContentArray),
            Read("Languages.json", json.DictionaryStringLanguageContent),
            [.. scenarioFiles.SelectMany(name => Read(name[Prefix.Length..], json.ScenarioContentArray))],
            Read("Macros.json", json.DemoMacroArray));
    }

    private static T Read<T>(string name, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
    {
        using var stream = typeof(DemoContent).Assembly.GetManifestResourceStream(Prefix + name)
            ?? throw new InvalidOperationException($"The demo content {name} is not in the assembly.");
        return JsonSerializer.Deserialize(stream, type)!;
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UseStringEnumConverter = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ShopContent))]
[JsonSerializable(typeof(CatalogueContent))]
[JsonSerializable(typeof(FieldsContent))]
[JsonSerializable(typeof(AgentContent[]))]
[JsonSerializable(typeof(LocaleContent[]))]
[JsonSerializable(typeof(Dictionary<string, LanguageContent>))]
[JsonSerializable(typeof(ScenarioContent[]))]
[JsonSerializable(typeof(DemoMacro[]))]
internal sealed partial class DemoContentJson : JsonSerializerContext;
