using Submission.Policy.Lookups;
using Submission.Trust.Dkim;

namespace Submission.Gateway.Signing.Activation;

/// <summary>Looks for a key's record in DNS. Thread-safe.</summary>
internal sealed class RecordLook(IDnsRecordResolver records)
{
    public async ValueTask<(DkimSighting Sighting, string? Problem)> LookAsync(string domain, DkimKeyState key, CancellationToken cancellationToken)
    {
        DnsRecordSet<string> found = await records.GetTextAsync(DkimKeyRecord.NameOf(key.Selector, domain), cancellationToken).ConfigureAwait(false);
        if (found.IsUnavailable) return (DkimSighting.Unknown, found.Reason);
        if (found.IsAbsent) return (DkimSighting.Absent, "The record is not in DNS.");
        // RFC 6376, section 3.6.2.2: what comes of several records is not defined.
        if (found.Records.Length > 1) return (DkimSighting.Different, "There are several TXT records at its name.");
        if (!DkimKeyRecord.TryParse(found.Records[0], out DkimKeyRecord? seen, out string? problem)) return (DkimSighting.Different, $"The record in DNS is no key record: {problem}");
        if (seen.IsRevoked) return (DkimSighting.Different, "The record in DNS says that the key is revoked.");
        return DkimKeyRecord.TryParse(key.Record, out DkimKeyRecord? own, out _) && own.Algorithm == seen.Algorithm && own.PublicKey.Span.SequenceEqual(seen.PublicKey.Span)
            ? (DkimSighting.Visible, null)
            : (DkimSighting.Different, "The record in DNS has another key.");
    }
}
