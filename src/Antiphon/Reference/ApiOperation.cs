using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Antiphon.Http;
using Antiphon.Sandbox;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Antiphon.Reference;

/// <summary>One route of the API as the reference sees it. Everything is read from the route itself, so the reference cannot forget one.</summary>
internal sealed partial record ApiOperation(string Id, string Title, string Feature, string Method, string Path, ApiRoute Route, RouteEndpoint Endpoint)
{
    // Below the second one is what admins configure, below the third what only sandbox accounts have.
    private static readonly string[] Roots = ["/api/", "/admin/", SandboxRoutes.Path + "/"];

    public IReadOnlyList<RoutePatternParameterPart> PathParameters => Endpoint.RoutePattern.Parameters;

    public Type? Body => Endpoint.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType;

    public IEnumerable<IProducesResponseTypeMetadata> Answers => Endpoint.Metadata.OfType<IProducesResponseTypeMetadata>();

    /// <summary>Every route of the API that describes itself, by path and method.</summary>
    public static IReadOnlyList<ApiOperation> All(EndpointDataSource source)
    {
        var routes = source.Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText is { } path && Array.Exists(Roots, root => path.StartsWith(root, StringComparison.Ordinal)) && endpoint.Metadata.GetMetadata<ApiRoute>() is not null)
            .SelectMany(endpoint => endpoint.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods.Select(method => (Endpoint: endpoint, Method: method)))
            .ToLookup(route => ClassOf(HandlerOf(route.Endpoint)));
        return [.. routes.SelectMany(ofClass => ofClass.Select(route => Describe(ofClass.Key, route.Method, route.Endpoint, ofClass.Count() > 1)))
            .OrderBy(operation => operation.Path, StringComparer.Ordinal).ThenBy(operation => operation.Method, StringComparer.Ordinal)];
    }

    /// <summary>The name on the wire of a parameter of a path.</summary>
    public static string WireName(RoutePatternParameterPart parameter) => Snake(parameter.Name);

    private static ApiOperation Describe(Type operation, string method, RouteEndpoint endpoint, bool hasSiblings)
    {
        var name = endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName ?? Name(operation, HandlerOf(endpoint), method, hasSiblings);
        return new ApiOperation(
            char.ToLowerInvariant(name[0]) + name[1..],
            Sentence(name),
            operation.Namespace!.Split('.')[1],
            method,
            Parameter().Replace(endpoint.RoutePattern.RawText!, parameter => $"{{{Snake(parameter.Groups[1].Value)}}}"),
            endpoint.Metadata.GetRequiredMetadata<ApiRoute>(),
            endpoint);
    }

    // The class is the operation. Where it has several routes, the handler says which one: one of many, or another spelling.
    private static string Name(Type operation, MethodInfo handler, string method, bool hasSiblings) => (hasSiblings, Variant().Match(handler.Name).Groups[1].Value) switch
    {
        (false, _) => operation.Name,
        (true, "One") => operation.Name.TrimEnd('s'),
        (true, "Many") => operation.Name,
        (true, "") when !IsGenerated(handler) => operation.Name,
        (true, "") => operation.Name + char.ToUpperInvariant(method[0]) + method[1..].ToLowerInvariant(),
        (true, var variant) => operation.Name + variant,
    };

    private static MethodInfo HandlerOf(RouteEndpoint endpoint) => endpoint.Metadata.GetRequiredMetadata<MethodInfo>();

    private static bool IsGenerated(MethodInfo handler) => handler.Name.StartsWith('<');

    private static Type ClassOf(MethodInfo handler)
    {
        var type = handler.DeclaringType!;
        while (type.IsDefined(typeof(CompilerGeneratedAttribute)) && type.DeclaringType is { } outer)
        {
            type = outer;
        }

        return type;
    }

    private static string Snake(string name) => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(name);

    private static string Sentence(string name)
    {
        var words = Snake(name).Replace('_', ' ');
        return char.ToUpperInvariant(words[0]) + words[1..];
    }

    [GeneratedRegex("^Handle(?<variant>\\w*)Async$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Variant();

    [GeneratedRegex("\\{(?<name>\\w+)[^}]*\\}", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Parameter();
}
