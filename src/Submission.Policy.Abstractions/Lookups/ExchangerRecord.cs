namespace Submission.Policy.Lookups;

/// <summary>An MX record as it was published (RFC 1035, section 3.3.9). Immutable and thread-safe.</summary>
/// <param name="Preference">The preference, lower is better.</param>
/// <param name="Host">The host without a trailing dot; empty for a null MX (RFC 7505).</param>
public sealed record ExchangerRecord(int Preference, string Host);
