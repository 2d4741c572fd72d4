using Antiphon.Http;
using Antiphon.Sandbox;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Furniture;

/// <summary>A parameter of a path that is an id. What it names is told by the literal before it: <c>tickets</c> in <c>/tickets/{ticketId}/messages</c>.</summary>
internal sealed record PathParameter(string Name, string Kind);

/// <summary>One method of one route, as the server's own table has it.</summary>
internal sealed record ApiCall(HttpMethod Method, RouteEndpoint Endpoint, ApiRoute Route)
{
    /// <summary>The record of its body; null when it takes none.</summary>
    public Type? Body => Endpoint.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType;

    public string Pattern => "/" + Endpoint.RoutePattern.RawText!.TrimStart('/');

    public IReadOnlyList<PathParameter> Parameters { get; } = [.. ParametersOf(Endpoint.RoutePattern)];

    /// <summary>What a query must have at least, such as <c>object_type=Ticket</c>; mostly nothing.</summary>
    public string RequiredQuery => string.Join('&', Route.Query.Parameters.Where(parameter => parameter.IsRequired).Select(parameter => $"{parameter.Name}={parameter.Allowed[0]}"));

    /// <summary>What an order needs besides its name: relevance of macros is about a ticket.</summary>
    public string QueryOf(string order, Stock stock) =>
        order.StartsWith("relevance", StringComparison.Ordinal) && Route.Query.Parameters.Any(parameter => parameter.Name == "ticket_id") ? $"&ticket_id={stock["tickets"]}" : "";

    /// <summary>The path with a value for each parameter, in their order. What is named by a word of ours and not by an id has one that is there.</summary>
    public string Path(IReadOnlyList<string> values)
    {
        var next = 0;
        return "/" + string.Join('/', Endpoint.RoutePattern.PathSegments.Select(segment => segment.Parts[0] switch
        {
            RoutePatternLiteralPart literal => literal.Content,
            RoutePatternParameterPart parameter when WordOf(parameter) is { } word => word,
            _ => values[next++],
        }));
    }

    /// <summary>A value of a parameter that is no id; null for one that is.</summary>
    public static string? WordOf(RoutePatternParameterPart parameter) => parameter.Name switch
    {
        "slug" => "created-tickets",
        "name" => "overview",
        _ => null,
    };

    public override string ToString() => $"{Method} {Pattern}";

    private static IEnumerable<PathParameter> ParametersOf(RoutePattern pattern)
    {
        var before = "";
        foreach (var segment in pattern.PathSegments)
        {
            switch (segment.Parts[0])
            {
                case RoutePatternLiteralPart literal:
                    before = literal.Content;
                    break;
                case RoutePatternParameterPart parameter when WordOf(parameter) is null:
                    yield return new PathParameter(parameter.Name, before);
                    break;
            }
        }
    }
}

/// <summary>Every call of the REST API that ends by itself, from the running server: a new route is in it by being mapped.</summary>
internal static class RouteTable
{
    public static IReadOnlyList<ApiCall> Of(Desk desk) =>
    [
        .. from endpoint in desk.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
           let route = endpoint.Metadata.GetMetadata<ApiRoute>()
           where route is { IsStream: false } && !IsOfSandboxes(endpoint)
           from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods
           select new ApiCall(new HttpMethod(method), endpoint, route),
    ];

    // On the account of a desk there are none of them, which AbsenceTests prove, together with who may call them where there are.
    private static bool IsOfSandboxes(RouteEndpoint endpoint) => endpoint.RoutePattern.RawText!.StartsWith(SandboxRoutes.Path, StringComparison.Ordinal);
}
