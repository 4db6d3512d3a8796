using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Items.StreamGateway.Subscribers;

/// <summary>
/// Who counts as one client: an IPv4 address, or the /64 of an IPv6 one, because one subscriber line is given that many to choose from. An IPv4 address
/// written as IPv6 is the IPv4 address.
/// </summary>
/// <param name="Prefix">The first 8 bytes of an IPv6 address, or all 4 of an IPv4 one.</param>
/// <param name="IsIPv6">Tells the two apart.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ClientNetwork(ulong Prefix, bool IsIPv6)
{
    /// <summary>A connection without an address (a local socket) is of the network 0.0.0.0, like every other such connection.</summary>
    public static ClientNetwork Of(IPAddress? address)
    {
        Span<byte> bytes = stackalloc byte[16];
        if (address is null || !address.TryWriteBytes(bytes, out _))
        {
            return default;
        }

        return address.AddressFamily == AddressFamily.InterNetwork ? new(BinaryPrimitives.ReadUInt32BigEndian(bytes), IsIPv6: false)
            : address.IsIPv4MappedToIPv6 ? new(BinaryPrimitives.ReadUInt32BigEndian(bytes[12..]), IsIPv6: false)
            : new(BinaryPrimitives.ReadUInt64BigEndian(bytes), IsIPv6: true);
    }
}
