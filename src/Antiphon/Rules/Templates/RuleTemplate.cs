using System.Text.Json;
using System.Text.Json.Serialization;
using Antiphon.Contract;

namespace Antiphon.Rules.Templates;

/// <summary>A rule that is ready to be installed, kept as data in <c>Templates.json</c>.</summary>
internal sealed record RuleTemplate(string Slug, string Name, string Description, string EventTypes, string Code, IReadOnlyList<TemplateSample> Samples)
{
    public static IReadOnlyList<RuleTemplate> All { get; } = Read();

    public static RuleTemplate? Find(string slug) => All.FirstOrDefault(template => template.Slug == slug);

    public RuleTemplateResource ToResource() =>
        new(Slug, Name, Description, Code, EventTypes, [.. Samples.Select(sample => new RuleTemplateSampleResource(sample.Name, sample.Text, sample.Expect.Acts))]);

    private static IReadOnlyList<RuleTemplate> Read()
    {
        using var stream = typeof(RuleTemplate).Assembly.GetManifestResourceStream("Rules/Templates.json")!;
        return JsonSerializer.Deserialize(stream, TemplateFileJson.Default.IReadOnlyListRuleTemplate)!;
    }
}

/// <summary>A ticket on which a template is tried.</summary>
internal sealed record TemplateSample(string Name, TemplateExpectation Expect)
{
    public string? Text { get; init; }

    public string? Subject { get; init; }

    public string? From { get; init; }

    public string? Channel { get; init; }

    public string? Language { get; init; }

    public string? Status { get; init; }

    /// <summary>Tags that the ticket has before.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>External data of the customer.</summary>
    public JsonElement? CustomerData { get; init; }

    /// <summary>Whether the ticket comes while the company is <c>open</c> or <c>closed</c>.</summary>
    public string? Hours { get; init; }
}

/// <summary>What is to be seen afterwards; what is null does not matter.</summary>
internal sealed record TemplateExpectation(bool Acts)
{
    public IReadOnlyList<string>? Tags { get; init; }

    public IReadOnlyList<string>? GoneTags { get; init; }

    public string? Status { get; init; }

    public string? Priority { get; init; }

    public bool? Trashed { get; init; }

    public bool? Snoozed { get; init; }

    public string? Reply { get; init; }

    public string? Note { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(IReadOnlyList<RuleTemplate>))]
internal sealed partial class TemplateFileJson : JsonSerializerContext;
