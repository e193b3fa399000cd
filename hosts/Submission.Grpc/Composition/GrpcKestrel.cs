using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Submission.Grpc.Security;
using Submission.Hosting.Certificates;
using Submission.Hosting.Configuration;
using Submission.Hosting.Listening;

namespace Submission.Grpc.Composition;

/// <summary>Puts the service's listeners on Kestrel, and bounds on what a caller can take up.</summary>
internal sealed class GrpcKestrel(GrpcOptions options, IServiceProvider services) : IConfigureOptions<KestrelServerOptions>
{
    private const int StreamsPerConnection = 1000;

    // Base64 makes four octets of three, and JSON adds names.
    private const int JsonGrowth = 2;
    private static readonly TimeSpan PingAfter = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(20);

    public void Configure(KestrelServerOptions kestrel)
    {
        kestrel.Limits.MaxConcurrentConnections = options.Connections;
        kestrel.Limits.MaxRequestBodySize = (long)options.RequestSize * JsonGrowth;
        kestrel.Limits.Http2.MaxStreamsPerConnection = StreamsPerConnection;
        // A peer that has vanished without a word is noticed, and what its sessions have reserved is given back.
        kestrel.Limits.Http2.KeepAlivePingDelay = PingAfter;
        kestrel.Limits.Http2.KeepAlivePingTimeout = PingTimeout;
        UnixSockets sockets = services.GetRequiredService<UnixSockets>();
        Listen(options.Endpoints, nameof(GrpcOptions.Endpoints), static listen => listen.Protocols = HttpProtocols.Http2);
        Listen(options.TlsEndpoints, nameof(GrpcOptions.TlsEndpoints), listen => listen.UseTls(services.GetRequiredService<CertificateFile>(), services.GetService<ClientAuthorities>()));
        Listen(options.JsonEndpoints, nameof(GrpcOptions.JsonEndpoints), static listen => listen.Protocols = HttpProtocols.Http1);

        void Listen(IList<ListenEndpoint> endpoints, string name, Action<ListenOptions> speak) => new EndpointListeners(
            $"{SubmissionOptions.Section}:{nameof(SubmissionOptions.Grpc)}:{name}", endpoints, options.SocketMode, sockets, (listen, _) => speak(listen)).Configure(kestrel);
    }
}
