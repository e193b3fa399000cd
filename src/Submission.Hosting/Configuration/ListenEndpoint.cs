using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace Submission.Hosting.Configuration;

/// <summary>Where a host listens: an address and a port, or a unix socket. Immutable and thread-safe.</summary>
public sealed record ListenEndpoint
{
    private const string Unix = "unix:";

    private ListenEndpoint(IPEndPoint? ip, string? path)
    {
        Ip = ip;
        Path = path;
    }

    /// <summary>The address and the port; <see langword="null"/> for a unix socket. Port 0 is any that is free.</summary>
    public IPEndPoint? Ip { get; }

    /// <summary>The path of the unix socket; <see langword="null"/> for an address.</summary>
    public string? Path { get; }

    /// <summary>Whether nobody on another machine can connect to it.</summary>
    public bool IsLocal => Ip is null || IPAddress.IsLoopback(Ip.Address);

    /// <summary>Makes one of an address.</summary>
    /// <param name="endPoint">The address and the port.</param>
    public static ListenEndpoint Of(IPEndPoint endPoint)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        return new ListenEndpoint(endPoint, null);
    }

    /// <summary>Reads <c>127.0.0.1:10040</c>, <c>[::1]:10040</c> or <c>unix:/run/submission/policy.sock</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="endpoint">What was read, where the method returns <see langword="true"/>.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out ListenEndpoint? endpoint)
    {
        endpoint = null;
        if (text is null) return false;
        if (text.StartsWith(Unix, StringComparison.Ordinal))
        {
            string path = text[Unix.Length..];
            if (path.StartsWith('/') && path.Length > 1 && !path.EndsWith('/')) endpoint = new ListenEndpoint(null, path);
        }
        else if (OptionValue.ReadIpEndPoint(text) is { } ip)
        {
            endpoint = new ListenEndpoint(ip, null);
        }

        return endpoint is not null;
    }

    /// <summary>The form in which it is read.</summary>
    public override string ToString() => Ip?.ToString() ?? Unix + Path;
}
