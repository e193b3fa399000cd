using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Submission.Policy.Lookups;

namespace Submission.Trust.Dane;

/// <summary>The TLSA records of a host, and which of them mail uses (RFC 7672, section 3.1). Immutable and thread-safe.</summary>
public sealed class TlsaSet
{
    /// <summary>How many records are kept, those that come first in the answer.</summary>
    public const int MaximumRecords = 100;

    private string? _fingerprint;

    private TlsaSet(ImmutableArray<TlsaRecord> records, ImmutableArray<TlsaRecord> usable)
    {
        Records = records;
        Usable = usable;
        foreach (TlsaRecord record in usable) HasAnchors |= record.Usage == TlsaUse.TrustAnchor;
    }

    /// <summary>No records.</summary>
    public static TlsaSet Empty { get; } = new([], []);

    /// <summary>The records as published, at most <see cref="MaximumRecords"/>.</summary>
    public ImmutableArray<TlsaRecord> Records { get; }

    /// <summary>
    /// The records that a certificate may match: usage 2 or 3, known selector and matching type, well-formed data; of digests with one usage and selector only the strongest (RFC 7671,
    /// section 9).
    /// </summary>
    public ImmutableArray<TlsaRecord> Usable { get; }

    /// <summary>Whether a usable record names a trust anchor (usage 2), so that names and dates count.</summary>
    public bool HasAnchors { get; }

    /// <summary>The same text for the same usable records in whatever order, and another for others.</summary>
    public string Fingerprint => _fingerprint ??= MakeFingerprint(Usable);

    /// <summary>Reads what was published.</summary>
    /// <param name="records">The records.</param>
    public static TlsaSet From(ReadOnlySpan<TlsaRecord> records)
    {
        ImmutableArray<TlsaRecord> kept = [.. records[..Math.Min(records.Length, MaximumRecords)]];
        ImmutableArray<TlsaRecord>.Builder usable = ImmutableArray.CreateBuilder<TlsaRecord>();
        foreach (TlsaRecord record in kept)
        {
            if (TlsaUse.IsUsable(record) && !IsOutdone(record, kept)) usable.Add(record);
        }

        return new TlsaSet(kept, usable.DrainToImmutable());
    }

    /// <summary>Compares a server with the usable records.</summary>
    /// <param name="certificate">The server's certificate.</param>
    /// <param name="sent">What else it has sent; the first 20 are looked at.</param>
    /// <param name="names">The names that the certificate may be for, where a trust anchor is named; not asked for where the certificate itself is.</param>
    /// <param name="now">The time at which it must be valid, likewise.</param>
    public DaneMatch Match(X509Certificate2 certificate, X509Certificate2Collection sent, ImmutableArray<string> names, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        ArgumentNullException.ThrowIfNull(sent);
        byte[] raw = certificate.RawData;
        if (!CertificateParts.TryReadKey(raw, out ReadOnlyMemory<byte> key)) return new DaneMatch(DaneMatchState.NotTrusted, "the certificate cannot be read");
        foreach (TlsaRecord record in Usable)
        {
            if (record.Usage == TlsaUse.EndEntity && TlsaUse.Matches(record, raw, key.Span)) return new DaneMatch(DaneMatchState.Matched, "") { Record = record };
        }

        return HasAnchors
            ? new AnchorSearch(Usable, certificate, sent, names, now).Run()
            : new DaneMatch(DaneMatchState.NoMatch, "the certificate matches none of the TLSA records");
    }

    private static bool IsOutdone(TlsaRecord record, ImmutableArray<TlsaRecord> all)
    {
        if (record.MatchingType == TlsaUse.Full) return false;
        foreach (TlsaRecord other in all)
        {
            if (other.Usage == record.Usage && other.Selector == record.Selector && other.MatchingType > record.MatchingType && TlsaUse.IsUsable(other)) return true;
        }

        return false;
    }

    private static string MakeFingerprint(ImmutableArray<TlsaRecord> usable)
    {
        string[] lines = [.. usable.Select(static record => record.ToString()).Order(StringComparer.Ordinal)];
        return Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(string.Join('\n', lines))));
    }
}
