using System.Security.Cryptography.X509Certificates;

namespace Submission.Policy.Client;

/// <summary>How to reach a policy service. Read once, when the client is made.</summary>
public sealed class PolicyClientOptions
{
    /// <summary>Where the service listens: <c>http://127.0.0.1:5050</c>, <c>https://policy.example:5050</c>, or a unix socket, <c>unix:/run/submission-policy/grpc.sock</c>.</summary>
    /// <value>Default: <c>http://127.0.0.1:5050</c>.</value>
    public Uri Address { get; set; } = new("http://127.0.0.1:5050");

    /// <summary>The token that the service asks for; never sent unencrypted to another machine.</summary>
    /// <value>Default: <see langword="null"/>, none.</value>
    public string? Token { get; set; }

    /// <summary>The certificate, with its private key, by which the client shows who it is (mutual TLS). Only with <c>https</c>.</summary>
    /// <value>Default: <see langword="null"/>, none.</value>
    public X509Certificate2? ClientCertificate { get; set; }

    /// <summary>The authorities that may have issued the service's certificate, instead of those that the system trusts. Only with <c>https</c>.</summary>
    /// <value>Default: empty, which means those of the system.</value>
    public X509Certificate2Collection TrustedAuthorities { get; } = [];

    /// <summary>How long to wait for an answer to one call, or to one fact of a session, and for a session to end.</summary>
    /// <value>Default: 30 seconds. Range: above 0, or <see cref="Timeout.InfiniteTimeSpan"/>.</value>
    public TimeSpan Deadline { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The clock of the deadlines.</summary>
    /// <value>Default: <see cref="TimeProvider.System"/>.</value>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;
}
