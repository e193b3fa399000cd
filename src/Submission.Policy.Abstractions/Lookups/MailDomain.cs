using System.Collections.Immutable;
using System.Net;

namespace Submission.Policy.Lookups;

/// <summary>The hosts that take mail for a domain. Immutable and thread-safe.</summary>
/// <param name="Exchangers">At least one host with at least one usable address, in the order of preference.</param>
/// <param name="IsImplicit">Whether the domain has no MX and takes mail at its own address (RFC 5321, section 5.1).</param>
public sealed record MailDomain(ImmutableArray<MailExchanger> Exchangers, bool IsImplicit)
{
    /// <summary>Why there may be more hosts or addresses than these, for example <c>SERVFAIL</c>; <see langword="null"/> (the default) where all are known.</summary>
    public string? Doubt { get; init; }
}

/// <summary>A host that takes mail for a domain. Immutable and thread-safe.</summary>
/// <param name="Preference">The preference of its MX record, 0 to 65535; lower is better.</param>
/// <param name="Host">The name of the host.</param>
/// <param name="Addresses">Its usable addresses: never an unspecified one, and none of loopback unless the resolver was told to allow them.</param>
public sealed record MailExchanger(int Preference, string Host, ImmutableArray<IPAddress> Addresses);
