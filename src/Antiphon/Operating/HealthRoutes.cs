using System.Text.Json.Nodes;

namespace Antiphon.Operating;

/// <summary>
/// For supervisors and load balancers, on any host and without credentials: <c>/health/live</c> (the process answers; restart it if not) and
/// <c>/health/ready</c> (send it requests, or not for now).
/// </summary>
internal static class HealthRoutes
{
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        var health = app.MapGroup("/health").ExcludeFromDescription();
        health.MapGet("/live", () => Answer(StatusCodes.Status200OK, new JsonObject { ["status"] = "live" }));
        health.MapGet("/ready", HandleReadyAsync);
    }

    private static async Task<IResult> HandleReadyAsync(Readiness readiness, CancellationToken cancellationToken)
    {
        var report = await readiness.CheckAsync(cancellationToken);
        return Answer(report.IsReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable, new JsonObject
        {
            ["status"] = report.IsReady ? "ready" : "not ready",
            ["database"] = report.Database ?? "ok",
            ["migrations"] = report.Migrations ?? "ok",
            ["announcements"] = report.Announcements ?? "ok",
            ["server"] = report.Server ?? "ok",
            ["files"] = report.Files ?? "ok",
        });
    }

    private static IResult Answer(int status, JsonObject body) => Results.Text(body.ToJsonString(), "application/json", statusCode: status);
}
