using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Submission.Policy.Lookups;

namespace Submission.Trust.Advice;

/// <summary>Judges the TLSA records of a domain's mail servers, and where a server may be asked, whether they fit what it shows (RFC 7672).</summary>
internal sealed class DaneAdvice(IDnsRecordResolver dns, IMailServerProbe? probe, bool hasValidatedDns, AdviceNotes notes)
{
    private const string Deferred = "Senders that check DANE do not deliver to this server any more.";

    public async Task GiveAsync(string host, CancellationToken cancellationToken)
    {
        string name = "_25._tcp." + host;
        DnsRecordSet<TlsaRecord> found = await dns.GetTlsaAsync(name, cancellationToken).ConfigureAwait(false);
        if (found.IsUnavailable)
        {
            notes.Unknown("dane-unknown", $"The TLSA records at {name} could not be looked up: {found.Reason}.");
            return;
        }

        foreach (TlsaRecord record in found.Records.Take(50)) notes.Found(new ZoneRecord(name + ".", "TLSA", record.ToString()));
        ServerSight? sight = probe is null ? null : await probe.LookAsync(host, cancellationToken).ConfigureAwait(false);
        if (sight is { IsReached: false }) notes.Unknown("mx-unreachable", $"The MX {host} could not be asked: {sight.Problem}.");
        ImmutableArray<ZoneRecord> mend = sight is { Certificates: [{ } own, ..] } ? [Pin(name, own)] : [];
        if (found.IsAbsent)
        {
            if (sight is { IsReached: true, IsEncrypted: false })
                notes.Error("tls-missing", $"The MX {host} does not offer TLS that works: {sight.Problem ?? "no STARTTLS"}.", "Mail to the domain travels readable, and some senders refuse to send it.");
            else if (hasValidatedDns && found.IsSecure)
                notes.Hint("dane-missing", $"The MX {host} has no TLSA record, though its zone is signed.", "With one, senders would know that it is your server which they speak to.", mend);
            return;
        }

        if (hasValidatedDns && !found.IsSecure)
            notes.Warn("dane-insecure", $"The TLSA records at {name} are not proven by DNSSEC.", "Senders ignore them: sign the zone, or publish its DS record.");
        TlsaRecord[] usable = [.. found.Records.Where(IsUsable)];
        foreach (TlsaRecord record in found.Records.Where(static record => !IsUsable(record)).Take(10))
            notes.Warn("dane-unusable", $"The TLSA record '{Shown(record)}' at {name} cannot be used for mail.", "Mail needs usage 2 or 3, selector 0 or 1, and a hash of its right length (RFC 7672, section 3.1).", mend);
        if (sight is { IsReached: true, IsEncrypted: false })
            notes.Error("dane-no-tls", $"The MX {host} has TLSA records, but no TLS that works: {sight.Problem ?? "no STARTTLS"}.", Deferred);
        else if (sight is { IsEncrypted: true } && usable.Length > 0 && !usable.Any(record => Matches(record, sight.Certificates)))
            notes.Error("dane-mismatch", $"No TLSA record at {name} fits the certificate that {host} shows.", Deferred, mend);
    }

    private static bool IsUsable(TlsaRecord record) => record is { Usage: 2 or 3, Selector: 0 or 1 } && record.MatchingType switch
    {
        0 => record.Data.Length > 0,
        1 => record.Data.Length == 32,
        2 => record.Data.Length == 64,
        _ => false,
    };

    private static bool Matches(TlsaRecord record, ImmutableArray<ImmutableArray<byte>> certificates)
    {
        foreach (ImmutableArray<byte> certificate in record.Usage == 3 ? certificates[..1] : certificates)
        {
            byte[] chosen = record.Selector == 0 ? [.. certificate] : KeyOf(certificate);
            byte[] data = record.MatchingType switch { 0 => chosen, 1 => SHA256.HashData(chosen), _ => SHA512.HashData(chosen) };
            if (record.Data.AsSpan().SequenceEqual(data)) return true;
        }

        return false;
    }

    private static ZoneRecord Pin(string name, ImmutableArray<byte> certificate) =>
        new(name + ".", "TLSA", "3 1 1 " + Convert.ToHexStringLower(SHA256.HashData(KeyOf(certificate))));

    private static byte[] KeyOf(ImmutableArray<byte> certificate)
    {
        using X509Certificate2 read = X509CertificateLoader.LoadCertificate(certificate.AsSpan());
        return read.PublicKey.ExportSubjectPublicKeyInfo();
    }

    private static string Shown(TlsaRecord record) => record.ToString() is { Length: > 80 } text ? text[..80] + "…" : record.ToString();
}
