using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Submission.Gateway.Routing;
using Submission.Gateway.Tls;
using Submission.Gateway.Tls.Dane;
using Submission.Gateway.Tls.Levels;
using Submission.Gateway.Tls.MtaSts;
using Submission.Policy.Lookups;
using Submission.Trust.Certificates;

namespace Submission.Gateway.Tests.MtaSts;

/// <summary>A domain <c>a.test</c> with its policy on a real HTTPS server, a clock that a test moves, and a folder for what is kept.</summary>
internal sealed class StsBed : IAsyncDisposable
{
    public const string Domain = "a.test";
    public const string Record = "_mta-sts.a.test";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mta-sts-");

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));

    public StsAuthority Authority { get; } = new();

    public TextDns Dns { get; } = new();

    public StsHttpsServer Server { get; private set; } = null!;

    public string Folder => _folder.FullName;

    /// <summary>What is published.</summary>
    public string Policy { get; set; } = Text("enforce", "mx.a.test");

    /// <summary>Whether the policy's server answers 500.</summary>
    public bool IsBroken { get; set; }

    public static string Text(string mode, string mx, int maximumAge = 864_000) => $"version: STSv1\r\nmode: {mode}\r\nmx: {mx}\r\nmax_age: {maximumAge}\r\n";

    public static async Task<StsBed> StartAsync()
    {
        StsBed bed = new();
        bed.Server = await StsHttpsServer.StartAsync(bed.Authority.Issue("mta-sts.a.test", "mta-sts.b.test"), bed.AnswerAsync);
        bed.Dns.Set(Record, "v=STSv1; id=1");
        return bed;
    }

    public MtaStsOptions Options()
    {
        MtaStsOptions options = new() { Directory = Folder, TrustedRoots = Authority.Roots };
        (options.Fetch.Port, options.Fetch.TrustedRoots, options.Fetch.AllowPrivateAddresses) = (Server.Port, Authority.Roots, true);
        return options;
    }

    public MtaStsPolicies Open(MtaStsOptions? options = null, IDnsRecordResolver? dns = null) => new(dns ?? Dns, options ?? Options(), Time, NullLogger.Instance);

    public IDeliveryTlsPolicy Requirements(IDnsRecordResolver? dns = null) => new MtaStsTlsPolicy(Open(dns: dns), new PublicCertificates(Authority.Roots, Time), new OpportunisticTlsPolicy());

    /// <summary>The same behind DANE, which is off, and the operator's levels, of which there are none.</summary>
    public IDeliveryTlsPolicy Levels() => new LevelTlsPolicy(
        static () => DeliveryPolicy.None, new DanePolicy(null, new DnssecWatch(null, new TlsOptions(), Time, NullLogger.Instance), DaneInsecureMx.Enforce, Time), Requirements());

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        Authority.Dispose();
        _folder.Delete(recursive: true);
    }

    private Task AnswerAsync(HttpContext context)
    {
        if (!IsBroken) return StsHttpsServer.WriteAsync(context, Policy);
        context.Response.StatusCode = 500;
        return Task.CompletedTask;
    }
}
