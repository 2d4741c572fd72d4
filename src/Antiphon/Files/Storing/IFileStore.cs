namespace Antiphon.Files.Storing;

/// <summary>
/// Where contents lie. A content never changes, so every method may be repeated and any number of nodes may call it at once. A folder is one such store
/// (<see cref="FolderStore"/>), a bucket another. Every method throws a <see cref="FileStoreException"/> when a store elsewhere does not answer or refuses.
/// </summary>
internal interface IFileStore
{
    /// <summary>A place on this machine for contents whose name is not known yet, from which <see cref="PutAsync"/> takes them cheaply.</summary>
    string IncomingDirectory { get; }

    /// <summary>Takes a complete content over from a file, durably. The file may be gone afterwards. What is there already stays.</summary>
    Task PutAsync(ContentKey key, string path, CancellationToken cancellationToken);

    /// <summary>A stream that can seek, or null when there is no such content.</summary>
    Task<Stream?> OpenAsync(ContentKey key, CancellationToken cancellationToken);

    /// <summary>Deletes a content for good; one that is not there is no error.</summary>
    Task DeleteAsync(ContentKey key, CancellationToken cancellationToken);

    /// <summary>Ends well when the store can be reached and knows us.</summary>
    Task CheckAsync(CancellationToken cancellationToken);
}
