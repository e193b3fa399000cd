using System.Net.Security;
using System.Security.Authentication;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Submission.Grpc.Security;
using Submission.Hosting.Certificates;

namespace Submission.Grpc.Composition;

/// <summary>Puts TLS on a listener: the certificate in force, and clients' certificates where they are asked for.</summary>
internal static class TlsListen
{
    private static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(10);

    public static void UseTls(this ListenOptions listen, CertificateFile certificate, ClientAuthorities? authorities)
    {
        listen.Protocols = HttpProtocols.Http1AndHttp2;
        listen.UseHttps(new TlsHandshakeCallbackOptions
        {
            HandshakeTimeout = HandshakeTimeout,
            OnConnection = _ => new ValueTask<SslServerAuthenticationOptions>(Options(certificate, authorities)),
        });
    }

    private static SslServerAuthenticationOptions Options(CertificateFile certificate, ClientAuthorities? authorities) => new()
    {
        ServerCertificateContext = certificate.Current,
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        ClientCertificateRequired = authorities is not null,
        RemoteCertificateValidationCallback = authorities is null ? null : (_, client, chain, errors) => authorities.Accepts(client, chain, errors),
    };
}
