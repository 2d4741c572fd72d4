using Antiphon.Accounts;
using Antiphon.Http;
using Antiphon.Identity;

namespace Antiphon.Agents.Approvals;

/// <summary>
/// Makes a request that has waited, as its agent, through the same pipeline behind the guard as when it was asked. It works in the scope, and so in the open
/// transaction, of whoever lets it go.
/// </summary>
internal sealed class HeldRequests(EndpointDataSource endpoints)
{
    /// <summary>What comes behind the guard; set when the pipeline is built.</summary>
    public RequestDelegate? Behind { get; set; }

    /// <summary>The request as it stood; null when its route is gone.</summary>
    public HttpContext? Make(WaitingCall waiting, Actor agent, HttpContext approver, CancellationToken stopped)
    {
        var endpoint = endpoints.Endpoints.OfType<RouteEndpoint>().FirstOrDefault(
            endpoint => endpoint.RoutePattern.RawText == waiting.Route && endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Contains(waiting.Method) is true);
        if (endpoint is null)
        {
            return null;
        }

        var http = new DefaultHttpContext { RequestServices = approver.RequestServices, RequestAborted = stopped };
        http.Items[typeof(Account)] = approver.Account();
        http.Items[typeof(Actor)] = agent;
        http.Request.Method = waiting.Method;
        http.Request.Scheme = waiting.Scheme;
        http.Request.Host = new HostString(waiting.Host);
        http.Request.Path = waiting.Path;
        http.Request.QueryString = new QueryString(waiting.Query);
        http.Request.Body = new MemoryStream(waiting.Body ?? []);
        http.Request.ContentLength = waiting.Body?.Length ?? 0;
        foreach (var (name, value) in waiting.HeaderValues())
        {
            http.Request.Headers[name] = value;
        }

        foreach (var (name, value) in waiting.Values())
        {
            http.Request.RouteValues[name] = value;
        }

        http.SetEndpoint(endpoint);
        return http;
    }

    public Task<HeldAnswer> SendAsync(HttpContext http) => HeldAnswer.RunAndDropAsync(http, Behind ?? throw new InvalidOperationException("The pipeline is not built yet."));
}
