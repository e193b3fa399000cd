using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Submission.Gateway.Routing;

/// <summary>A server that the operator named: <c>host:port</c>, <c>[address]:port</c>, or either without port. Immutable and thread-safe.</summary>
/// <param name="Name">Its name in canonical form, or its address as a literal of mail.</param>
/// <param name="Domain">The name to look up; <see langword="null"/> where the addresses are known.</param>
/// <param name="Addresses">The known addresses.</param>
/// <param name="Port">The port; <see langword="null"/> where none is named.</param>
internal sealed record RouteTarget(string Name, DomainName? Domain, ImmutableArray<IPAddress> Addresses, int? Port)
{
    private const string Localhost = "localhost";

    public static bool TryParse(string text, [NotNullWhen(true)] out RouteTarget? target, [NotNullWhen(false)] out string? error)
    {
        target = null;
        ReadOnlySpan<char> host = text;
        int? port = null;
        int colon = host.LastIndexOf(':');
        if (colon > 0 && (host[0] == '[' ? host[colon - 1] == ']' : host.Count(':') == 1))
        {
            if (!ushort.TryParse(host[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out ushort number) || number == 0)
            {
                error = $"'{host[(colon + 1)..]}' is no port from 1 to 65535.";
                return false;
            }

            port = number;
            host = host[..colon];
        }

        error = null;
        if (AddressLiteral.ReadLoosely(host) is { } address)
        {
            if (RouteAddresses.IsNever(address)) error = $"No connection can be made to {address}.";
            else target = new RouteTarget(Literal(address), null, [address], port);
        }
        else if (host.Equals(Localhost, StringComparison.OrdinalIgnoreCase))
        {
            // RFC 6761, section 6.3: the name is never asked for.
            target = new RouteTarget(Localhost, null, [IPAddress.IPv6Loopback, IPAddress.Loopback], port);
        }
        else if (DomainName.TryParse(host.TrimEnd('.').ToString(), out DomainName? domain) && !IsNumeric(domain.Value))
        {
            target = new RouteTarget(domain.Value, domain, [], port);
        }
        else
        {
            error = $"'{text}' is no host.";
        }

        return error is null;
    }

    /// <summary>An address in the form in which mail writes it.</summary>
    public static string Literal(IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[IPv6:{address}]" : $"[{address}]";

    // A mistyped address, such as 10.0.0.256.
    private static bool IsNumeric(string name) => !name.AsSpan(name.LastIndexOf('.') + 1).ContainsAnyExceptInRange('0', '9');
}
