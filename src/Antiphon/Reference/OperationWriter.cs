using System.Text.Json.Nodes;
using Antiphon.Http;
using Antiphon.Http.Query;
using Antiphon.Limits;
using Microsoft.AspNetCore.WebUtilities;

namespace Antiphon.Reference;

/// <summary>Writes one operation of the document.</summary>
internal sealed class OperationWriter(SchemaBook schemas)
{
    private static readonly string[] Comparators = ["gt", "gte", "lt", "lte"];

    public JsonObject Write(ApiOperation operation)
    {
        var example = ApiExamples.All.TryGetValue(operation.Id, out var found) ? found.Fill(found.Needs.ToDictionary(name => name, ExampleId, StringComparer.Ordinal)) : null;
        var json = new JsonObject
        {
            ["operationId"] = operation.Id,
            ["summary"] = operation.Title,
            ["tags"] = new JsonArray(operation.Feature),
            ["x-scope"] = operation.Route.Scope ?? "none",
            ["x-right"] = Snake(operation.Route.Right.ToString()),
            ["x-grant"] = Grant(operation),
            ["x-event"] = Texts(operation.Route.Events),
            ["x-limit"] = Limit(),
        };
        if (operation.Route.IsExtension)
        {
            json["x-extension"] = true;
        }

        JsonNode[] parameters = [.. operation.PathParameters.Select(PathParameter), .. operation.Route.Query.Parameters.SelectMany(parameter => QueryParameters(parameter, example?.Query))];
        if (parameters.Length > 0)
        {
            json["parameters"] = new JsonArray(parameters);
        }

        if (operation.Body is { } body)
        {
            json["requestBody"] = Body(body, example?.Body);
        }

        if (operation.Route.TakesFiles)
        {
            json["requestBody"] = Files();
        }

        json["responses"] = new JsonObject(operation.Answers.Select(Answer).Concat(ErrorAnswers.Of(operation)));
        return json;
    }

    // What an agent needs: the grant of a resource and a class, or of several classes.
    private static JsonArray Grant(ApiOperation operation)
    {
        var (resource, classes) = (CallClasses.ResourceOf(operation.Route) ?? "by-type", CallClasses.Of(operation.Route, operation.Method));
        return classes is CallClass.Own or CallClass.Never ? new JsonArray(CallClasses.Word(classes)) : Texts(classes.Words().Select(word => $"{resource}:{word}"));
    }

    // Every call weighs the same in its bucket; an answer without a body because nothing changed weighs less.
    private static JsonObject Limit() => new()
    {
        ["calls"] = 1,
        ["calls_when_not_modified"] = (double)RequestCost.NotModified / RequestCost.Full,
    };

    private JsonObject Body(Type type, JsonNode? example)
    {
        var content = new JsonObject { ["schema"] = schemas.Of(type) };
        if (example is not null)
        {
            content["example"] = example;
        }

        return new() { ["required"] = true, ["content"] = new JsonObject { ["application/json"] = content } };
    }

    // Every part is a file, whatever its name.
    private static JsonObject Files() => new()
    {
        ["required"] = true,
        ["content"] = new JsonObject
        {
            ["multipart/form-data"] = new JsonObject
            {
                ["schema"] = new JsonObject { ["type"] = "object", ["properties"] = new JsonObject { ["file"] = new JsonObject { ["type"] = "string", ["format"] = "binary" } } },
            },
        },
    };

    private KeyValuePair<string, JsonNode?> Answer(Microsoft.AspNetCore.Http.Metadata.IProducesResponseTypeMetadata answer)
    {
        var json = new JsonObject { ["description"] = ReasonPhrases.GetReasonPhrase(answer.StatusCode) };
        if (answer.Type is { } type && type != typeof(void))
        {
            json["content"] = new JsonObject { ["application/json"] = new JsonObject { ["schema"] = schemas.Of(type) } };
        }

        return KeyValuePair.Create<string, JsonNode?>($"{answer.StatusCode}", json);
    }

    private static JsonObject PathParameter(Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart parameter) => new()
    {
        ["name"] = ApiOperation.WireName(parameter),
        ["in"] = "path",
        ["required"] = true,
        ["schema"] = parameter.ParameterPolicies.Any(policy => policy.Content is "long") ? new JsonObject { ["type"] = "integer", ["format"] = "int64" } : new() { ["type"] = "string" },
    };

    private static IEnumerable<JsonObject> QueryParameters(QueryParameter parameter, JsonObject? examples)
    {
        foreach (var name in parameter.Compared ? Comparators.Select(comparator => $"{parameter.Name}[{comparator}]") : [parameter.Name])
        {
            var json = new JsonObject { ["name"] = name, ["in"] = "query", ["schema"] = parameter.Many ? List(parameter) : One(parameter) };
            if (parameter.IsRequired)
            {
                json["required"] = true;
            }

            if (parameter.Description is { } description)
            {
                json["description"] = description;
            }

            if (parameter.IsExtension)
            {
                json["x-extension"] = true;
            }

            if (examples?[name] is { } example)
            {
                json["example"] = example.DeepClone();
            }

            yield return json;
        }
    }

    private static JsonObject List(QueryParameter parameter) => new() { ["type"] = "array", ["items"] = One(parameter), ["minItems"] = 1, ["maxItems"] = parameter.Most };

    private static JsonObject One(QueryParameter parameter)
    {
        var schema = parameter.Kind switch
        {
            QueryKind.Integer => new JsonObject { ["type"] = "integer", ["format"] = "int64" },
            QueryKind.Flag => new() { ["type"] = "boolean" },
            QueryKind.Time => new() { ["type"] = "string", ["format"] = "date-time" },
            QueryKind.Choice => new() { ["type"] = "string", ["enum"] = Texts(parameter.Allowed) },
            _ when parameter.Many => new() { ["type"] = "string" },
            _ => new() { ["type"] = "string", ["maxLength"] = parameter.Most },
        };
        if (parameter.Min is { } min)
        {
            schema["minimum"] = min;
        }

        if (parameter.Max is { } max)
        {
            schema["maximum"] = max;
        }

        if (parameter.Default is { } standard)
        {
            schema["default"] = parameter.Kind is QueryKind.Integer ? long.Parse(standard) : standard;
        }

        return schema;
    }

    // An id like those that a desk of some age has.
    private static long ExampleId(string name) => name.StartsWith("other_", StringComparison.Ordinal) ? 8412 : 8411;

    private static string Snake(string name) => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(name);

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);
}
