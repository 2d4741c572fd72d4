using System.Text.Json.Nodes;
using Antiphon.Contract;

namespace Antiphon.Reference;

/// <summary>The answers of a failure, which are the same for every operation.</summary>
internal static class ErrorAnswers
{
    private static readonly (int Status, string Name, string Description)[] All =
    [
        (StatusCodes.Status400BadRequest, "Invalid", "The request is not valid; `data` names every field at fault."),
        (StatusCodes.Status401Unauthorized, "Unauthorized", "The credentials are missing or wrong."),
        (StatusCodes.Status403Forbidden, "Forbidden", "The caller's role does not reach far enough."),
        (StatusCodes.Status404NotFound, "NotFound", "There is no such object."),
        (StatusCodes.Status409Conflict, "Conflict", "The request contradicts what exists."),
        (StatusCodes.Status429TooManyRequests, "TooManyRequests", "The account's limit is used up; `Retry-after` says when to come back."),
    ];

    /// <summary>Which of them an operation can give: 404 needs something to be looked for, 409 something to be written.</summary>
    public static IEnumerable<KeyValuePair<string, JsonNode?>> Of(ApiOperation operation) =>
        from answer in All
        where answer.Status is not StatusCodes.Status404NotFound || operation.PathParameters.Count > 0
        where answer.Status is not StatusCodes.Status409Conflict || !HttpMethods.IsGet(operation.Method)
        select KeyValuePair.Create<string, JsonNode?>($"{answer.Status}", new JsonObject { ["$ref"] = $"#/components/responses/{answer.Name}" });

    public static JsonObject Write(SchemaBook schemas)
    {
        var answers = new JsonObject(All.Select(answer => KeyValuePair.Create<string, JsonNode?>(answer.Name, new JsonObject
        {
            ["description"] = answer.Description,
            ["content"] = new JsonObject { ["application/json"] = new JsonObject { ["schema"] = schemas.Of(typeof(ErrorBody)) } },
        })));
        answers["TooManyRequests"]!["headers"] = new JsonObject
        {
            ["Retry-after"] = new JsonObject { ["description"] = "Seconds.", ["schema"] = new JsonObject { ["type"] = "integer" } },
        };
        return answers;
    }
}
