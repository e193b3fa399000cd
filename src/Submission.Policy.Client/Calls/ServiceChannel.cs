using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Grpc.Net.Client;

namespace Submission.Policy.Client.Calls;

/// <summary>Makes the channel that the options describe.</summary>
internal static class ServiceChannel
{
    private const string UnixScheme = "unix";

    /// <exception cref="ArgumentException">The options contradict each other.</exception>
    public static GrpcChannel Open(PolicyClientOptions options)
    {
        Check(options);
        // A connection that has silently died is found out while facts wait for their verdicts.
        var handler = new SocketsHttpHandler
        {
            KeepAlivePingDelay = TimeSpan.FromSeconds(30),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(15),
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            EnableMultipleHttp2Connections = true,
            UseProxy = false,
            SslOptions = Tls(options),
        };
        Uri address = options.Address;
        if (IsUnix(address))
        {
            var socket = new UnixDomainSocketEndPoint(Uri.UnescapeDataString(address.AbsolutePath));
            handler.ConnectCallback = (_, cancellationToken) => ConnectAsync(socket, cancellationToken);
            address = new Uri("http://localhost");
        }

        return GrpcChannel.ForAddress(address, new GrpcChannelOptions { HttpHandler = handler, DisposeHttpClient = true });
    }

    private static void Check(PolicyClientOptions options)
    {
        Uri address = options.Address;
        if (!address.IsAbsoluteUri || !(IsUnix(address) || address.Scheme is "http" or "https"))
            throw new ArgumentException($"Address must be http://HOST:PORT, https://HOST:PORT or unix:/PATH, and is '{address}'.", nameof(options));
        if (IsUnix(address) && address.AbsolutePath.Length < 2) throw new ArgumentException($"Address names no unix socket: '{address}'.", nameof(options));
        if (address.Scheme != "https" && (options.ClientCertificate is not null || options.TrustedAuthorities.Count > 0))
            throw new ArgumentException("ClientCertificate and TrustedAuthorities need an https address.", nameof(options));
        if (options.Token is not null && address.Scheme == "http" && !address.IsLoopback)
            throw new ArgumentException("A token is not sent unencrypted to another machine: use an https address.", nameof(options));
    }

    private static SslClientAuthenticationOptions Tls(PolicyClientOptions options)
    {
        var tls = new SslClientAuthenticationOptions();
        if (options.ClientCertificate is { } certificate) tls.ClientCertificateContext = SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true);
        if (options.TrustedAuthorities.Count == 0) return tls;
        tls.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        tls.CertificateChainPolicy.CustomTrustStore.AddRange(options.TrustedAuthorities);
        return tls;
    }

    private static bool IsUnix(Uri address) => address.IsAbsoluteUri && string.Equals(address.Scheme, UnixScheme, StringComparison.Ordinal);

    private static async ValueTask<Stream> ConnectAsync(EndPoint endPoint, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(endPoint, cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
