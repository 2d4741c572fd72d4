namespace Antiphon.Http;

/// <summary>An answer that is held back until it is known whether what it says has happened.</summary>
internal sealed record HeldAnswer(int Status, IHeaderDictionary Headers, byte[] Body)
{
    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>Runs the rest of the request, then <paramref name="settle"/> with the answer, and only then lets the answer go.</summary>
    public static async Task RunAsync(HttpContext http, RequestDelegate next, Func<HeldAnswer, Task> settle)
    {
        var held = await CaptureAsync(http, next);
        await settle(held);
        if (held.Body.Length > 0)
        {
            await http.Response.Body.WriteAsync(held.Body, http.RequestAborted);
        }
    }

    /// <summary>Runs something that would answer the request, and takes the answer away again.</summary>
    public static async Task<HeldAnswer> RunAndDropAsync(HttpContext http, RequestDelegate run)
    {
        var before = http.Response.Headers.ToList();
        var held = await CaptureAsync(http, run);
        var kept = held with { Headers = new HeaderDictionary(http.Response.Headers.ToDictionary(StringComparer.OrdinalIgnoreCase)) };
        http.Response.Headers.Clear();
        before.ForEach(header => http.Response.Headers[header.Key] = header.Value);
        http.Response.StatusCode = StatusCodes.Status200OK;
        return kept;
    }

    /// <summary>Gives an answer that was taken away.</summary>
    public async Task SendAsync(HttpContext http)
    {
        http.Response.StatusCode = Status;
        foreach (var (name, value) in Headers)
        {
            http.Response.Headers[name] = value;
        }

        if (Body.Length > 0)
        {
            await http.Response.Body.WriteAsync(Body, http.RequestAborted);
        }
    }

    private static async Task<HeldAnswer> CaptureAsync(HttpContext http, RequestDelegate run)
    {
        var real = http.Response.Body;
        using var buffer = new MemoryStream();
        http.Response.Body = buffer;
        try
        {
            await run(http);
        }
        finally
        {
            http.Response.Body = real;
        }

        return new HeldAnswer(http.Response.StatusCode, http.Response.Headers, buffer.ToArray());
    }
}
