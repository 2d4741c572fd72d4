using System.Globalization;
using System.Text.Json;
using Antiphon.Audit.Chain;

namespace Antiphon.Audit;

/// <summary>A place at which the chain is not what was written.</summary>
internal sealed record AuditFault(long Number, string What)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"row {Number}: {What}");
}

/// <summary>What a check of a whole chain found; <see cref="First"/> is null when there is no row.</summary>
internal sealed record AuditReport(long Count, long? First, long Last, byte[] LastHash, IReadOnlyList<AuditFault> Faults)
{
    public const int MostFaults = 20;

    public bool IsWhole => Faults.Count == 0;
}

/// <summary>Walks a chain from its anchor to its end, row by row, and notes where a row was changed, taken away or put in.</summary>
internal sealed class Verification(ChainState chain) : IDisposable
{
    private readonly AuditDigest digest = new();
    private readonly List<AuditFault> faults = [];
    private readonly string anchorText = Convert.ToHexStringLower(chain.AnchorHash);
    private long number = chain.AnchorNumber;
    private byte[] hash = chain.AnchorHash;
    private long? first;
    private long count;
    private bool isAnchorTold = chain.AnchorNumber == 0;

    public bool IsFull => faults.Count >= AuditReport.MostFaults;

    public void Add(ChainedEntry row)
    {
        count++;
        first ??= row.Number;
        if (row.Number > chain.Number || row.Number <= number)
        {
            faults.Add(new(row.Number, row.Number <= number ? "it stands before the beginning of the chain" : $"it stands behind the end of the chain, which is row {chain.Number}"));
            return;
        }

        if (row.Number > number + 1)
        {
            faults.Add(new(number + 1, row.Number == number + 2 ? "it is missing" : $"it is missing, and so are the rows up to {row.Number - 1}"));
        }
        else if (!row.PreviousHash.AsSpan().SequenceEqual(hash))
        {
            faults.Add(new(row.Number, $"it does not follow row {number}: one of the two was put in, or written anew"));
        }

        if (!digest.Of(row.AccountId, row.Number, row.Entry, row.PreviousHash).AsSpan().SequenceEqual(row.Hash))
        {
            faults.Add(new(row.Number, "it was changed"));
        }

        isAnchorTold = isAnchorTold || (row.Entry is { Action: AuditAction.AuditShortened, Data: { } data } && TellsAnchor(data));
        (number, hash) = (row.Number, row.Hash);
    }

    public AuditReport Finish()
    {
        if (number < chain.Number)
        {
            faults.Add(new(number + 1, number + 1 == chain.Number ? "it is missing at the end" : $"it is missing at the end, and so are the rows up to {chain.Number}"));
        }
        else if (number == chain.Number && !hash.AsSpan().SequenceEqual(chain.Hash))
        {
            faults.Add(new(number, "it is not the row with which the chain ends"));
        }

        if (!isAnchorTold)
        {
            faults.Add(new(chain.AnchorNumber, "the chain begins behind it, and no row says that retention took it away"));
        }

        return new AuditReport(count, first, number, hash, faults);
    }

    public void Dispose() => digest.Dispose();

    private bool TellsAnchor(string data)
    {
        using var json = JsonDocument.Parse(data);
        return json.RootElement.TryGetProperty("number", out var told) && told.TryGetInt64(out var at) && at == chain.AnchorNumber
            && json.RootElement.TryGetProperty("hash", out var text) && text.GetString() == anchorText;
    }
}
