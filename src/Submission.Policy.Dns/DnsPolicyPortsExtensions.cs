using Submission.Policy.Lookups;

namespace Submission.Policy;

/// <summary>Looks domains and block lists up by DNS.</summary>
public static class DnsPolicyPortsExtensions
{
    /// <summary>Sets <see cref="PolicyPorts.MailDomains"/> and <see cref="PolicyPorts.Blocklists"/> to resolvers that ask name servers, a block list only while it passes its test. Set the clock before.</summary>
    /// <typeparam name="TPorts">The kind of options.</typeparam>
    /// <param name="ports">The options.</param>
    /// <param name="options">Name servers, time-outs and the cache; the system's name servers by default.</param>
    /// <returns>The options.</returns>
    public static TPorts AddDnsClient<TPorts>(this TPorts ports, DnsLookupOptions? options = null)
        where TPorts : PolicyPorts
    {
        ArgumentNullException.ThrowIfNull(ports);
        ports.MailDomains = new DnsMailDomainResolver(options, ports.TimeProvider);
        ports.Blocklists = new CheckedBlocklistResolver(options, ports.TimeProvider);
        return ports;
    }
}
