using System.Net;
using System.Net.Security;
using System.Security.Authentication;

namespace Submission.Gateway.Tls;

/// <summary>What a server showed, and what delivery makes of it. Immutable and thread-safe.</summary>
/// <param name="Outcome">What delivery makes of it.</param>
public sealed record TlsSight(TlsSightOutcome Outcome)
{
    /// <summary>The address that was reached; <see langword="null"/> where none was.</summary>
    public IPEndPoint? RemoteEndPoint { get; init; }

    /// <summary>Why mail does not go there; <see langword="null"/> unless refused.</summary>
    public TlsFailure? Failure { get; init; }

    /// <summary>Why it was not reached, in one line for people; <see langword="null"/> where it was.</summary>
    public string? Problem { get; init; }

    /// <summary>What fails a policy that is only tested, or that there is no TLS at all; mail goes all the same. <see langword="null"/> for nothing.</summary>
    public TlsFailure? TestingFailure { get; init; }

    /// <summary>The version of TLS; <see cref="SslProtocols.None"/> without TLS.</summary>
    public SslProtocols Protocol { get; init; }

    /// <summary>The cipher suite; <see langword="null"/> without TLS.</summary>
    public TlsCipherSuite? CipherSuite { get; init; }

    /// <summary>The certificate that it showed, taken or not; <see langword="null"/> for none.</summary>
    public ServerCertificate? Certificate { get; init; }
}
