using System.Globalization;
using Antiphon.Changes;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Http.Query;
using Antiphon.Identity;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace Antiphon.Live;

/// <summary>
/// The changes of the account and who looks at what, as server-sent events. A stream begins with <c>ready</c>, catches up from the number that the reader knows,
/// and goes on until the reader leaves or is told why it ends.
/// </summary>
internal sealed class OpenLiveStream(
    ChangePump pump, ReadChanges readChanges, DeskDb db, LiveStreams streams, PresenceBoard presence, IOptions<LiveOptions> options, TimeProvider clock)
{
    private const string LastEventId = "Last-Event-ID";
    private const string TooMany = "The account has as many live streams open as it may have.";

    private static readonly QuerySpec Query = QuerySpec.None
        .Integer("after", min: 0, description: $"The sequence up to which the changes are known, for readers who cannot send {LastEventId}. Absent: only what changes from now on.");

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) =>
        api.MapGet("/live", HandleAsync).RequireScope(Scope.EventsRead, Right.Read).Takes(Query).Extension().Streams().Produces(StatusCodes.Status200OK);

    private static async Task<IResult> HandleAsync(HttpContext http, QueryValues query, Actor actor, OpenLiveStream openLiveStream, CancellationToken cancellationToken)
    {
        var header = http.Request.Headers[LastEventId].ToString();
        if (header.Length == 0)
        {
            await openLiveStream.RunAsync(query.Integer("after"), http, actor, cancellationToken);
        }
        else if (long.TryParse(header, NumberStyles.None, CultureInfo.InvariantCulture, out var known))
        {
            await openLiveStream.RunAsync(known, http, actor, cancellationToken);
        }
        else
        {
            return new FailureResult(Failure.Invalid(LastEventId, "Not a valid integer."), "Failed to open the live stream");
        }

        return Results.Empty;
    }

    /// <summary>Runs until the stream ends.</summary>
    public async Task RunAsync(long? known, HttpContext http, Actor actor, CancellationToken cancellationToken)
    {
        if (streams.TryOpen(actor) is not { } stream)
        {
            http.Response.Headers.RetryAfter = "5";
            await ApiError.WriteAsync(http, StatusCodes.Status429TooManyRequests, TooMany, null, cancellationToken);
            return;
        }

        using var watching = pump.Watch(actor.AccountId);
        try
        {
            await watching.Watch.WaitAsync(-1, cancellationToken);
            http.Response.ContentType = "text/event-stream; charset=utf-8";
            http.Response.Headers.CacheControl = "no-store";
            // nginx and its like would hold the events back until a buffer is full
            http.Response.Headers["X-Accel-Buffering"] = "no";
            http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
            await new LiveWriter(readChanges, db, presence, options.Value, clock, stream, http.Response.Body).RunAsync(watching.Watch, known, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The reader has left.
        }
        finally
        {
            watching.Watch.Leave(stream);
            streams.Close(stream);
        }
    }
}
