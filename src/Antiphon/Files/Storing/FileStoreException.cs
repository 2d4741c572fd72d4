namespace Antiphon.Files.Storing;

/// <summary>
/// The store of contents does not answer or refuses. It is the operator's matter: a request is answered with 503 and nothing more, and the message, which is for the
/// log and carries no secret, says what the store said.
/// </summary>
internal sealed class FileStoreException(string message, Exception? cause = null) : Exception(message, cause);
