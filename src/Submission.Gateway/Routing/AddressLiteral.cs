using System.Net;
using System.Net.Sockets;
using Submission.Policy.Lookups;

namespace Submission.Gateway.Routing;

/// <summary>Reads addresses in brackets.</summary>
internal static class AddressLiteral
{
    private const string IPv6Tag = "IPv6:";

    /// <summary>Reads an address literal of mail: <c>[192.0.2.1]</c>, <c>[IPv6:2001:db8::1]</c> (RFC 5321, section 4.1.3).</summary>
    /// <returns>The address, unmapped; <see langword="null"/> where it is none.</returns>
    public static IPAddress? Read(ReadOnlySpan<char> text)
    {
        if (text is not ['[', .. var inner, ']']) return null;
        bool isIPv6 = inner.StartsWith(IPv6Tag, StringComparison.OrdinalIgnoreCase);
        return ReadBare(isIPv6 ? inner[IPv6Tag.Length..] : inner) is { } address && isIPv6 == (address.AddressFamily == AddressFamily.InterNetworkV6)
            ? SpecialAddresses.Unmap(address)
            : null;
    }

    /// <summary>Reads an address in brackets, IPv6 with or without its tag, or without brackets.</summary>
    public static IPAddress? ReadLoosely(ReadOnlySpan<char> text)
    {
        if (text is ['[', .. var inner, ']']) text = inner.StartsWith(IPv6Tag, StringComparison.OrdinalIgnoreCase) ? inner[IPv6Tag.Length..] : inner;
        return ReadBare(text) is { } address ? SpecialAddresses.Unmap(address) : null;
    }

    // Neither "10.1" nor a scope, which the library would take as well.
    private static IPAddress? ReadBare(ReadOnlySpan<char> text) =>
        IPAddress.TryParse(text, out IPAddress? address) && !text.Contains('%') && (address.AddressFamily == AddressFamily.InterNetworkV6 || text.Count('.') == 3)
            ? address
            : null;
}
