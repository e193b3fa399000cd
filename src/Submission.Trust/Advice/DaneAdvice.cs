using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Submission.Policy.Lookups;
using Submission.Trust.Dane;

namespace Submission.Trust.Advice;

/// <summary>Judges the TLSA records of a domain's mail servers, and where a server may be asked, whether they prove what it shows, as delivery does (RFC 7672).</summary>
internal sealed class DaneAdvice(IDnsRecordResolver dns, IMailServerProbe? probe, string domain, AdviceOptions options, TimeProvider time, AdviceNotes notes)
{
    private const string Deferred = "Senders that check DANE do not deliver to this server any more.";

    private readonly DaneLookup _lookup = new(dns);

    public async Task GiveAsync(string host, CancellationToken cancellationToken)
    {
        // Which name the records are at follows from DNSSEC; where none is known of, it is the server's own.
        string owner = options.HasValidatedDns ? (await _lookup.FindAsync(host, options.Port, cancellationToken).ConfigureAwait(false)).BaseDomain : host;
        string name = string.Create(CultureInfo.InvariantCulture, $"_{options.Port}._tcp.{owner}");
        DnsRecordSet<TlsaRecord> found = await dns.GetTlsaAsync(name, cancellationToken).ConfigureAwait(false);
        if (found.IsUnavailable)
        {
            notes.Unknown("dane-unknown", $"The TLSA records at {name} could not be looked up: {found.Reason}.");
            return;
        }

        foreach (TlsaRecord record in found.Records.Take(50)) notes.Found(new ZoneRecord(name + ".", "TLSA", record.ToString()));
        ServerSight? sight = probe is null ? null : await probe.LookAsync(host, cancellationToken).ConfigureAwait(false);
        if (sight is { IsReached: false }) notes.Unknown("mx-unreachable", $"The MX {host} could not be asked: {sight.Problem}.");
        ImmutableArray<ZoneRecord> mend = sight is { Certificates: [{ } own, ..] } && Pin(name, own) is { } pin ? [pin] : [];
        if (found.IsAbsent)
        {
            if (sight is { IsReached: true, IsEncrypted: false })
                notes.Error("tls-missing", $"The MX {host} does not offer TLS that works: {sight.Problem ?? "no STARTTLS"}.", "Mail to the domain travels readable, and some senders refuse to send it.");
            else if (options.HasValidatedDns && found.IsSecure)
                notes.Hint("dane-missing", $"The MX {host} has no TLSA record, though its zone is signed.", "With one, senders would know that it is your server which they speak to.", mend);
            return;
        }

        if (options.HasValidatedDns && !found.IsSecure)
            notes.Warn("dane-insecure", $"The TLSA records at {name} are not proven by DNSSEC.", "Senders ignore them: sign the zone, or publish its DS record.");
        TlsaSet set = TlsaSet.From(found.Records.AsSpan());
        foreach (TlsaRecord record in set.Records.Where(static record => !TlsaUse.IsUsable(record)).Take(10))
            notes.Warn("dane-unusable", $"The TLSA record '{Shown(record)}' at {name} cannot be used for mail.", "Mail needs usage 2 or 3, selector 0 or 1, and a hash of its right length (RFC 7672, section 3.1).", mend);
        if (sight is { IsReached: true, IsEncrypted: false })
            notes.Error("dane-no-tls", $"The MX {host} has TLSA records, but no TLS that works: {sight.Problem ?? "no STARTTLS"}.", Deferred);
        else if (sight is { IsEncrypted: true } && !set.Usable.IsEmpty)
            Compare(set, sight.Certificates, set.HasAnchors ? await NamesAsync(owner, host, cancellationToken).ConfigureAwait(false) : [], name, host, mend);
    }

    private void Compare(TlsaSet set, ImmutableArray<ImmutableArray<byte>> shown, ImmutableArray<string> names, string name, string host, ImmutableArray<ZoneRecord> mend)
    {
        X509Certificate2Collection certificates = [];
        try
        {
            foreach (ImmutableArray<byte> certificate in shown) certificates.Add(X509CertificateLoader.LoadCertificate(certificate.AsSpan()));
            X509Certificate2Collection sent = [];
            for (int i = 1; i < certificates.Count; i++) sent.Add(certificates[i]);
            DaneMatch match = certificates.Count == 0 ? new DaneMatch(DaneMatchState.NoMatch, "it has shown none") : set.Match(certificates[0], sent, names, time.GetUtcNow());
            if (match.State == DaneMatchState.NoMatch) notes.Error("dane-mismatch", $"No TLSA record at {name} fits the certificate that {host} shows.", Deferred, mend);
            else if (!match.IsMatched) notes.Error("dane-mismatch", $"The TLSA records at {name} do not prove the certificate that {host} shows: {match.Reason}.", Deferred, mend);
        }
        catch (CryptographicException)
        {
            notes.Error("dane-mismatch", $"No TLSA record at {name} fits the certificate that {host} shows: it cannot be read.", Deferred, mend);
        }
        finally
        {
            foreach (X509Certificate2 certificate in certificates) certificate.Dispose();
        }
    }

    // What a certificate under a trust anchor may be for (RFC 7672, section 3.2.2): the domain only where DNSSEC leads from it to the server.
    private async ValueTask<ImmutableArray<string>> NamesAsync(string owner, string host, CancellationToken cancellationToken)
    {
        ImmutableArray<string> domains = options.HasValidatedDns ? (await _lookup.FindNextHopAsync(domain, host, cancellationToken).ConfigureAwait(false)).Names : [domain];
        return owner == host ? [host, .. domains] : [owner, host, .. domains];
    }

    private static ZoneRecord? Pin(string name, ImmutableArray<byte> certificate) => CertificateParts.TryReadKey(certificate.AsMemory(), out ReadOnlyMemory<byte> key)
        ? new ZoneRecord(name + ".", "TLSA", "3 1 1 " + Convert.ToHexStringLower(SHA256.HashData(key.Span)))
        : null;

    private static string Shown(TlsaRecord record) => record.ToString() is { Length: > 80 } text ? text[..80] + "…" : record.ToString();
}
