using System.Text.Json;
using System.Text.Json.Serialization;

namespace Antiphon.Contract;

/// <summary>A recipe for connecting another service: an extension of Antiphon.</summary>
/// <param name="Slug">Its name for programs.</param>
/// <param name="Name">Its name for people.</param>
/// <param name="Description">What it is good for, and what has to be set up on the other side.</param>
/// <param name="Direction"><c>inbound</c>: what the other service tells becomes a ticket; <c>outbound</c>: the other service is told, and the template can be installed.</param>
/// <param name="When">Which payloads it is for; null: all.</param>
/// <param name="Request">
/// What is sent to this API, in which <c>{{payload.…}}</c> is what the other service told, and <c>{{url}}</c> the address where it wants to be told.
/// </param>
/// <param name="Sample">What the other service sends, or gets; a test of Antiphon follows the recipe with it.</param>
public sealed record IntegrationTemplateResource(
    string Slug, string Name, string Description, string Direction, string? When, IntegrationTemplateRequestResource Request, JsonElement Sample);

/// <summary>A call of this API.</summary>
/// <param name="Method">Such as <c>POST</c>.</param>
/// <param name="Path">Below the host.</param>
/// <param name="Headers">Besides the credentials.</param>
/// <param name="Body">With variables in its texts. A text that is one variable with <c>|tojson</c> is replaced by the value.</param>
public sealed record IntegrationTemplateRequestResource(string Method, string Path, IReadOnlyDictionary<string, string> Headers, JsonElement Body);

/// <summary>Body of <c>POST /api/integrations/templates</c>.</summary>
/// <param name="Template">The slug of an outbound template; required.</param>
/// <param name="Url">The address of the other service; required.</param>
/// <param name="Name">Another name for what is made, 1 to 256 characters.</param>
public sealed record InstallIntegrationTemplateRequest(string? Template, string? Url, string? Name = null);

/// <summary>What a template made: one of the two.</summary>
/// <param name="Integration">The integration; null when a rule was made.</param>
/// <param name="Rule">The rule; null when an integration was made.</param>
public sealed record InstalledIntegrationTemplateResource(IntegrationResource? Integration, RuleResource? Rule);

/// <summary>Source-generated metadata of the templates of integrations.</summary>
[JsonSerializable(typeof(IReadOnlyList<IntegrationTemplateResource>))]
[JsonSerializable(typeof(InstallIntegrationTemplateRequest))]
[JsonSerializable(typeof(InstalledIntegrationTemplateResource))]
public sealed partial class IntegrationTemplatesJson : JsonSerializerContext;
