using Antiphon.Accounts;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Identity;
using Microsoft.Extensions.Options;

namespace Antiphon.Files;

/// <summary>
/// Gives a file out: by credentials under <c>/api</c>, to everybody when it was uploaded as public, and to whoever holds a signed link. Which account it is of is told
/// by the host alone; what the path says of it must agree.
/// </summary>
internal sealed class DownloadFile(DeskDb db)
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/{fileType}/download/{domainHash}/{resourceName}", HandleAsync).RequireScope(Scope.TicketsRead, Right.Read).Streams()
            .Produces(StatusCodes.Status200OK).Produces(StatusCodes.Status302Found);

    /// <summary>The addresses outside of <c>/api</c>, which ask nobody who they are.</summary>
    public static void MapOpen(IEndpointRouteBuilder app)
    {
        app.MapGet($"/{FileType.PublicAttachment}/{{domainHash}}/{{resourceName}}", HandlePublicAsync);
        app.MapGet("/files/{token}/{resourceName}", HandleLinkAsync);
    }

    private static async Task<IResult> HandleAsync(
        string fileType, string domainHash, string resourceName, Actor actor, DownloadFile downloadFile, FileLinks links, Origin origin, IOptions<FilesOptions> options, CancellationToken cancellationToken)
    {
        var found = await downloadFile.RunAsync(fileType, domainHash, resourceName, actor.AccountId, cancellationToken);
        if (found.Failure is null && options.Value.RedirectDownloads && links.CanSign)
        {
            return Results.Redirect(origin.To(await links.SignAsync(found.Value, cancellationToken)));
        }

        return found.To("Failed to download file", file => new FileAnswer(file));
    }

    private static async Task<IResult> HandlePublicAsync(string domainHash, string resourceName, DownloadFile downloadFile, HttpContext http, CancellationToken cancellationToken) =>
        (await downloadFile.RunAsync(FileType.PublicAttachment, domainHash, resourceName, http.Account().Id, cancellationToken)) is { Failure: null } found
            ? new FileAnswer(found.Value)
            : Results.NotFound();

    private static async Task<IResult> HandleLinkAsync(string token, DownloadFile downloadFile, FileLinks links, HttpContext http, CancellationToken cancellationToken)
    {
        var account = http.Account().Id;
        if (await links.ReadAsync(token, account, cancellationToken) is not { } id)
        {
            // The same for one that is forged, of another account or too old: nothing is told to whoever tries.
            return Results.StatusCode(StatusCodes.Status403Forbidden);
        }

        return await downloadFile.FindAsync(Sql.Of($"id = {id}"), account, cancellationToken) is { } file ? new FileAnswer(file) : Results.NotFound();
    }

    public async Task<Result<StoredFile>> RunAsync(string fileType, string domainHash, string resourceName, long accountId, CancellationToken cancellationToken)
    {
        if (!FileAddress.IsWellFormed(fileType, resourceName) || domainHash != FileAddress.DomainHash(accountId))
        {
            return Failure.NotFound();
        }

        return await FindAsync(Sql.Of($"resource_name = {resourceName} and type = {fileType}"), accountId, cancellationToken) is { } file ? file : Failure.NotFound();
    }

    private Task<StoredFile?> FindAsync(Sql which, long accountId, CancellationToken cancellationToken) =>
        db.FirstOrDefaultAsync($"select {StoredFile.Columns:raw} from files where account_id = {accountId} and {which}", StoredFile.Read, cancellationToken);
}
