using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Submission.Policy.Lookups;

namespace Submission.Trust.Dane;

/// <summary>
/// Looks for a way from a certificate up to a trust anchor that a TLSA record names (RFC 7671, section 5.2): among what the server has sent, or whole in the record. Anchors that this
/// machine trusts for other reasons count for nothing. Bounded in depth and in tries, whatever was sent.
/// </summary>
internal sealed class AnchorSearch
{
    public const int MaximumSent = 20;
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const int MaximumDepth = 8;
    private const int MaximumTries = 50;

    private readonly List<Link> _pool = [];
    private readonly List<TlsaRecord> _keys = [];
    private readonly List<X509Certificate2> _path = [];
    private readonly ImmutableArray<string> _names;
    private readonly DateTimeOffset _now;
    private DaneMatch _best = new(DaneMatchState.NoMatch, "neither the certificate nor any other that was sent matches one of the TLSA records");
    private int _tries = MaximumTries;

    public AnchorSearch(ImmutableArray<TlsaRecord> usable, X509Certificate2 certificate, X509Certificate2Collection sent, ImmutableArray<string> names, DateTimeOffset now)
    {
        _names = names;
        _now = now;
        _path.Add(certificate);
        for (int i = 0; i < sent.Count && i < MaximumSent; i++) Add(sent[i], usable, isOurs: false);
        foreach (TlsaRecord record in usable)
        {
            if (record.Usage != TlsaUse.TrustAnchor || record.MatchingType != TlsaUse.Full) continue;
            if (record.Selector == TlsaUse.PublicKey) _keys.Add(record);
            else if (TlsaUse.Certificate(record) is { } whole) Add(whole, usable, isOurs: true);
        }
    }

    /// <summary>Searches; once.</summary>
    public DaneMatch Run()
    {
        try
        {
            return Climb() ?? _best;
        }
        finally
        {
            foreach (Link link in _pool)
            {
                if (link.IsOurs) link.Certificate.Dispose();
            }
        }
    }

    private void Add(X509Certificate2 certificate, ImmutableArray<TlsaRecord> usable, bool isOurs)
    {
        byte[] raw = certificate.RawData;
        bool isKnown = raw.AsSpan().SequenceEqual(_path[0].RawDataMemory.Span) || !CertificateParts.TryReadKey(raw, out _);
        foreach (Link link in _pool) isKnown |= raw.AsSpan().SequenceEqual(link.Certificate.RawDataMemory.Span);
        if (isKnown)
        {
            if (isOurs) certificate.Dispose();
            return;
        }

        TlsaRecord? anchor = null;
        CertificateParts.TryReadKey(raw, out ReadOnlyMemory<byte> key);
        foreach (TlsaRecord record in usable)
        {
            if (record.Usage == TlsaUse.TrustAnchor && TlsaUse.Matches(record, raw, key.Span)) anchor ??= record;
        }

        if (anchor is not null) _best = new DaneMatch(DaneMatchState.NotTrusted, "a trust anchor of the TLSA records was sent, but the certificate is not signed by it");
        _pool.Add(new Link(certificate, anchor, isOurs));
    }

    private DaneMatch? Climb()
    {
        X509Certificate2 top = _path[^1];
        foreach (TlsaRecord key in _keys)
        {
            // One that has signed itself has no anchor above it.
            CertificateParts.TryReadKey(top.RawDataMemory, out ReadOnlyMemory<byte> own);
            if (_tries-- <= 0 || own.Span.SequenceEqual(key.Data.AsSpan()) || !CertificateParts.IsSignedBy(top.RawDataMemory, key.Data.AsSpan())) continue;
            if (Judge(key, isTopSigned: true) is { } match) return match;
        }

        if (_path.Count > MaximumDepth) return null;
        foreach (Link link in _pool)
        {
            if (!link.Certificate.SubjectName.RawData.AsSpan().SequenceEqual(top.IssuerName.RawData) || _path.Contains(link.Certificate) || _tries-- <= 0) continue;
            _path.Add(link.Certificate);
            DaneMatch? match = link.Anchor is { } anchor ? Judge(anchor, isTopSigned: false) : null;
            // An anchor that does not hold by itself may still be below one that does.
            match ??= Climb();
            _path.RemoveAt(_path.Count - 1);
            if (match is not null) return match;
        }

        return null;
    }

