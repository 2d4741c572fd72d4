using System.Text.Json;
using System.Text.Json.Serialization;
using Antiphon.Contract;

namespace Antiphon.Integrations.Templates;

/// <summary>A recipe for connecting another service, kept as data in <c>Templates.json</c>.</summary>
internal sealed record IntegrationTemplate(string Slug, string Name, string Description, string Direction, string? When, TemplateRequest Request, JsonElement Sample)
{
    public static IReadOnlyList<IntegrationTemplate> All { get; } = Read();

    /// <summary>Those that tell another service, and so can be installed.</summary>
    public static IReadOnlyList<IntegrationTemplate> Outbound { get; } = [.. All.Where(template => template.Direction is "outbound")];

    public IntegrationTemplateResource ToResource() =>
        new(Slug, Name, Description, Direction, When, new IntegrationTemplateRequestResource(Request.Method, Request.Path, Request.Headers ?? new Dictionary<string, string>(), Request.Body), Sample);

    private static IReadOnlyList<IntegrationTemplate> Read()
    {
        using var stream = typeof(IntegrationTemplate).Assembly.GetManifestResourceStream("Integrations/Templates.json")!;
        return JsonSerializer.Deserialize(stream, IntegrationTemplateFileJson.Default.IReadOnlyListIntegrationTemplate)!;
    }
}

/// <summary>The call of this API that a template makes.</summary>
internal sealed record TemplateRequest(string Method, string Path, IReadOnlyDictionary<string, string>? Headers, JsonElement Body);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(IReadOnlyList<IntegrationTemplate>))]
internal sealed partial class IntegrationTemplateFileJson : JsonSerializerContext;
