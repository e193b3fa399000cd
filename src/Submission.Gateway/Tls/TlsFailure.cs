namespace Submission.Gateway.Tls;

/// <summary>What went wrong with TLS. Immutable and thread-safe.</summary>
/// <param name="Kind">What, as reports name it.</param>
/// <param name="Reason">The same for people, in one line.</param>
public sealed record TlsFailure(TlsFailureKind Kind, string Reason);
