using System.Globalization;
using Submission.Policy.Lookups;
using Submission.Trust.Dmarc;

namespace Submission.Trust.Advice;

/// <summary>Judges what a domain wants done with mail that is not authenticated.</summary>
internal sealed class DmarcAdvice(IDnsRecordResolver dns, string domain, string reportAddress, AdviceNotes notes)
{
    private const string Ignored = "Receivers ignore such a record, so the domain is not protected.";

    public async Task GiveAsync(CancellationToken cancellationToken)
    {
        DmarcPublication found = await DmarcPublication.FindAsync(dns, domain, cancellationToken).ConfigureAwait(false);
        string name = "_dmarc." + (found.State == LookupState.Found ? found.Owner : domain);
        string proposal = $"v=DMARC1; p=none; rua=mailto:{reportAddress}";
        if (found.State == LookupState.Unavailable)
        {
            notes.Unknown("dmarc-unknown", $"The DMARC record of {domain} could not be looked up: {found.Reason}.");
            return;
        }

        if (found.State == LookupState.Absent)
        {
            notes.Warn(
                "dmarc-missing",
                $"There is no DMARC record for {domain}.",
                "Large receivers refuse bulk mail without one, and nobody tells of forged mail; begin with p=none, read the reports, then tighten it.",
                ZoneRecord.Text(name, proposal));
            return;
        }

        foreach (string text in found.Texts) notes.Found(ZoneRecord.Text(name, text));
        if (found.Texts.Count > 1)
        {
            notes.Error("dmarc-several", $"There are {found.Texts.Count} DMARC records at {name}, where one is allowed.", Ignored, ZoneRecord.Text(name, Mended(DmarcRecord.Read(found.Texts[0]))));
            return;
        }

        DmarcRecord record = DmarcRecord.Read(found.Texts[0]);
        foreach (string problem in record.Problems) notes.Error("dmarc-syntax", $"The DMARC record at {name} is wrong: {problem}.", Ignored);
        JudgePolicy(record, name, isInherited: found.Owner != domain);
        await JudgeReportsAsync(record, name, cancellationToken).ConfigureAwait(false);
        string mended = Mended(record);
        if (mended != record.Text) notes.MendWith(ZoneRecord.Text(name, mended));
    }

    private void JudgePolicy(DmarcRecord record, string name, bool isInherited)
    {
        string? policy = isInherited ? record.SubdomainPolicy ?? record.Policy : record.Policy;
        if (policy == "none")
        {
            notes.Warn(
                "dmarc-none",
                $"The DMARC record at {name} asks for nothing to be done ({(isInherited && record.SubdomainPolicy is not null ? "sp" : "p")}=none).",
                "Forged mail is delivered as before; once the reports show that your own mail passes, ask for quarantine.");
        }

        if (!isInherited && record is { Policy: "quarantine" or "reject", SubdomainPolicy: "none" })
            notes.Warn("dmarc-subdomains", $"The DMARC record at {name} leaves subdomains unprotected (sp=none).", "Whoever forges mail uses a subdomain then.");
        if (record.Tags["pct"] is { } share && int.TryParse(share, NumberStyles.None, CultureInfo.InvariantCulture, out int percent) && percent is >= 0 and < 100)
            notes.Hint("dmarc-partial", $"The DMARC record at {name} applies to {percent} % of the mail (pct).", "Newer receivers do not know the tag any more.");
        foreach (string mode in (ReadOnlySpan<string>)["adkim", "aspf"])
        {
            if (record.Tags[mode] is not ("s" or "S")) continue;
            string what = mode == "adkim" ? "signatures" : "envelope senders";
            notes.Hint("dmarc-strict", $"The DMARC record at {name} asks {what} for the very domain of the author ({mode}=s).", "Mail of a subdomain that is signed or sent as its parent fails.");
        }
    }

    private async Task JudgeReportsAsync(DmarcRecord record, string name, CancellationToken cancellationToken)
    {
        if (record.ReportUris.IsEmpty)
            notes.Hint("dmarc-no-reports", $"The DMARC record at {name} asks for no reports (rua).", "Nobody sees what fails, neither forged mail nor your own.");
        foreach (string uri in record.ReportUris.Take(10))
        {
            if (DmarcReportUri.DomainOf(uri) is not { } target)
            {
                notes.Error("dmarc-bad-rua", $"'{(uri.Length <= 100 ? uri : uri[..100] + "…")}' in the DMARC record at {name} is no address for reports, such as mailto:{reportAddress}.", "No reports come.");
                continue;
            }

            string own = name["_dmarc.".Length..];
            if (IsAkin(target.Value, own)) continue;
            string permission = $"{own}._report._dmarc.{target.Value}";
            DnsRecordSet<string> found = await dns.GetTextAsync(permission, cancellationToken).ConfigureAwait(false);
            if (found.IsUnavailable)
                notes.Unknown("dmarc-rua-unknown", $"Whether {target.Value} takes reports for {own} could not be looked up: {found.Reason}.");
            else if (!found.Records.Any(DmarcRecord.IsOne))
                notes.Warn("dmarc-rua-not-allowed", $"{target.Value} does not say that it takes reports for {own}.", "Reports to another domain are only sent with its leave (RFC 7489, section 7.1).", ZoneRecord.Text(permission, "v=DMARC1"));
        }
    }

    private string Mended(DmarcRecord record)
    {
        List<(string, string)> changes = [("v", "DMARC1")];
        changes.Add(("p", record.Policy is null or "none" ? record.Policy is null ? "none" : "quarantine" : record.Policy));
        string[] good = [.. record.ReportUris.Where(static uri => DmarcReportUri.DomainOf(uri) is not null)];
        changes.Add(("rua", good.Length > 0 ? string.Join(',', good) : "mailto:" + reportAddress));
        return record.Tags.Without(static tag => IsWrong(tag.Name.ToLowerInvariant(), tag.Value)).With([.. changes]);
    }

    // A tag whose default is better than what it says.
    private static bool IsWrong(string name, string value) => name switch
    {
        "sp" or "np" => value.ToLowerInvariant() is not ("quarantine" or "reject"),
        "adkim" or "aspf" => value is not ("r" or "s" or "R" or "S"),
        "pct" => true,
        _ => false,
    };

    private static bool IsAkin(string left, string right) =>
        left == right || left.EndsWith("." + right, StringComparison.Ordinal) || right.EndsWith("." + left, StringComparison.Ordinal);
}
