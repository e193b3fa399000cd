using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Submission.Policy.Lookups;

/// <summary>Reads where a scanner listens, as it is written in a configuration. Thread-safe.</summary>
public static class ScannerEndpoint
{
    /// <summary>The forms that <see cref="TryParse"/> takes, for error messages.</summary>
    public const string Forms = "127.0.0.1:3310, [::1]:3310, host:3310, /path/of/socket or unix:/path/of/socket";

    private const int MaximumHostLength = 253;
    private static readonly SearchValues<char> HostCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._");

    /// <summary>Reads the endpoint of a scanner that is reached by a socket.</summary>
    /// <param name="text">One of <see cref="Forms"/>; the port is 1 to 65535 and never left out, the path is absolute.</param>
    /// <param name="endpoint">
    /// An <see cref="IPEndPoint"/>, a <see cref="DnsEndPoint"/> or a <see cref="UnixDomainSocketEndPoint"/> where the method returns <see langword="true"/>.
    /// </param>
    /// <returns>Whether <paramref name="text"/> is an endpoint; that something listens there is not looked at.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out EndPoint? endpoint)
    {
        endpoint = null;
        if (string.IsNullOrEmpty(text)) return false;
        if (text[0] == '/') return TryParsePath(text, out endpoint);
        if (text.StartsWith("unix:", StringComparison.Ordinal)) return TryParsePath(text["unix:".Length..], out endpoint);

        int colon = text.LastIndexOf(':');
        if (colon <= 0 || !TryParsePort(text.AsSpan(colon + 1), out int port)) return false;
        string host = text[..colon];
        if (TryParseAddress(host, out IPAddress? address)) endpoint = new IPEndPoint(address, port);
        else if (IsHostName(host)) endpoint = new DnsEndPoint(host, port);
        return endpoint is not null;
    }

    /// <summary>Reads the address of a scanner that is reached by HTTP.</summary>
    /// <param name="text">An absolute <c>http</c> or <c>https</c> address without user, query and fragment, for example <c>http://127.0.0.1:11333</c>.</param>
    /// <param name="address">The address where the method returns <see langword="true"/>.</param>
    /// <returns>Whether <paramref name="text"/> is such an address.</returns>
    public static bool TryParseHttp([NotNullWhen(true)] string? text, [NotNullWhen(true)] out Uri? address) =>
        Uri.TryCreate(text, UriKind.Absolute, out address) && IsHttp(address);

    internal static bool IsHttp(Uri address) =>
        address.IsAbsoluteUri && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps) && address.Host.Length > 0
        && address.UserInfo.Length == 0 && address.Query.Length == 0 && address.Fragment.Length == 0;

    /// <summary>The endpoint as it is written in a configuration.</summary>
    internal static string Describe(EndPoint endpoint) => endpoint switch
    {
        DnsEndPoint name => string.Create(CultureInfo.InvariantCulture, $"{name.Host}:{name.Port}"),
        _ => endpoint.ToString() ?? endpoint.AddressFamily.ToString(),
    };

    private static bool TryParsePath(string path, [NotNullWhen(true)] out EndPoint? endpoint)
    {
        endpoint = null;
        if (path.Length < 2 || path[0] != '/' || path[^1] == '/' || path.Contains('\0', StringComparison.Ordinal)) return false;
        try
        {
            endpoint = new UnixDomainSocketEndPoint(path);
            return true;
        }
        catch (Exception error) when (error is ArgumentOutOfRangeException or PlatformNotSupportedException)
        {
            return false; // longer than the system's sun_path, or a system without such sockets
        }
    }

    private static bool TryParsePort(ReadOnlySpan<char> text, out int port) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && text.Length <= 5 && port is >= 1 and <= IPEndPoint.MaxPort;

    private static bool TryParseAddress(string host, [NotNullWhen(true)] out IPAddress? address)
    {
        if (host.Length > 2 && host[0] == '[' && host[^1] == ']')
            return IPAddress.TryParse(host.AsSpan(1, host.Length - 2), out address) && address.AddressFamily == AddressFamily.InterNetworkV6;
        // Fewer numbers than four mean another address than they seem to: 127.1 and 010.0.0.1 are refused.
        return IPAddress.TryParse(host, out address) && address.AddressFamily == AddressFamily.InterNetwork
            && string.Equals(address.ToString(), host, StringComparison.Ordinal);
    }

    private static bool IsHostName(string host)
    {
        if (host.Length > MaximumHostLength || host.AsSpan().ContainsAnyExcept(HostCharacters)) return false;
        ReadOnlySpan<char> last = default;
        foreach (Range range in host.AsSpan().Split('.'))
        {
            last = host.AsSpan(range);
            if (last.Length is 0 or > 63 || last[0] == '-' || last[^1] == '-') return false;
        }

        return last.ContainsAnyExceptInRange('0', '9'); // a name that ends in a number is a mistyped address
    }
}
