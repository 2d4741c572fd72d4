using System.Net.Http.Headers;
using Antiphon.Client.Transport;
using Antiphon.Contract;

namespace Antiphon.Client;

public sealed partial class AntiphonClient
{
    /// <summary>Attachments of messages. See the page "Files".</summary>
    public FilesClient Files => field ??= new(caller, BaseAddress);
}

/// <summary>Attachments of messages. Scope <c>tickets:read</c> to download and <c>tickets:write</c> to upload.</summary>
public sealed class FilesClient
{
    private readonly Caller caller;
    private readonly Uri root;

    internal FilesClient(Caller caller, Uri root)
    {
        this.caller = caller;
        this.root = root;
    }

    /// <summary>Uploads one file, to be named in <c>attachments</c> of a message afterwards. It is read and sent piece by piece.</summary>
    /// <param name="name">Its name; of a path only the last step counts.</param>
    /// <param name="open">Opens its content, once for each attempt.</param>
    /// <param name="contentType">Its media type; told by the name when null.</param>
    /// <param name="isPublic">Whether everybody who knows its address may read it.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The file with its address.</returns>
    /// <exception cref="AntiphonException">413 when it is larger than the server takes (25 MB unless its operator says otherwise), 415 when the server takes no programs.</exception>
    public async Task<UploadedFileResource> UploadAsync(
        string name, Func<Stream> open, string? contentType = null, bool isPublic = false, RequestOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(open);
        var request = new ApiRequest(HttpMethod.Post, $"upload?type={(isPublic ? "public_attachment" : "attachment")}")
        {
            Content = () =>
            {
                var file = new StreamContent(open());
                if (contentType is not null)
                {
                    file.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
                }

                return new MultipartFormDataContent { { file, "file", name } };
            },
        };
        return (await caller.SendAsync<IReadOnlyList<UploadedFileResource>>(request, options, cancellationToken))[0];
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
