using System.Net;

namespace E2E.Tests.Daemon;

/// <summary>What a daemon is started with.</summary>
internal sealed record DaemonSetup(IPEndPoint NameServer, IPEndPoint NextHop)
{
    /// <summary>The country database; <see langword="null"/> for none.</summary>
    public string? CountryDatabase { get; init; }

    /// <summary>Where clamd listens; <see langword="null"/> for none.</summary>
    public string? Clamd { get; init; }

    /// <summary>Where rspamd listens; <see langword="null"/> for none.</summary>
    public string? Rspamd { get; init; }

    /// <summary>Where spamd listens; <see langword="null"/> for none.</summary>
    public string? Spamd { get; init; }

    /// <summary>How long a scan may take.</summary>
    public string ScannerTimeout { get; init; } = "30s";

    /// <summary>The policy itself, in one file; <see langword="null"/> for another one.</summary>
    public string? PolicyText { get; init; }

    /// <summary>Whether the policy is a copy in the daemon's folder instead of the one that is built in.</summary>
    public bool HasOwnPolicy { get; init; }

    /// <summary>Settings on the command line, which override the file.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];
}
