using System.Data;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Antiphon.Accounts;
using Antiphon.Http;
using Antiphon.Http.Body;
using Antiphon.Http.Idempotency;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Antiphon.Agents.Guarding;

/// <summary>What a request asks for: from the metadata of its route, its path and query, and from the body where that decides.</summary>
internal static class ReadCall
{
    public const string DryRunHeader = "Antiphon-Dry-Run";

    private const int KeptInMemory = 64 * 1024;
    private const int MostStored = 1024 * 1024;

    // What decides about a call besides path and body. Credentials are not among them: whoever runs it later is the agent by name.
    private static readonly string[] KeptHeaders = ["Content-Type", "If-Match", "If-None-Match", IdempotencyMiddleware.Header, Http.Query.QueryExtensions.Header];
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = Contract.WireJson.MaxDepth };

    public static async Task<AskedCall> RunAsync(HttpContext http)
    {
        var (method, path) = (http.Request.Method, http.Request.Path.Value ?? "/");
        if (http.GetEndpoint() is not RouteEndpoint endpoint)
        {
            return new(method, path) { StoreAsync = _ => Task.FromResult<StoredRequest?>(null) };
        }

        var route = endpoint.Metadata.GetMetadata<ApiRoute>();
        var pattern = endpoint.RoutePattern.RawText!;
        return new(method, path)
        {
            Route = pattern,
            Demand = route is null ? null : await DemandAsync(http, endpoint, route),
            AsksDryRun = http.Request.Headers.ContainsKey(DryRunHeader),
            IsStream = route is { IsStream: true },
            Isolation = http.Request.Headers.IfMatch.Count > 0 ? IsolationLevel.RepeatableRead : IsolationLevel.ReadCommitted,
            StoreAsync = cancellationToken => StoreAsync(http, pattern, cancellationToken),
        };
    }

    /// <summary>A call of which nothing is known but where it goes, because it ended before it was read.</summary>
    public static AskedCall Unread(HttpContext http) => new(http.Request.Method, http.Request.Path.Value ?? "/")
    {
        Route = (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText,
        StoreAsync = _ => Task.FromResult<StoredRequest?>(null),
    };

    private static async Task<CallDemand> DemandAsync(HttpContext http, RouteEndpoint endpoint, ApiRoute route)
    {
        var demand = new CallDemand(CallClasses.ResourceOf(route) ?? "account", CallClasses.Of(route, http.Request.Method));
        demand = CallBodies.OfQuery(OfPath(demand, endpoint, http.Request.RouteValues), route, http.Request.Method, http.Request.Query);
        if (endpoint.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType is not { } record || !CallBodies.Decide(record))
        {
            return demand;
        }

        http.Request.EnableBuffering(KeptInMemory);
        try
        {
            using var body = await JsonDocument.ParseAsync(http.Request.Body, Strict, http.RequestAborted);
            return CallBodies.Of(demand, record, body.RootElement, http.Account().Switches.Tolerant);
        }
        catch (JsonException)
        {
            // Whatever reads it next answers that it cannot be read; until then it is what the route says.
            return demand;
        }
        finally
        {
            http.Request.Body.Position = 0;
        }
    }

    /// <summary>What a parameter of a path names is told by the literal before it.</summary>
    private static CallDemand OfPath(CallDemand demand, RouteEndpoint endpoint, RouteValueDictionary values)
    {
        var before = "";
        foreach (var part in endpoint.RoutePattern.PathSegments.Select(segment => segment.Parts[0]))
        {
            if (part is RoutePatternLiteralPart literal)
            {
                before = literal.Content;
            }
            else if (part is RoutePatternParameterPart parameter && long.TryParse(values[parameter.Name] as string, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            {
                demand = before switch
                {
                    "tickets" => demand with { Tickets = [.. demand.Tickets, id] },
                    "views" => demand with { View = id },
                    "tags" => demand with { Tags = [.. demand.Tags, id] },
                    "macros" => demand with { Macros = [.. demand.Macros, id] },
                    _ => demand,
                };
            }
        }

        return demand;
    }

    private static async Task<StoredRequest?> StoreAsync(HttpContext http, string pattern, CancellationToken cancellationToken)
    {
        var request = http.Request;
        byte[]? body = null;
        if (request.HasFormContentType)
        {
            // Files are not kept for somebody who may approve of them some day.
            return null;
        }

        if (request.Body.CanSeek)
        {
            request.Body.Position = 0;
            using var copy = new MemoryStream();
            await request.Body.CopyToAsync(copy, cancellationToken);
            request.Body.Position = 0;
            if (copy.Length > MostStored)
            {
                return null;
            }

            body = copy.Length > 0 ? copy.ToArray() : null;
        }

        var headers = KeptHeaders.Where(request.Headers.ContainsKey).ToDictionary(name => name, name => request.Headers[name].ToString(), StringComparer.Ordinal);
        var values = request.RouteValues.ToDictionary(value => value.Key, value => value.Value?.ToString(), StringComparer.Ordinal);
        var (path, query) = (request.Path.Value ?? "/", request.QueryString.Value ?? "");
        var asked = Encoding.UTF8.GetBytes($"{request.Method} {path}{query}\n");
        return new(
            request.Method,
            pattern,
            JsonSerializer.Serialize(values),
            request.Host.Value ?? "",
            request.Scheme,
            path,
            query,
            JsonSerializer.Serialize(headers),
            body,
            SHA256.HashData([.. asked, .. body ?? []]),
            HttpMethods.IsPost(request.Method) && headers.TryGetValue(IdempotencyMiddleware.Header, out var key) ? key : null);
    }
}
