using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Submission.Gateway.Routing;
using Submission.Gateway.Tls;
using Submission.Gateway.Tls.Dane;
using Submission.Gateway.Tls.Levels;
using Submission.Policy.Lookups;
using Submission.Tests.Peers;
using Submission.Trust.Dane;

namespace Submission.Gateway.Tests.Dane;

[CollectionDefinition(nameof(DaneBed))]
public sealed class DaneBedCollection : ICollectionFixture<DaneBed>;

/// <summary>
/// A root, signed and unsigned zones (nsd), a resolver that validates (unbound) and a sink. Zones and servers are the same for all tests; each row has names of its own.
/// </summary>
public sealed class DaneBed : IAsyncLifetime
{
    private readonly CertificateKey _key = CertificateKey.Ecdsa();
    private readonly Socket _deaf = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private TlsSink? _sink;
    private NsdProcess? _nsd;
    private UnboundProcess? _unbound;
    private UnboundProcess? _careless;

    internal TlsSink Sink => _sink!;

    /// <summary>What the servers of behaving.secure.test show, with its key; nobody has signed it.</summary>
    internal X509Certificate2 Behaving { get; } = StsAuthority.SelfSigned("anything.test");

    /// <summary>The resolver that validates.</summary>
    internal IPEndPoint Resolver => _unbound!.EndPoint;

    /// <summary>A resolver that does not.</summary>
    internal IPEndPoint CarelessResolver => _careless!.EndPoint;

    internal IDnsRecordResolver Records { get; private set; } = new DnsRecordResolver();

    public async ValueTask InitializeAsync()
    {
        _sink = await TlsSink.StartAsync("127.0.0.2", "127.0.0.3");
        _deaf.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        SignedZones zones = new();
        DaneZones.Add(zones, this);
        zones.SignRoot();
        _nsd = await NsdProcess.StartAsync(zones.Zones);
        string[] names = [.. zones.Zones.Keys.Where(static zone => zone != ".")];
        _unbound = await UnboundProcess.StartAsync(_nsd.EndPoint, names, zones.Anchor, DaneZones.Deaf.ToDictionary(static name => name, _ => (IPEndPoint)_deaf.LocalEndPoint!, StringComparer.Ordinal));
        _careless = await UnboundProcess.StartAsync(_nsd.EndPoint, names, anchor: null);
        Records = Trusting(Resolver);
    }

    public async ValueTask DisposeAsync()
    {
        if (_unbound is not null) await _unbound.DisposeAsync();
        if (_careless is not null) await _careless.DisposeAsync();
        if (_nsd is not null) await _nsd.DisposeAsync();
        if (_sink is not null) await _sink.DisposeAsync();
        _deaf.Dispose();
        Behaving.Dispose();
    }

    internal static IDnsRecordResolver Trusting(IPEndPoint server) => new DnsRecordResolver(Options(server) with { TrustAuthenticatedData = true });

    internal static DnsLookupOptions Options(IPEndPoint server) => new()
    {
        Servers = [server],
        QueryTimeout = TimeSpan.FromSeconds(5),
        Retries = 0,
        AllowLoopback = true,
        UnavailableTtl = TimeSpan.FromMinutes(1),
    };

    /// <summary>Has the sink serve a certificate for a name.</summary>
    /// <returns>The right TLSA record.</returns>
    internal string Serve(string name, int usage = 3, int selector = 1, int matchingType = 1, CertificateWish? wish = null)
    {
        X509Certificate2 certificate = CertificateMaker.Issue(wish ?? new CertificateWish(name) { Names = [name] }, _key);
        _sink!.Serve(name, _key.Pem, certificate);
        return CertificateMaker.Tlsa(certificate, usage, selector, matchingType);
    }

    /// <summary>Has the sink serve a certificate with the one that has signed it.</summary>
    /// <returns>The right TLSA record, for the latter.</returns>
    internal string ServeSigned(string name, string certified, int selector, int toDays = 365)
    {
        CertificateKey key = CertificateKey.Ecdsa();
        CertificateWish authority = new("authority of " + name) { IsAuthority = true };
        X509Certificate2 root = CertificateMaker.Issue(authority, key);
        _sink!.Serve(name, _key.Pem, CertificateMaker.Issue(new CertificateWish("x") { Names = [certified], ToDays = toDays }, _key, authority.Subject, key), root);
        return CertificateMaker.Tlsa(root, 2, selector, 1);
    }

    /// <summary>The port of TLSA records.</summary>
    internal string Port => _sink!.Port.ToString(System.Globalization.CultureInfo.InvariantCulture);

    internal IRouteResolver Routes(DeliveryPolicy? policy = null) => RouteComposition.Create(
        new DnsMailDomainResolver(Options(Resolver)), new RoutingOptions { Port = _sink!.Port, AllowLoopback = true }, null, () => policy ?? DeliveryPolicy.None, TimeProvider.System, new Random(1));

    internal IDeliveryTlsPolicy Policy(
        DeliveryPolicy? policy = null, DaneInsecureMx insecureMx = DaneInsecureMx.Enforce, IDeliveryTlsPolicy? others = null, IDnsRecordResolver? records = null) => new LevelTlsPolicy(
        () => policy ?? DeliveryPolicy.None,
        new DanePolicy(new DaneLookup(records ?? Records), new DnssecWatch(records ?? Records, new TlsOptions { TrustsResolver = true }, TimeProvider.System, NullLogger.Instance), insecureMx, TimeProvider.System),
        others ?? new OpportunisticTlsPolicy());

    internal static DeliveryPolicy Yaml(string text)
    {
        DeliveryPolicy? policy = DeliveryPolicyFile.Parse("delivery.yaml", Encoding.UTF8.GetBytes(text), out System.Collections.Immutable.ImmutableArray<Submission.Policy.Specification.SpecError> errors);
        Assert.Empty(errors);
        return policy!;
    }
}
