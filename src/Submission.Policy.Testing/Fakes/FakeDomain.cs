using System.Collections.Immutable;
using System.Net;

namespace Submission.Policy.Testing;

/// <summary>What a fake DNS holds of one name. Immutable and thread-safe.</summary>
/// <param name="State">How a look-up of the name ends.</param>
/// <param name="Mx">The MX hosts in the order of preference; <c>.</c> for the null MX (RFC 7505).</param>
/// <param name="Addresses">The A and AAAA records.</param>
public sealed record FakeDomain(FakeDomainState State, ImmutableArray<string> Mx, ImmutableArray<IPAddress> Addresses)
{
    /// <summary>There is no such name.</summary>
    public static FakeDomain Absent { get; } = new(FakeDomainState.Absent, [], []);

    /// <summary>The name server fails.</summary>
    public static FakeDomain ServerFailure { get; } = new(FakeDomainState.ServerFailure, [], []);

    /// <summary>The name server does not answer.</summary>
    public static FakeDomain TimeOut { get; } = new(FakeDomainState.TimeOut, [], []);

    /// <summary>The name exists, with these MX hosts.</summary>
    public static FakeDomain WithMx(params ReadOnlySpan<string> hosts) => new(FakeDomainState.Exists, [.. hosts], []);

    /// <summary>The name exists, with these addresses.</summary>
    public static FakeDomain WithAddresses(params ReadOnlySpan<IPAddress> addresses) => new(FakeDomainState.Exists, [], [.. addresses]);
}

/// <summary>How a look-up in a fake DNS ends.</summary>
public enum FakeDomainState
{
    /// <summary>The name exists, with or without records.</summary>
    Exists,

    /// <summary>There is no such name (NXDOMAIN).</summary>
    Absent,

    /// <summary>The name server fails (SERVFAIL).</summary>
    ServerFailure,

    /// <summary>The name server does not answer in time.</summary>
    TimeOut,
}
