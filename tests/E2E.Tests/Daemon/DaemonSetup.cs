using System.Net;

namespace E2E.Tests.Daemon;

/// <summary>What a daemon is started with.</summary>
internal sealed record DaemonSetup(IPEndPoint NameServer, IPEndPoint NextHop)
{
    /// <summary>The country database; <see langword="null"/> for none.</summary>
    public string? CountryDatabase { get; init; }

    /// <summary>Whether the policy is a copy in the daemon's folder instead of the one that is built in.</summary>
    public bool HasOwnPolicy { get; init; }
}
