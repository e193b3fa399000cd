using System.Net.Security;
using Submission.Gateway.Tests.MtaSts;
using Submission.Gateway.Tls;

namespace Submission.Gateway.Tests.StartTls;

/// <summary>A domain whose MTA-STS policy is enforced, fetched once for all rows.</summary>
public sealed class StartTlsBed : IAsyncLifetime
{
    private StsBed? _bed;

    internal IDeliveryTlsPolicy Enforced { get; private set; } = null!;

    /// <summary>What its servers show.</summary>
    internal SslStreamCertificateContext Certificate { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _bed = await StsBed.StartAsync();
        _bed.Policy = StsBed.Text("enforce", "*.a.test");
        Enforced = _bed.Requirements();
        Certificate = SslStreamCertificateContext.Create(_bed.Authority.Issue("mx.a.test", "mx2.a.test"), null, offline: true);
    }

    public ValueTask DisposeAsync() => _bed!.DisposeAsync();
}
