using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;
using Antiphon.Http;
using Antiphon.Reference;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Antiphon.ApiTests.Reference;

/// <summary>The document is read from the routes; these tests hold both against each other.</summary>
public sealed class ApiDocumentTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task A_stranger_reads_the_document_and_it_is_not_counted()
    {
        using var stranger = new HttpClient { BaseAddress = desk.Address };
        var answer = (await stranger.GetJsonAsync("/api/openapi.json")).Is(HttpStatusCode.OK);
        Assert.Null(answer.Header("X-Gorgias-Account-Api-Call-Limit"));
        Assert.NotNull((await stranger.GetJsonAsync("/api/tags")).Is(HttpStatusCode.Unauthorized).Header("X-Gorgias-Account-Api-Call-Limit"));
        Assert.Equal("3.1.1", (string?)answer["openapi"]);
    }

    [Fact]
    public async Task A_reader_finds_no_error_in_the_document()
    {
        var answer = await desk.Admin.GetJsonAsync("/api/openapi.json");
        var read = OpenApiDocument.Parse(answer.Body, "json");
        Assert.Empty(read.Diagnostic!.Errors);
        Assert.Empty(read.Diagnostic.Warnings);
        Assert.Equal(Operations(answer.Json).Count(), read.Document!.Paths.Values.Sum(path => path.Operations!.Count));
    }

    [Fact]
    public async Task Every_route_of_the_api_is_in_the_document_and_nothing_else()
    {
        var routes = desk.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText!.TrimStart('/').Split('/')[0] is "api" or "admin" or "_sandbox")
            .Where(endpoint => endpoint.Metadata.GetMetadata<IExcludeFromDescriptionMetadata>() is null)
            .SelectMany(endpoint => endpoint.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods.Select(method => $"{method} {Shape(endpoint.RoutePattern.RawText!)}"))
            .Order(StringComparer.Ordinal);
        var documented = Operations(await DocumentAsync()).Select(operation => $"{operation.Method.ToUpperInvariant()} {Shape(operation.Path)}").Order(StringComparer.Ordinal);
        Assert.Equal(routes, documented);
    }

    [Fact]
    [Trait("row", "A22")]
    [Trait("row", "H05")]
    public async Task Every_operation_tells_its_scope_its_right_its_events_and_its_limit()
    {
        var operations = Operations(await DocumentAsync()).ToDictionary(operation => (string)operation.Json["operationId"]!, operation => operation.Json);
        foreach (var route in ApiOperation.All(desk.Services.GetRequiredService<EndpointDataSource>()))
        {
            var operation = operations[route.Id];
            Assert.Equal(route.Route.Scope ?? "none", (string?)operation["x-scope"]);
            Assert.Equal(route.Route.Events, operation["x-event"]!.AsArray().Select(type => (string)type!));
            Assert.NotNull((string?)operation["x-right"]);
            Assert.Equal(1, (int)operation["x-limit"]!["calls"]!);
            Assert.Contains(operation["responses"]!.AsObject(), answer => answer.Key[0] is '2');
        }

        Assert.Equal("tags:write", (string?)operations["createTag"]["x-scope"]);
        Assert.Equal("lead_desk", (string?)operations["createTag"]["x-right"]);
        Assert.Equal(["tag-created"], operations["createTag"]["x-event"]!.AsArray().Select(type => (string)type!));
    }

    [Fact]
    public async Task An_update_shows_what_may_be_null_and_a_list_its_parameters()
    {
        var document = await DocumentAsync();
        var update = document["components"]!["schemas"]!["UpdateTagRequest"]!["properties"]!;
        Assert.Equal("""{"type":["string","null"]}""", update["name"]!.ToJsonString());
        Assert.Equal("#/components/schemas/TagDecoration", (string?)update["decoration"]!["oneOf"]![0]!["$ref"]);
        var tag = document["components"]!["schemas"]!["Tag"]!;
        Assert.Equal("""{"type":"string","format":"date-time"}""", tag["properties"]!["created_datetime"]!.ToJsonString());
        Assert.Equal("#/components/schemas/TagDecoration", (string?)tag["properties"]!["decoration"]!["oneOf"]![0]!["$ref"]);
        Assert.Equal("#/components/schemas/TicketTag", (string?)document["components"]!["schemas"]!["Ticket"]!["properties"]!["tags"]!["items"]!["$ref"]);
        Assert.Contains("deleted_datetime", tag["required"]!.AsArray().Select(name => (string)name!));
        var parameters = document["paths"]!["/api/tags"]!["get"]!["parameters"]!.AsArray().ToDictionary(parameter => (string)parameter!["name"]!);
        Assert.Equal(100, (int)parameters["limit"]!["schema"]!["maximum"]!);
        Assert.Equal(30, (int)parameters["limit"]!["schema"]!["default"]!);
        Assert.NotEmpty(parameters["order_by"]!["schema"]!["enum"]!.AsArray());
        var events = document["paths"]!["/api/events"]!["get"]!["parameters"]!.AsArray().Select(parameter => (string)parameter!["name"]!);
        Assert.Contains("created_datetime[gte]", events);
    }

    [Fact]
    public async Task Errors_have_the_one_shape_that_the_server_writes()
    {
        var document = await DocumentAsync();
        Assert.Equal(
            ["201", "400", "401", "403", "409", "429"],
            document["paths"]!["/api/tags"]!["post"]!["responses"]!.AsObject().Select(answer => answer.Key));
        Assert.All(document["components"]!["responses"]!.AsObject(), answer =>
            Assert.Equal("#/components/schemas/ErrorBody", (string?)answer.Value!["content"]!["application/json"]!["schema"]!["$ref"]));
        Assert.Equal(["msg"], document["components"]!["schemas"]!["ErrorDetail"]!["required"]!.AsArray().Select(name => (string)name!));
    }

    private async Task<JsonNode> DocumentAsync() => (await desk.Admin.GetJsonAsync("/api/openapi.json")).Is(HttpStatusCode.OK).Json;

    private static IEnumerable<(string Path, string Method, JsonNode Json)> Operations(JsonNode document) =>
        from path in document["paths"]!.AsObject()
        from operation in path.Value!.AsObject()
        select (path.Key, operation.Key, operation.Value);

    // Names and kinds of parameters are told apart by other means; here it counts where they stand.
    private static string Shape(string path) => string.Join('/', path.Trim('/').Split('/').Select(segment => segment.StartsWith('{') ? "{}" : segment));
}
