using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Files.Storing;
using Antiphon.Http;
using Antiphon.Http.Body;
using Antiphon.Http.Query;
using Antiphon.Identity;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Antiphon.Files;

/// <summary>Takes files in, part by part and piece by piece: neither the request nor a file is ever in memory as a whole. All of a request's files are stored or none.</summary>
internal sealed class UploadFiles(DeskDb db, IFileStore store, StoreFile storeFile, IOptions<FilesOptions> options)
{
    private const int MostFiles = 100;

    // Boundaries and headers of the parts come on top of the files.
    private const long Envelope = 1024 * 1024;

    private static readonly QuerySpec Query = QuerySpec.None.Choice("type", FileType.Uploaded, "Who may read the files; default attachment.");

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api)
    {
        var most = api.ServiceProvider.GetRequiredService<IOptions<FilesOptions>>().Value.MaxBytes;
        return api.MapPost("/upload", HandleAsync).RequireScope(Scope.TicketsWrite, Right.AddNotes).Takes(Query).TakesFiles()
            .WithMetadata(new BodyLimit(most + Envelope)).Produces<IReadOnlyList<UploadedFileResource>>(StatusCodes.Status201Created);
    }

    private static async Task<IResult> HandleAsync(QueryValues query, Actor actor, UploadFiles uploadFiles, Origin origin, HttpContext http, CancellationToken cancellationToken)
    {
        var files = await uploadFiles.RunAsync(Parts(http.Request), query.Text("type") ?? FileType.Attachment, actor, cancellationToken);
        return files.ToCreated<IReadOnlyList<StoredFile>, IReadOnlyList<UploadedFileResource>>("Failed to upload files", stored => [.. stored.Select(file => file.ToResource(origin))]);
    }

    public async Task<Result<IReadOnlyList<StoredFile>>> RunAsync(MultipartReader parts, string type, Actor actor, CancellationToken cancellationToken)
    {
        var received = new List<Received>();
        try
        {
            if (await ReceiveAsync(parts, received, cancellationToken) is { } failure)
            {
                return failure;
            }

            if (received.Count == 0)
            {
                return Failure.Invalid("file", "Send at least one file as a part of a multipart/form-data body.");
            }

            await using var transaction = await db.BeginAsync(cancellationToken);
            var files = new List<StoredFile>();
            foreach (var (content, name, contentType) in received)
            {
                files.Add(await storeFile.RunAsync(content, type, name, contentType, actor, cancellationToken));
            }

            await transaction.CommitAsync(cancellationToken);
            return files;
        }
        finally
        {
            foreach (var (content, _, _) in received)
            {
                await content.DisposeAsync();
            }
        }
    }

    private async Task<Failure?> ReceiveAsync(MultipartReader parts, List<Received> received, CancellationToken cancellationToken)
    {
        var left = options.Value.MaxBytes;
        while (await NextAsync(parts, cancellationToken) is { } part)
        {
            // A part without a filename is a form's field.
            if (!ContentDispositionHeaderValue.TryParse(part.ContentDisposition, out var disposition) || NameOf(disposition) is not { } given)
            {
                continue;
            }

            if (received.Count == MostFiles)
            {
                return Failure.Invalid("file", $"At most {MostFiles} files at once.");
            }

            var content = new IncomingContent(store);
            var name = FileFacts.NameOf(given);
            received.Add(new Received(content, name, FileFacts.TypeOf(part.ContentType, name)));
            if (!await ReadAsync(content, part.Body, left, cancellationToken))
            {
                return Failure.TooLarge($"The files are larger than {options.Value.MaxBytes} bytes.");
            }

            await content.CompleteAsync(cancellationToken);
            left -= content.Size;
            if (options.Value.BlockExecutables && FileFacts.IsProgram(name, received[^1].ContentType, content))
            {
                return Failure.NotAccepted($"{name} is a program, and programs are not taken.");
            }
        }

        return null;
    }

    private static async Task<MultipartSection?> NextAsync(MultipartReader parts, CancellationToken cancellationToken)
    {
        try
        {
            return await parts.ReadNextSectionAsync(cancellationToken);
        }
        catch (Exception e) when (e is InvalidDataException or IOException and not BadHttpRequestException)
        {
            throw new BadRequestException("The request body is not valid multipart/form-data.");
        }
    }

    private static async Task<bool> ReadAsync(IncomingContent content, Stream part, long most, CancellationToken cancellationToken)
    {
        try
        {
            return await content.ReadFromAsync(part, most, cancellationToken);
        }
        catch (Exception e) when (e is InvalidDataException or IOException and not BadHttpRequestException && e.Message.StartsWith("Unexpected end", StringComparison.Ordinal))
        {
            throw new BadRequestException("The request body ends before its last part does.");
        }
    }

    private static MultipartReader Parts(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
        && HeaderUtilities.RemoveQuotes(type.Boundary).Value is { Length: > 0 and <= 200 } boundary
            ? new MultipartReader(boundary, request.Body, 64 * 1024)
            : throw new BadRequestException("The Content-Type must be multipart/form-data with a boundary.");

    // An empty name is that of a form in which nobody chose a file.
    private static string? NameOf(ContentDispositionHeaderValue disposition) =>
        HeaderUtilities.RemoveQuotes(disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName).Value is { Length: > 0 } name ? name : null;

    private sealed record Received(IncomingContent Content, string Name, string ContentType);

    private sealed record BodyLimit(long? MaxRequestBodySize) : IRequestSizeLimitMetadata;
}
