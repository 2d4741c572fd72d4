using System.Text.Json;
using System.Text.Json.Nodes;
using Antiphon.Cli;
using Antiphon.Contract;

namespace Antiphon.Reference;

/// <summary>The OpenAPI 3.1 document of the routes that exist, written once when it is first asked for.</summary>
internal sealed class ApiDocument(EndpointDataSource routes)
{
    private static readonly JsonSerializerOptions Written = new() { Encoder = WireJson.Options.Encoder };

    private readonly Lazy<byte[]> bytes = new(() => JsonSerializer.SerializeToUtf8Bytes(Write(ApiOperation.All(routes)), Written));

    public byte[] Bytes => bytes.Value;

    private static JsonObject Write(IReadOnlyList<ApiOperation> operations)
    {
        var schemas = new SchemaBook();
        var writer = new OperationWriter(schemas);
        var paths = new JsonObject();
        foreach (var ofPath in operations.GroupBy(operation => operation.Path, StringComparer.Ordinal))
        {
            paths[ofPath.Key] = new JsonObject(ofPath.Select(operation => KeyValuePair.Create<string, JsonNode?>(operation.Method.ToLowerInvariant(), writer.Write(operation))));
        }

        return new JsonObject
        {
            ["openapi"] = "3.1.1",
            ["info"] = new JsonObject
            {
                ["title"] = "Antiphon API",
                ["version"] = Build.ShortVersion,
                ["description"] = "The helpdesk over REST. Each operation shows the scope that an app's token needs (`x-scope`), how far the caller's role must reach "
                    + "(`x-right`) and the events that it may write (`x-event`). Every call counts as one request of the account's limit, which is shown in the "
                    + "`X-Gorgias-Account-Api-Call-Limit` header. Changes are dated in the [changelog](/changelog).",
            },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/" }),
            ["security"] = new JsonArray(new JsonObject { ["basic"] = new JsonArray() }),
            ["tags"] = new JsonArray([.. operations.Select(operation => operation.Feature).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
                .Select(feature => (JsonNode)new JsonObject { ["name"] = feature })]),
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["securitySchemes"] = new JsonObject
                {
                    ["basic"] = new JsonObject { ["type"] = "http", ["scheme"] = "basic", ["description"] = "The user's e-mail address as the name, an API key as the password." },
                },
                ["responses"] = ErrorAnswers.Write(schemas),
                ["schemas"] = schemas.ToJson(),
            },
        };
    }
}
