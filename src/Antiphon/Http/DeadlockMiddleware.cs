using Antiphon.Identity;
using Npgsql;

namespace Antiphon.Http;

/// <summary>
/// Runs a request again that PostgreSQL chose as the victim of a deadlock. Most operations lock in one order and never meet; but requests that make the same
/// new people in another order each wait for the other's entry in the index of addresses, and which people those are is known only while they are made.
/// The victim's transaction is undone as a whole, so nothing of the first attempt is left. It stands outside of everything that opens a transaction.
/// The same for a request that named an object which was deleted while it ran: the next attempt finds that out in time, and says so. And for conditional calls of
/// an agent that spend of one budget at the same time.
/// </summary>
internal sealed class DeadlockMiddleware(RequestDelegate next)
{
    private const int MostAttempts = 6;

    // Of those who run into each other like this one gets through each time, so as many attempts are needed as there are of them.
    private const int MostSerialAttempts = 100;

    // Bodies up to here are kept in memory for the next attempt; larger ones in a temporary file.
    private const int KeptInMemory = 1024 * 1024;

    // The call of an agent is in a transaction already; who opened it repeats it as a whole.
    public Task InvokeAsync(HttpContext http) => http.Items[typeof(Actor)] is Actor { Kind: ActorKind.Agent } ? next(http) : RepeatAsync(http, next);

    /// <summary>Runs a request until it meets nobody in the way.</summary>
    public static async Task RepeatAsync(HttpContext http, RequestDelegate next)
    {
        if (!CanRepeat(http))
        {
            await next(http);
            return;
        }

        http.Request.EnableBuffering(KeptInMemory);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await next(http);
                return;
            }
            catch (PostgresException e) when (attempt < AttemptsOf(e.SqlState) && !http.Response.HasStarted)
            {
                http.Request.Body.Position = 0;
            }
        }
    }

    private static int AttemptsOf(string state) => state switch
    {
        PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.ForeignKeyViolation => MostAttempts,
        PostgresErrorCodes.SerializationFailure => MostSerialAttempts,
        _ => 0,
    };

    // Uploads are too large to be kept, and a read locks nothing.
    private static bool CanRepeat(HttpContext http) =>
        http.GetEndpoint()?.Metadata.GetMetadata<ApiRoute>() is not null
        && !HttpMethods.IsGet(http.Request.Method)
        && http.Request.ContentType?.Contains("multipart", StringComparison.OrdinalIgnoreCase) is not true;
}
