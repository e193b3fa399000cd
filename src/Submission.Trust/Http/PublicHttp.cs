using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Submission.Policy.Lookups;
using Submission.Trust.Certificates;

namespace Submission.Trust.Http;

/// <summary>
/// Makes handlers for HTTPS with hosts that a domain has named: TLS 1.2 or newer with a valid certificate, no redirects, proxies or cookies, and no addresses of this host's own network.
/// Thread-safe.
/// </summary>
/// <param name="resolver">Names addresses.</param>
/// <param name="roots">The authorities that are trusted; <see langword="null"/> for the system's.</param>
/// <param name="allowPrivateAddresses">Whether addresses that are loopback, private, link-local or reserved are called.</param>
/// <param name="time">The clock by which certificates expire.</param>
public sealed class PublicHttp(IDnsRecordResolver resolver, X509Certificate2Collection? roots, bool allowPrivateAddresses, TimeProvider time)
{
    private static readonly TimeSpan AddressPatience = TimeSpan.FromSeconds(10);

    private readonly PublicCertificates _certificates = new(roots, time);

    /// <summary>A handler for requests to one host.</summary>
    /// <param name="host">The host, by whose name the certificate must be known.</param>
    public SocketsHttpHandler Handler(string host) => Handler(host, new Note());

    internal SocketsHttpHandler Handler(string host, Note note) => new()
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        MaxResponseHeadersLength = 64,
        ConnectCallback = (context, token) => ConnectAsync(context.DnsEndPoint, note, token),
        SslOptions = new SslClientAuthenticationOptions
        {
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            CertificateChainPolicy = new X509ChainPolicy { DisableCertificateDownloads = true, RevocationMode = X509RevocationMode.NoCheck },
            RemoteCertificateValidationCallback = (_, certificate, chain, _) =>
                (note.Problem = _certificates.Judge(certificate as X509Certificate2, chain?.ChainPolicy.ExtraStore, host)) == CertificateProblem.None,
        },
    };

    private async ValueTask<Stream> ConnectAsync(DnsEndPoint server, Note note, CancellationToken cancellationToken)
    {
        List<IPAddress> addresses = [];
        await FindAsync(server.Host, AddressFamily.InterNetworkV6, addresses, cancellationToken).ConfigureAwait(false);
        await FindAsync(server.Host, AddressFamily.InterNetwork, addresses, cancellationToken).ConfigureAwait(false);
        if (addresses.Count == 0) note.Reason = $"{server.Host} has no address";
        if (!allowPrivateAddresses && addresses.RemoveAll(static address => SpecialAddresses.IsPrivate(SpecialAddresses.Unmap(address))) > 0 && addresses.Count == 0)
            note.Reason = $"{server.Host} has no public address";
        foreach (IPAddress address in addresses)
        {
            Socket socket = new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            using CancellationTokenSource patience = new(AddressPatience, time);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
            try
            {
                await socket.ConnectAsync(new IPEndPoint(address, server.Port), both.Token).ConfigureAwait(false);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (Exception error) when (error is SocketException || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                socket.Dispose(); // the next address may do
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }

        throw new IOException("No connection.");
    }

    private async ValueTask FindAsync(string host, AddressFamily family, List<IPAddress> addresses, CancellationToken cancellationToken)
    {
        DnsRecordSet<IPAddress> found = await resolver.GetAddressesAsync(host, family, cancellationToken).ConfigureAwait(false);
        foreach (IPAddress address in found.Records)
        {
            if (addresses.Count < 8) addresses.Add(address);
        }
    }

    /// <summary>What is known when the connection has failed.</summary>
    internal sealed class Note
    {
        public CertificateProblem Problem { get; set; }

        public string? Reason { get; set; }
    }
}
