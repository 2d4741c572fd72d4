using Antiphon.Files.Storing;
using Antiphon.Http;
using Microsoft.Net.Http.Headers;

namespace Antiphon.Files;

/// <summary>
/// A file as an answer, of which parts may be asked for. Whatever it is, no browser shows it as a page: it is saved, its type is not guessed, and would one open it all
/// the same it could load and run nothing.
/// </summary>
internal sealed class FileAnswer(StoredFile file) : IResult, IStatusCodeHttpResult
{
    public int? StatusCode => StatusCodes.Status200OK;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var content = await httpContext.RequestServices.GetRequiredService<IFileStore>().OpenAsync(file.Key, httpContext.RequestAborted);
        if (content is null)
        {
            httpContext.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var headers = httpContext.Response.Headers;
        var before = headers.ToList();
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        headers["Cross-Origin-Resource-Policy"] = file.IsPublic ? "cross-origin" : "same-origin";
        headers.CacheControl = file.IsPublic ? "public, max-age=31536000, immutable" : "private, no-cache";
        var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(file.Digest)}\"");
        try
        {
            await Results.Stream(content, FileFacts.ServedType(file.ContentType), file.Name, file.CreatedAt, tag, enableRangeProcessing: true).ExecuteAsync(httpContext);
        }
        catch (FileStoreException) when (!httpContext.Response.HasStarted)
        {
            // What is then told instead is neither this file nor to be kept.
            headers.Clear();
            before.ForEach(header => headers[header.Key] = header.Value);
            throw;
        }
    }
}
