using System.Net;

namespace Submission.Hosting.Configuration;

/// <summary>DNS.</summary>
public sealed class DnsOptions
{
    /// <summary>The resolvers, in the order in which they are asked.</summary>
    /// <value>Addresses and ports such as <c>127.0.0.1:53</c>. Default: those of the system.</value>
    public IList<IPEndPoint> Servers { get; } = [];

    /// <summary>Whether the resolvers validate DNSSEC and the way to them is safe, so that their AD bit is believed. Used by the gateway for DANE, where each of <c>Dns:Servers</c> must be a loopback address; no check of this host needs it.</summary>
    public bool TrustAuthenticatedData { get; set; }
}
