using Submission.Grpc.Composition;
using Submission.Grpc.Demo;
using Submission.Hosting.Configuration;
using Submission.Hosting.Running;

namespace Submission.Grpc;

/// <summary>The gRPC service as a program.</summary>
internal static class GrpcHost
{
    public static HostDescription Description { get; } = new()
    {
        Host = SubmissionHosts.Grpc,
        Program = "submission-grpc",
        About = "Judges mail submission by a policy, for callers that speak gRPC or JSON.",
        AboutDemo = "two accounts, DNS answers and scanners of its own, on loopback, and JSON on 127.0.0.1:5051",
        Protocol = "gRPC",
        AddServices = static (services, options) => services.AddSubmissionGrpc(options),
        MapRequests = static (application, options) => application.MapSubmissionGrpc(options),
        Listeners = Listeners,
        WriteBanner = DemoBanner.Write,
        StartDemoAsync = static _ => Task.FromResult(new HostDemo(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            [$"{SubmissionOptions.Section}:{nameof(SubmissionOptions.Hostname)}"] = "smtp.demo.example",
            [$"{SubmissionOptions.Section}:{nameof(SubmissionOptions.Grpc)}:{nameof(GrpcOptions.JsonEndpoints)}:0"] = "127.0.0.1:5051",
        })),
    };

    private static IEnumerable<HostListener> Listeners(SubmissionOptions options) =>
    [
        .. Listeners(options.Grpc.Endpoints, nameof(GrpcOptions.Endpoints), ""),
        .. Listeners(options.Grpc.TlsEndpoints, nameof(GrpcOptions.TlsEndpoints), ", TLS"),
        .. Listeners(options.Grpc.JsonEndpoints, nameof(GrpcOptions.JsonEndpoints), ", JSON"),
    ];

    private static IEnumerable<HostListener> Listeners(IList<ListenEndpoint> endpoints, string name, string detail) =>
        endpoints.Select((endpoint, index) => new HostListener(endpoint, $"{nameof(SubmissionOptions.Grpc)}:{name}:{index}", detail));
}
