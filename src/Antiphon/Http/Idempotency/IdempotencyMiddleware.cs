using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Antiphon.Data;
using Antiphon.Identity;
using Antiphon.Sandbox;
using Antiphon.Secrets;
using Npgsql;

namespace Antiphon.Http.Idempotency;

/// <summary>
/// <c>Idempotency-Key</c> on POST (rows E22 and N16): within 24 hours the same key with the same request answers what the first answered, and happens
/// once. The key, the answer and what the request did are one transaction, so a crash leaves all of it or nothing; a request with a key that is just
/// being used waits for it. What moves time or brings the past back cannot be one transaction, so it has no keys. Only successes are kept: a refused request may be mended and sent again under its key.
/// </summary>
internal sealed class IdempotencyMiddleware(RequestDelegate next, SecretKeys keys, TimeProvider clock)
{
    public const string Header = "Idempotency-Key";
    public const string OutcomeHeader = "Antiphon-Outcome";
    public const string Replayed = "replayed";
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    private const int LongestKey = 255;

    public async Task InvokeAsync(HttpContext http)
    {
        if (!HttpMethods.IsPost(http.Request.Method)
            || http.GetEndpoint()?.Metadata.GetMetadata<ApiRoute>() is not { } route
            || http.Items[typeof(Actor)] is not Actor { UserId: { } userId } actor
            || http.Request.Path.StartsWithSegments(SandboxRoutes.Path, StringComparison.Ordinal)
            || !http.Request.Headers.TryGetValue(Header, out var given))
        {
            await next(http);
            return;
        }

        var key = given.ToString();
        if (key.Length is 0 or > LongestKey || key.Any(char.IsControl))
        {
            throw new Body.BadRequestException($"The header {Header} must hold 1 to {LongestKey} printable characters.");
        }

        var use = new KeyUse(actor.AccountId, userId, key, await FingerprintAsync(http), route.HoldsSecrets && keys.CanSeal);
        var db = http.RequestServices.GetRequiredService<DeskDb>();
        await using var transaction = await db.BeginAsync(http.RequestAborted);
        if (await ClaimAsync(db, use, http.RequestAborted))
        {
            await HeldAnswer.RunAsync(http, next, async held =>
            {
                if (held.IsSuccess)
                {
                    http.Response.Headers.TryAdd(OutcomeHeader, "created");
                    await KeepAsync(db, use, held, http.RequestAborted);
                    await transaction.CommitAsync(http.RequestAborted);
                }
            });
        }
        else
        {
            await ReplayAsync(http, db, use);
        }
    }

    /// <summary>The request, as far as it decides what happens: method, path, query and body.</summary>
    private static async Task<byte[]> FingerprintAsync(HttpContext http)
    {
        http.Request.EnableBuffering();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{http.Request.Method} {http.Request.Path}{http.Request.QueryString}\n"));
        var buffer = new byte[16 * 1024];
        int count;
        while ((count = await http.Request.Body.ReadAsync(buffer, http.RequestAborted)) > 0)
        {
            hash.AppendData(buffer.AsSpan(0, count));
        }

        http.Request.Body.Position = 0;
        return hash.GetHashAndReset();
    }

    /// <summary>Takes the key, or waits for whoever holds it and then answers false when that one succeeded.</summary>
    private async Task<bool> ClaimAsync(DeskDb db, KeyUse use, CancellationToken cancellationToken)
    {
        var now = clock.Now();
        return await db.FirstOrDefaultAsync<bool?>(
            $"""
            insert into idempotency_keys (account_id, user_id, key, request_hash, created_at)
            values ({use.AccountId}, {use.UserId}, {use.Key}, {use.Fingerprint}, {now})
            on conflict (account_id, user_id, key) do update
              set request_hash = excluded.request_hash, created_at = excluded.created_at, status = null, headers = null, body = null
              where idempotency_keys.created_at <= {now - Lifetime}
            returning true
            """,
            row => row.GetBoolean(0),
            cancellationToken) is true;
    }

    private async Task KeepAsync(DeskDb db, KeyUse use, HeldAnswer held, CancellationToken cancellationToken)
    {
        var body = use.IsSealed ? (await keys.BoxAsync(use.AccountId, cancellationToken)).Seal(Encoding.UTF8.GetString(held.Body), use.Place) : held.Body;
        var headers = held.Headers
            .Where(header => header.Key is OutcomeHeader or "ETag" or "Location" or "Content-Type")
            .ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.Ordinal);
        await db.ExecuteAsync(
            $"""
            update idempotency_keys set status = {held.Status}, headers = {new Jsonb(JsonSerializer.Serialize(headers))}, body = {body}
            where account_id = {use.AccountId} and user_id = {use.UserId} and key = {use.Key}
            """,
            cancellationToken);
    }

    private async Task ReplayAsync(HttpContext http, DeskDb db, KeyUse use)
    {
        var kept = await db.SingleAsync(
            $"""
            select request_hash, status, headers, body from idempotency_keys
            where account_id = {use.AccountId} and user_id = {use.UserId} and key = {use.Key}
            """,
            Kept.Read,
            http.RequestAborted);
        if (!kept.Fingerprint.AsSpan().SequenceEqual(use.Fingerprint))
        {
            await ApiError.WriteAsync(http, StatusCodes.Status409Conflict, "This idempotency key was used for another request.", null, http.RequestAborted);
            return;
        }

        foreach (var (name, value) in kept.Headers)
        {
            http.Response.Headers[name] = value;
        }

        http.Response.Headers[OutcomeHeader] = Replayed;
        http.Response.StatusCode = kept.Status;
        var body = use.IsSealed ? Encoding.UTF8.GetBytes((await keys.BoxAsync(use.AccountId, http.RequestAborted)).Open(kept.Body, use.Place)) : kept.Body;
        http.Response.ContentLength = body.Length;
        await http.Response.Body.WriteAsync(body, http.RequestAborted);
    }

    private sealed record KeyUse(long AccountId, long UserId, string Key, byte[] Fingerprint, bool IsSealed)
    {
        public SecretPlace Place => new("idempotency_keys", "body", UserId);
    }

    private sealed record Kept(byte[] Fingerprint, int Status, Dictionary<string, string> Headers, byte[] Body)
    {
        public static Kept Read(NpgsqlDataReader row) => new(
            row.GetFieldValue<byte[]>(0),
            row.GetInt32(1),
            JsonSerializer.Deserialize<Dictionary<string, string>>(row.GetString(2))!,
            row.GetFieldValue<byte[]>(3));
    }
}
