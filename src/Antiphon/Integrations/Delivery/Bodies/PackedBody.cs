using System.IO.Compression;
using Npgsql;

namespace Antiphon.Integrations.Delivery.Bodies;

/// <summary>
/// Bodies as they are kept, packed with gzip (RFC 1952). They tell most of what they say three times, and PostgreSQL, left to do it, needs twenty times as long for the
/// same size, which was half of its work for a delivery.
/// </summary>
internal static class PackedBody
{
    /// <summary>The columns of <c>delivery_bodies</c> that <see cref="Read"/> reads. What was written before bodies were packed is in the second one.</summary>
    public const string Columns = "packed_body, plain_body";

    public static byte[] Pack(byte[] body)
    {
        using var packed = new MemoryStream();
        using (var packing = new GZipStream(packed, CompressionLevel.Fastest))
        {
            packing.Write(body);
        }

        return packed.ToArray();
    }

    public static byte[] Unpack(byte[] packed)
    {
        using var unpacking = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
        using var body = new MemoryStream();
        unpacking.CopyTo(body);
        return body.ToArray();
    }

    /// <summary>The body of a row; null when it has none.</summary>
    /// <param name="row">The row.</param>
    /// <param name="column">Where the first of <see cref="Columns"/> stands.</param>
    public static byte[]? Read(NpgsqlDataReader row, int column) =>
        !row.IsDBNull(column) ? Unpack(row.GetFieldValue<byte[]>(column)) : row.IsDBNull(column + 1) ? null : row.GetFieldValue<byte[]>(column + 1);
}
