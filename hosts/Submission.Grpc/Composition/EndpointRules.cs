using Submission.Hosting;
using Submission.Hosting.Configuration;

namespace Submission.Grpc.Composition;

/// <summary>Keeps the service from being open to everybody: without encryption it is for this machine only, and elsewhere callers must show who they are.</summary>
internal static class EndpointRules
{
    /// <summary>Looks at where the service is to listen.</summary>
    /// <exception cref="HostStartException">Somewhere it must not; the message says what to set.</exception>
    public static void Check(SubmissionOptions options)
    {
        GrpcOptions grpc = options.Grpc;
        List<string> errors = [];
        CheckLocal(grpc.Endpoints, nameof(GrpcOptions.Endpoints), errors);
        CheckLocal(grpc.JsonEndpoints, nameof(GrpcOptions.JsonEndpoints), errors);
        for (int i = 0; i < grpc.TlsEndpoints.Count; i++)
        {
            if (grpc.TlsEndpoints[i].Ip is null)
                errors.Add($"{Key(nameof(GrpcOptions.TlsEndpoints))}:{i}: a unix socket needs no TLS. Put it under {Key(nameof(GrpcOptions.Endpoints))}.");
        }

        if (grpc.TlsEndpoints.Count > 0)
        {
            if (options.Certificate.Path is null) errors.Add($"{Key(nameof(GrpcOptions.TlsEndpoints))}: TLS needs a certificate: set {SubmissionOptions.Section}:Certificate:Path.");
            if (grpc is { ClientCertificateAuthority: null, TokenFile: null })
            {
                errors.Add(
                    $"{Key(nameof(GrpcOptions.TlsEndpoints))}: callers must show who they are: set {Key(nameof(GrpcOptions.ClientCertificateAuthority))} (mutual TLS) "
                    + $"or {Key(nameof(GrpcOptions.TokenFile))} (tokens), or both.");
            }
        }
        else if (grpc.ClientCertificateAuthority is not null)
        {
            errors.Add($"{Key(nameof(GrpcOptions.ClientCertificateAuthority))}: only TLS has client certificates: set {Key(nameof(GrpcOptions.TlsEndpoints))} too.");
        }

        if (errors.Count > 0) throw new HostStartException([.. errors]);
    }

    private static void CheckLocal(IList<ListenEndpoint> endpoints, string name, List<string> errors)
    {
        for (int i = 0; i < endpoints.Count; i++)
        {
            if (endpoints[i].IsLocal) continue;
            errors.Add(
                $"{Key(name)}:{i}: {endpoints[i]} can be reached from other machines, and there is no encryption. Put it under {Key(nameof(GrpcOptions.TlsEndpoints))}, with "
                + $"{SubmissionOptions.Section}:Certificate:Path and {Key(nameof(GrpcOptions.ClientCertificateAuthority))} or {Key(nameof(GrpcOptions.TokenFile))}; or choose 127.0.0.1.");
        }
    }

    private static string Key(string name) => $"{SubmissionOptions.Section}:{nameof(SubmissionOptions.Grpc)}:{name}";
}
