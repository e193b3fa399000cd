using Submission.Policy.Lookups;

namespace Submission.Trust.Dane;

/// <summary>How a server compares with TLSA records. Immutable and thread-safe.</summary>
/// <param name="State">The outcome.</param>
/// <param name="Reason">Why it does not match, in one line for people; empty where it does.</param>
public sealed record DaneMatch(DaneMatchState State, string Reason)
{
    /// <summary>The record that matches; <see langword="null"/> where none does.</summary>
    public TlsaRecord? Record { get; init; }

    /// <summary>Whether the server is proven.</summary>
    public bool IsMatched => State == DaneMatchState.Matched;
}

/// <summary>How a server compares with TLSA records.</summary>
public enum DaneMatchState
{
    /// <summary>It matches.</summary>
    Matched = 0,

    /// <summary>No record is for its certificate or for one of those that it has sent.</summary>
    NoMatch = 1,

    /// <summary>A trust anchor matches, but the certificate is for other names.</summary>
    NameMismatch = 2,

    /// <summary>A trust anchor matches, but the certificate or one above it has expired, or is not yet valid.</summary>
    Expired = 3,

    /// <summary>A trust anchor matches, but does not lead to the certificate: a signature is wrong, one between is missing, or may not sign.</summary>
    NotTrusted = 4,
}
