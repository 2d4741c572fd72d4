using System.Text.Json.Serialization;

namespace Antiphon.Contract;

/// <summary>A rule that is ready to be installed: an extension of Antiphon.</summary>
/// <param name="Slug">Its name for programs.</param>
/// <param name="Name">Its name for people, which the installed rule gets.</param>
/// <param name="Description">What it is good for.</param>
/// <param name="Code">The code.</param>
/// <param name="EventTypes">What starts it, separated by commas.</param>
/// <param name="Samples">Messages and whether it acts on them; every sample is tried by a test of Antiphon.</param>
public sealed record RuleTemplateResource(
    string Slug, string Name, string Description, string Code, string EventTypes, IReadOnlyList<RuleTemplateSampleResource> Samples);

/// <summary>A message that shows what a template does.</summary>
/// <param name="Name">What it stands for.</param>
/// <param name="Text">What the customer writes.</param>
/// <param name="Acts">Whether the rule does something about it.</param>
public sealed record RuleTemplateSampleResource(string Name, string? Text, bool Acts);

/// <summary>Body of <c>POST /api/rules/templates</c>.</summary>
/// <param name="Template">The slug of a template; required.</param>
/// <param name="Name">Another name for the rule.</param>
/// <param name="DeactivatedDatetime">Set to install it switched off.</param>
public sealed record InstallRuleTemplateRequest(string? Template, string? Name = null, DateTimeOffset? DeactivatedDatetime = null);

/// <summary>Source-generated metadata of the templates.</summary>
[JsonSerializable(typeof(IReadOnlyList<RuleTemplateResource>))]
[JsonSerializable(typeof(InstallRuleTemplateRequest))]
public sealed partial class RuleTemplatesJson : JsonSerializerContext;
