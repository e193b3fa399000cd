using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Submission.Policy.Lookups;
using Submission.Smtp.Client;

namespace Submission.Trust.Advice;

/// <summary>Looks at mail servers over SMTP with STARTTLS, at each for 20 seconds at most. Thread-safe.</summary>
public sealed class SmtpServerProbe : IMailServerProbe
{
    private const int MostCertificates = 10;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly IDnsRecordResolver _dns;
    private readonly string _helo;
    private readonly int _port;
    private readonly TimeProvider _time;

    /// <summary>Creates a probe.</summary>
    /// <param name="dns">Where addresses are looked up.</param>
    /// <param name="heloName">The name that it says in EHLO.</param>
    /// <param name="port">The port. Default 25.</param>
    /// <param name="timeProvider">The clock; <see langword="null"/> means the system's.</param>
    public SmtpServerProbe(IDnsRecordResolver dns, string heloName, int port = 25, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(dns);
        ArgumentException.ThrowIfNullOrEmpty(heloName);
        (_dns, _helo, _port, _time) = (dns, heloName, port, timeProvider ?? TimeProvider.System);
    }

    /// <inheritdoc/>
    public async ValueTask<ServerSight> LookAsync(string host, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = new(Patience, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await LookOnceAsync(host, both.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new ServerSight(false, false, "it has not answered in time");
        }
    }

    private async ValueTask<ServerSight> LookOnceAsync(string host, CancellationToken cancellationToken)
    {
        DnsRecordSet<IPAddress> v4 = await _dns.GetAddressesAsync(host, AddressFamily.InterNetwork, cancellationToken).ConfigureAwait(false);
        DnsRecordSet<IPAddress> v6 = await _dns.GetAddressesAsync(host, AddressFamily.InterNetworkV6, cancellationToken).ConfigureAwait(false);
        IPEndPoint[] endPoints = [.. v6.Records.Concat(v4.Records).Take(8).Select(address => new IPEndPoint(address, _port))];
        if (endPoints.Length == 0) return new ServerSight(false, false, "it has no address");

        ImmutableArray<ImmutableArray<byte>> certificates = [];
        SmtpClientOptions options = new()
        {
            HelloName = _helo,
            Tls = SmtpClientTls.WhenOffered,
            TlsServerName = host,
            AllowTlsResume = false,
            ConnectTimeout = Patience,
            GreetingTimeout = Patience,
            CommandTimeout = Patience,
            // It is looked at, not trusted: nothing is sent.
            ValidateCertificate = (_, certificate, chain, _) =>
            {
                certificates = Sent(certificate as X509Certificate2, chain);
                return certificate is not null;
            },
        };
        SmtpConnectResult result = await SmtpClientConnection.ConnectAsync(endPoints, options, _time, cancellationToken).ConfigureAwait(false);
        if (result.Connection is not { } connection)
        {
            bool isTlsAtFault = result.Reply.Failure == SmtpClientFailure.TlsFailed;
            return new ServerSight(isTlsAtFault, false, isTlsAtFault ? "the handshake failed" : result.Reply.Describe());
        }

        await using (connection.ConfigureAwait(false))
        {
            bool isEncrypted = connection.IsEncrypted;
            await connection.QuitAsync(cancellationToken).ConfigureAwait(false);
            return new ServerSight(true, isEncrypted, isEncrypted ? null : "no STARTTLS") { Certificates = certificates };
        }
    }

    // The extra store holds what the server sent beside its own certificate.
    private static ImmutableArray<ImmutableArray<byte>> Sent(X509Certificate2? own, X509Chain? chain)
    {
        if (own is null) return [];
        List<ImmutableArray<byte>> certificates = [[.. own.RawData]];
        foreach (X509Certificate2 certificate in chain?.ChainPolicy.ExtraStore ?? [])
        {
            if (certificates.Count < MostCertificates && !certificate.RawDataMemory.Span.SequenceEqual(own.RawDataMemory.Span)) certificates.Add([.. certificate.RawData]);
        }

        return [.. certificates];
    }
}
