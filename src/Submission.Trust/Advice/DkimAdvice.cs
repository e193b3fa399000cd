using System.Globalization;
using Submission.Policy.Lookups;
using Submission.Trust.Dkim;

namespace Submission.Trust.Advice;

/// <summary>Judges the keys that a domain publishes for its signatures (RFC 6376, section 3.6.1; RFC 8301; RFC 8463).</summary>
internal sealed class DkimAdvice(IDnsRecordResolver dns, string domain, AdviceNotes notes)
{
    private const string Unverified = "Signatures made with this selector cannot be verified, and count as none.";

    public async Task GiveAsync(AdviceSelector selector, CancellationToken cancellationToken)
    {
        string name = DkimKeyRecord.NameOf(selector.Name, domain);
        DnsRecordSet<string> found = await dns.GetTextAsync(name, cancellationToken).ConfigureAwait(false);
        if (found.IsUnavailable)
        {
            notes.Unknown("dkim-unknown", $"The key at {name} could not be looked up: {found.Reason}.");
            return;
        }

        foreach (string text in found.Records) notes.Found(ZoneRecord.Text(name, text));
        ZoneRecord[] mend = selector.Record is { } wanted ? [ZoneRecord.Text(name, wanted)] : [];
        if (found.IsAbsent) notes.Error("dkim-missing", $"There is no key at {name}.", Unverified, [.. mend]);
        else if (found.Records.Length > 1) notes.Error("dkim-several", $"There are {found.Records.Length} records at {name}, where one is allowed.", "Which of them a receiver takes is left to chance.", [.. mend]);
        else Judge(name, found.Records[0], selector, mend);
    }

    private void Judge(string name, string text, AdviceSelector selector, ZoneRecord[] mend)
    {
        // Weak keys are read too: how weak they are is told.
        if (!DkimKeyRecord.TryRead(text, fewestBits: 0, out DkimKeyRecord? record, out string? problem))
        {
            notes.Error("dkim-syntax", $"The record at {name} cannot be used: {(problem.Length <= 200 ? problem : problem[..200] + "…")}", Unverified, [.. mend]);
            return;
        }

        if (record.IsRevoked)
        {
            notes.Error("dkim-revoked", $"The key at {name} is revoked (p= is empty).", Unverified, [.. mend]);
            return;
        }

        if (selector.Record is { } wanted && DkimKeyRecord.TryParse(wanted, out DkimKeyRecord? right, out _) && !right.PublishesSame(record))
            notes.Error("dkim-mismatch", $"The key at {name} is not the one that signs.", Unverified, [.. mend]);
        if (record.RsaBits < DkimKeyRecord.FewestBits)
            notes.Error("dkim-weak", string.Create(CultureInfo.InvariantCulture, $"The RSA key at {name} has {record.RsaBits} bits."), "Receivers must not accept fewer than 1024 (RFC 8301, section 3.2).", [.. mend]);
        else if (record.RsaBits < 2048)
            notes.Warn("dkim-weak", string.Create(CultureInfo.InvariantCulture, $"The RSA key at {name} has {record.RsaBits} bits."), "2048 are recommended (RFC 8301, section 3.2); fewer can be broken.", [.. mend]);
        if (record.IsTesting)
            notes.Hint("dkim-testing", $"The record at {name} says that signatures are only tested (t=y).", "Some receivers take such signatures for none.", ZoneRecord.Text(name, record.WithoutTesting().ToString()));
    }
}
