namespace Antiphon.Files.Copying;

/// <summary>An attachment that lies elsewhere and is to be copied, taken by this node.</summary>
internal sealed record FileCopy(long AccountId, long Id, long MessageId, string Url, string Type, int Attempt, string Address);

/// <summary>Whoever shows an address that was copied, or could not be. Runs in the transaction that ends the copy.</summary>
internal interface IFileArrival
{
    Task ArrivedAsync(FileCopy copy, StoredFile file, CancellationToken cancellationToken);

    Task FailedAsync(FileCopy copy, string reason, CancellationToken cancellationToken);
}
