using System.Text.Json;
using System.Text.Json.Serialization;

namespace Antiphon.Contract;

/// <summary>A recipe for connecting another service: an extension of Antiphon.</summary>
/// <param name="Slug">Its name for programs.</param>
/// <param name="Name">Its name for people.</param>
/// <param name="Description">What it is good for, and what has to be set up on the other side.</param>
/// <param name="Direction"><c>inbound</c>: what the other service tells becomes a ticket.</param>
/// <param name="When">Which payloads it is for; null: all.</param>
/// <param name="Request">
/// What is sent to this API, in which <c>{{payload.…}}</c> is what the other service told.
/// </param>
/// <param name="Sample">What the other service sends; a test of Antiphon follows the recipe with it.</param>
public sealed record IntegrationTemplateResource(
    string Slug, string Name, string Description, string Direction, string? When, IntegrationTemplateRequestResource Request, JsonElement Sample);

/// <summary>A call of this API.</summary>
/// <param name="Method">Such as <c>POST</c>.</param>
/// <param name="Path">Below the host.</param>
/// <param name="Headers">Besides the credentials.</param>
/// <param name="Body">With variables in its texts. A text that is one variable with <c>|tojson</c> is replaced by the value.</param>
public sealed record IntegrationTemplateRequestResource(string Method, string Path, IReadOnlyDictionary<string, string> Headers, JsonElement Body);

/// <summary>Source-generated metadata of the templates of integrations.</summary>
[JsonSerializable(typeof(IReadOnlyList<IntegrationTemplateResource>))]
public sealed partial class IntegrationTemplatesJson : JsonSerializerContext;
