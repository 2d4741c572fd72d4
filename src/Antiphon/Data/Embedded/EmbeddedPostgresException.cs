namespace Antiphon.Data.Embedded;

/// <summary>The private PostgreSQL cannot run. The message is one sentence for the operator, naming the directory and the way out.</summary>
internal sealed class EmbeddedPostgresException(string message, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>Another process runs a server there, which can be used instead of a new one.</summary>
    public bool IsInUse { get; init; }
}
