using System.Net;
using Submission.Policy.Lookups;

namespace Submission.Gateway.Routing;

/// <summary>Where a gateway delivers to. Set it up before the gateway starts; then it is only read, by many threads.</summary>
public sealed class RoutingOptions
{
    /// <summary>
    /// Looks mail domains up. Default <see langword="null"/>: the <see cref="IMailDomainResolver"/> among the services. Checks of a policy and delivery may use two, of which one alone
    /// allows loopback addresses.
    /// </summary>
    public IMailDomainResolver? MailDomains { get; set; }

    /// <summary>The port of servers that are found by MX or by address, and where a route names none. Default 25; 1 to 65,535.</summary>
    public int Port { get; set; } = 25;

    /// <summary>
    /// The server that takes all mail but that of domains with a route of their own: <c>host:port</c>, <c>[address]:port</c>, or either without port. The name is looked up by its
    /// addresses, never by MX. Default <see langword="null"/>: each domain's own servers.
    /// </summary>
    public string? SmartHost { get; set; }

    /// <summary>The login for the smart host. Default <see langword="null"/>: none.</summary>
    public SmartHostCredentials? SmartHostCredentials { get; set; }

    /// <summary>
    /// Whether the smart host is spoken to by TLS. Default <see langword="null"/>: <see cref="Routing.SmartHostTls.Required"/> where there are <see cref="SmartHostCredentials"/>,
    /// <see cref="Routing.SmartHostTls.Opportunistic"/> elsewhere.
    /// </summary>
    public SmartHostTls? SmartHostTls { get; set; }

    /// <summary>Whether a host is first tried by IPv6; the two kinds of address take turns then (RFC 8305, section 4). Default <see langword="true"/>.</summary>
    public bool IPv6First { get; set; } = true;

    /// <summary>
    /// Whether mail goes to loopback addresses that DNS or an address literal names. It is for a sink on the same machine and for tests: otherwise anyone could have the gateway
    /// talk to services that trust the machine itself. Default <see langword="false"/>. Addresses in <see cref="SmartHost"/> and the policy file are used regardless.
    /// </summary>
    public bool AllowLoopback { get; set; }

    /// <summary>
    /// Whether mail goes to private, shared and link-local addresses that DNS or an address literal names. Default <see langword="true"/>: mail servers within a company are often
    /// found by names of its own DNS. Set it to <see langword="false"/> where recipients are chosen by strangers. Addresses in <see cref="SmartHost"/> and the policy file are used regardless.
    /// </summary>
    public bool AllowPrivate { get; set; } = true;

    /// <summary>The delivery policy, a YAML file with providers, routes and limits. Default <see langword="null"/>: every domain has the default limits of <see cref="DeliveryLane"/>.</summary>
    public string? PolicyFile { get; set; }

    /// <summary>The gateway's own names. A domain of which such a host is the best MX is never delivered to by MX: that would be a loop. Default: none; domain names.</summary>
    public IReadOnlyList<string> OwnNames { get; set; } = [];

    /// <summary>
    /// Where the gateway itself takes mail, and under which addresses it is reached from outside. Default: none. An unspecified address stands for all addresses of the machine.
    /// </summary>
    public IReadOnlyList<IPEndPoint> OwnEndPoints { get; set; } = [];
}
