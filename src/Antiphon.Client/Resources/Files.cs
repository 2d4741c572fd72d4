using Antiphon.Client.Transport;

namespace Antiphon.Client;

public sealed partial class AntiphonClient
{
    /// <summary>Attachments of messages. See the page "Files".</summary>
    public FilesClient Files => field ??= new(caller, BaseAddress);
}

/// <summary>Attachments of messages. Scope <c>tickets:read</c> to download.</summary>
public sealed class FilesClient
{
    private readonly Caller caller;
    private readonly Uri root;

    internal FilesClient(Caller caller, Uri root)
    {
        this.caller = caller;
        this.root = root;
    }

    /// <summary>
    /// Opens a file by the <c>url</c> of an attachment, with credentials at the account's host, and without them at the storage host that it may lead to.
    /// </summary>
    /// <param name="url">The address in the attachment, whatever its host.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call, but not the reading of the content.</param>
    /// <returns>The open download, to be disposed.</returns>
    /// <exception cref="ArgumentException">The address does not look like that of an attachment.</exception>
    /// <exception cref="AntiphonException">404 when the file does not exist or belongs to another account.</exception>
    public async Task<Download> DownloadAsync(Uri url, RequestOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(url);
        var request = new ApiRequest(HttpMethod.Get, DownloadPath(url)) { IsDownload = true };
        return await Download.OpenAsync(await caller.SendAsync(request, options, cancellationToken), cancellationToken);
    }

    // The live service answers https://<storage host>/<type>/<hash>/<name>, which is only reachable as <type>/download/<hash>/<name> of the API.
    private string DownloadPath(Uri url)
    {
        var path = new Uri(root, url).AbsolutePath;
        var segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return segments switch
        {
            [.., var type, "download", var hash, var name] => $"{type}/download/{hash}/{name}",
            [var type, var hash, var name] => $"{type}/download/{hash}/{name}",
            _ => throw new ArgumentException("Not the address of an attachment.", nameof(url)),
        };
    }
}