    /// <summary>Judges the path as it stands, whose last certificate is the anchor, or signed by it.</summary>
    private DaneMatch? Judge(TlsaRecord record, bool isTopSigned)
    {
        DaneMatch? failure = Dates() ?? Signatures(isTopSigned) ?? Names();
        if (failure is null) return new DaneMatch(DaneMatchState.Matched, "") { Record = record };
        _best = failure;
        return null;
    }

    private DaneMatch? Dates()
    {
        foreach (X509Certificate2 certificate in _path)
        {
            string whose = ReferenceEquals(certificate, _path[0]) ? "the certificate" : "a certificate above the server's";
            if (certificate.NotAfter.ToUniversalTime() < _now.UtcDateTime) return new DaneMatch(DaneMatchState.Expired, $"{whose} expired on {certificate.NotAfter.ToUniversalTime():yyyy-MM-dd}");
            if (certificate.NotBefore.ToUniversalTime() > _now.UtcDateTime) return new DaneMatch(DaneMatchState.Expired, $"{whose} is not valid before {certificate.NotBefore.ToUniversalTime():yyyy-MM-dd}");
        }

        return null;
    }

    private DaneMatch? Names()
    {
        foreach (string name in _names)
        {
            try
            {
                // No wildcard stands for all names of a top-level domain.
                if (_path[0].MatchesHostname(name, allowWildcards: name.AsSpan().Count('.') > 1)) return null;
            }
            catch (Exception error) when (error is CryptographicException or ArgumentException)
            {
                return new DaneMatch(DaneMatchState.NameMismatch, "the certificate's names cannot be read");
            }
        }

        return new DaneMatch(DaneMatchState.NameMismatch, $"the certificate is not for {string.Join(" or ", _names)}");
    }

    // The system builds the way, but of these certificates only, and is not asked whether it trusts the last: the TLSA record says so, be it a root or not.
    private DaneMatch? Signatures(bool isTopSigned)
    {
        using X509Chain chain = new();
        chain.ChainPolicy = new X509ChainPolicy
        {
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            VerificationTime = _now.UtcDateTime,
            VerificationTimeIgnored = false,
            ApplicationPolicy = { new Oid(ServerAuthentication) },
        };
        for (int i = 1; i < _path.Count; i++) chain.ChainPolicy.ExtraStore.Add(_path[i]);
        X509Certificate2 top = _path[^1];
        if (_path.Count > 1 && top.SubjectName.RawData.AsSpan().SequenceEqual(top.IssuerName.RawData)) chain.ChainPolicy.CustomTrustStore.Add(top);
        try
        {
            chain.Build(_path[0]);
            return Problem(chain, isTopSigned);
        }
        catch (Exception error) when (error is CryptographicException or NotSupportedException)
        {
            return new DaneMatch(DaneMatchState.NotTrusted, "the certificates cannot be read");
        }
        finally
        {
            foreach (X509ChainElement element in chain.ChainElements) element.Certificate.Dispose();
        }
    }

    private DaneMatch? Problem(X509Chain chain, bool isTopSigned)
    {
        if (chain.ChainElements.Count < _path.Count) return new DaneMatch(DaneMatchState.NotTrusted, "no way leads from the certificate to the trust anchor");
        for (int i = 0; i < _path.Count; i++)
        {
            X509ChainElement element = chain.ChainElements[i];
            if (!element.Certificate.RawDataMemory.Span.SequenceEqual(_path[i].RawDataMemory.Span)) return new DaneMatch(DaneMatchState.NotTrusted, "no way leads from the certificate to the trust anchor");
            bool isTop = i == _path.Count - 1;
            foreach (X509ChainStatus status in element.ChainElementStatus)
            {
                X509ChainStatusFlags wrong = status.Status & ~(isTop ? X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.UntrustedRoot : X509ChainStatusFlags.NoError);
                if (wrong != X509ChainStatusFlags.NoError) return new DaneMatch(DaneMatchState.NotTrusted, $"the certificates up to the trust anchor are not in order: {wrong}");
            }
        }

        // Alone, a certificate whose issuer is not there has no signature that was looked at.
        return _path.Count > 1 || isTopSigned ? null : new DaneMatch(DaneMatchState.NotTrusted, "the trust anchor is missing");
    }

    private sealed record Link(X509Certificate2 Certificate, TlsaRecord? Anchor, bool IsOurs);
}
