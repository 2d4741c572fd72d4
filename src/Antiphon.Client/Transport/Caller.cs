using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Antiphon.Contract;

namespace Antiphon.Client.Transport;

/// <summary>What the resources speak to: paths and wire records on one side, the pipeline on the other.</summary>
internal sealed class Caller(RequestPipeline pipeline, Lane lane)
{
    public RequestPipeline Pipeline => pipeline;

    public Lane Lane => lane;

    public Task<T> GetAsync<T>(string path, RequestOptions? options, CancellationToken cancellationToken) =>
        SendAsync<T>(new(HttpMethod.Get, path), options, cancellationToken);

    public async Task<Conditional<T>> GetIfChangedAsync<T>(string path, string? eTag, RequestOptions? options, CancellationToken cancellationToken)
        where T : class
    {
        var request = new ApiRequest(HttpMethod.Get, path) { IfNoneMatch = eTag };
        var response = await pipeline.SendAsync(WithOptions(request, options), cancellationToken);
        return response.IsSuccess
            ? new(Parse<T>(request, response), response.Info.ETag)
            : new(null, response.Info.ETag ?? eTag);
    }

    public Task<T> SendAsync<TBody, T>(HttpMethod method, string path, TBody body, RequestOptions? options, CancellationToken cancellationToken) =>
        SendAsync<T>(WithBody(new(method, path), body), options, cancellationToken);

    public async Task<T> SendAsync<T>(ApiRequest request, RequestOptions? options, CancellationToken cancellationToken) =>
        Parse<T>(request, await pipeline.SendAsync(WithOptions(request, options), cancellationToken));

    public Task SendAsync<TBody>(HttpMethod method, string path, TBody body, RequestOptions? options, CancellationToken cancellationToken) =>
        SendAsync(WithBody(new(method, path), body), options, cancellationToken);

    public Task<ApiResponse> SendAsync(ApiRequest request, RequestOptions? options, CancellationToken cancellationToken) =>
        pipeline.SendAsync(WithOptions(request, options), cancellationToken);

    public Task DeleteAsync(string path, RequestOptions? options, CancellationToken cancellationToken) =>
        SendAsync(new(HttpMethod.Delete, path), options, cancellationToken);

    public async Task<Page<T>> PageAsync<T>(string path, ListQuery? query, RequestOptions? options, CancellationToken cancellationToken)
    {
        var text = query?.ToQueryText();
        var request = new ApiRequest(HttpMethod.Get, path + text) { AsksForExtensions = text?.NeedsExtensions is true };
        var response = await pipeline.SendAsync(WithOptions(request, options), cancellationToken);
        return Read(request, response, PageReader.Read<T>);
    }

    public Listing<T> List<T>(string path, ListQuery? query, RequestOptions? options, CancellationToken cancellationToken)
    {
        query ??= new PlainListQuery();
        var first = query with { Limit = query.Limit ?? query.WalkLimit };
        return new((cursor, token) => PageAsync<T>(path, first with { Cursor = cursor }, options, token), first.Cursor, cancellationToken);
    }

    private ApiRequest WithOptions(ApiRequest request, RequestOptions? options) =>
        request with { Options = (options ?? request.Options) with { Lane = options?.Lane ?? lane } };

    internal static ApiRequest WithBody<TBody>(ApiRequest request, TBody body)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(body, (JsonTypeInfo<TBody>)WireJson.Options.GetTypeInfo(typeof(TBody)));
        return request with { Content = () => JsonContentOf(bytes) };
    }

    internal static ByteArrayContent JsonContentOf(byte[] bytes) => new(bytes) { Headers = { ContentType = new("application/json") } };

    private static T Parse<T>(ApiRequest request, ApiResponse response) => Read(request, response, static body =>
        JsonSerializer.Deserialize(body, ReadJson.TypeOf<T>()) ?? throw new JsonException("The answer is null."));

    private static T Read<T>(ApiRequest request, ApiResponse response, Reading<T> read)
    {
        try
        {
            return read(response.Body.Span);
        }
        catch (JsonException e)
        {
            throw new AntiphonException($"{request.Operation} answered {(int)response.StatusCode} with what is not the expected JSON: {e.Message}", e)
            {
                StatusCode = response.StatusCode,
                RawBody = ErrorReader.TextOf(response.Body),
                RequestId = response.Info.RequestId,
                Operation = request.Operation,
                Attempts = response.Attempts,
                MayHaveBeenProcessed = request.Method != HttpMethod.Get && !request.OnlyReads,
            };
        }
    }

    private delegate T Reading<T>(ReadOnlySpan<byte> body);
}

internal sealed record PlainListQuery : ListQuery;
