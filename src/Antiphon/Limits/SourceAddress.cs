using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Antiphon.Limits;

/// <summary>
/// Where a request came from, as far as it identifies somebody: an IPv4 address, or the /64 of an IPv6 address, since a single
/// customer is given at least a /64 and may change the lower half at will.
/// </summary>
internal readonly record struct SourceAddress(ulong Network, bool IsIPv6)
{
    public static SourceAddress Of(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            return new(BinaryPrimitives.ReadUInt32BigEndian(bytes), IsIPv6: false);
        }

        return address.IsIPv4MappedToIPv6
            ? new(BinaryPrimitives.ReadUInt32BigEndian(bytes[12..]), IsIPv6: false)
            : new(BinaryPrimitives.ReadUInt64BigEndian(bytes), IsIPv6: true);
    }
}
