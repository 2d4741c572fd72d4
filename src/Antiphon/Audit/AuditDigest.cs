using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Antiphon.Audit;

/// <summary>
/// SHA-256 over a row and the digest of the row before it. The form is our own and the simplest that has one meaning only: the digest before, then account,
/// number and time (microseconds since 1970) with eight bytes each, then every other column as UTF-8 behind its length in four bytes, -1 for null. Numbers are
/// big-endian. docs/audit.md describes it for those who check an export themselves.
/// </summary>
internal sealed class AuditDigest : IDisposable
{
    public const int Bytes = 32;

    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private byte[] buffer = new byte[1024];

    public byte[] Of(long accountId, long number, AuditEntry entry, ReadOnlySpan<byte> previous)
    {
        hash.AppendData(previous);
        Append(accountId);
        Append(number);
        Append((entry.CreatedAt.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond);
        Append(entry.Action);
        Append(entry.ObjectType);
        Append(Text(entry.ObjectId));
        Append(Text(entry.UserId));
        Append(entry.Actor);
        Append(Text(entry.ActorId));
        Append(entry.Context?.ToString("D"));
        Append(entry.From);
        Append(entry.Data);
        Append(entry.Before);
        Append(entry.After);
        return hash.GetHashAndReset();
    }

    public void Dispose() => hash.Dispose();

    private static string? Text(long? number) => number?.ToString(CultureInfo.InvariantCulture);

    private void Append(long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        hash.AppendData(bytes);
    }

    private void Append(string? text)
    {
        var room = sizeof(int) + (text is null ? 0 : Encoding.UTF8.GetMaxByteCount(text.Length));
        if (buffer.Length < room)
        {
            buffer = new byte[room];
        }

        var length = text is null ? -1 : Encoding.UTF8.GetBytes(text, buffer.AsSpan(sizeof(int)));
        BinaryPrimitives.WriteInt32BigEndian(buffer, length);
        hash.AppendData(buffer.AsSpan(0, sizeof(int) + Math.Max(length, 0)));
    }
}
