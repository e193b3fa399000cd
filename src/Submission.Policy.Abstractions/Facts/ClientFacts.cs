using System.Net;
using System.Net.Sockets;

namespace Submission.Policy;

/// <summary>What is known of a client when it connects. Immutable and thread-safe.</summary>
public sealed class ClientFacts
{
    private const int NetworkBytes = 8;

    /// <summary>Makes the facts of a client.</summary>
    /// <param name="address">The client's address; an IPv4-mapped IPv6 address becomes the IPv4 address everywhere.</param>
    public ClientFacts(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        Address = Unmap(address);
        AddressText = Address.ToString();
        CounterSubject = Address.AddressFamily == AddressFamily.InterNetworkV6 ? NetworkOf(Address) : AddressText;
    }

    /// <summary>Makes the facts of a client.</summary>
    /// <param name="endPoint">The client's end of the connection.</param>
    public ClientFacts(IPEndPoint endPoint)
        : this((endPoint ?? throw new ArgumentNullException(nameof(endPoint))).Address)
    {
    }

    /// <summary>The address, never IPv4-mapped and without a scope.</summary>
    public IPAddress Address { get; }

    /// <summary>The address as replies and logs show it.</summary>
    public string AddressText { get; }

    /// <summary>Whose counter the client's is: the IPv4 address, or the IPv6 network of 64 bits.</summary>
    public string CounterSubject { get; }

    private static IPAddress Unmap(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6 && address.ScopeId != 0 ? new IPAddress(address.GetAddressBytes()) : address;
    }

    private static string NetworkOf(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        bytes[NetworkBytes..].Clear();
        return new IPAddress(bytes) + "/64";
    }
}
