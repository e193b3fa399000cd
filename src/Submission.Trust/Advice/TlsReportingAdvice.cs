using Submission.Policy.Lookups;
using Submission.Trust.TlsReporting;

namespace Submission.Trust.Advice;

/// <summary>Judges where a domain wants reports of failed encryption (RFC 8460, section 3).</summary>
internal sealed class TlsReportingAdvice(IDnsRecordResolver dns, string domain, string reportAddress, AdviceNotes notes)
{
    public async Task GiveAsync(MailServers servers, CancellationToken cancellationToken)
    {
        string name = TlsReportRecord.NameFor(domain);
        DnsRecordSet<string> found = await dns.GetTextAsync(name, cancellationToken).ConfigureAwait(false);
        if (found.IsUnavailable)
        {
            notes.Unknown("tls-rpt-unknown", $"The record for TLS reports at {name} could not be looked up: {found.Reason}.");
            return;
        }

        ZoneRecord proposal = ZoneRecord.Text(name, $"v=TLSRPTv1; rua=mailto:{reportAddress}");
        string[] records = [.. found.Records.Where(static text => RecordFields.IsOfVersion(text, TlsReportRecord.Version))];
        foreach (string text in records) notes.Found(ZoneRecord.Text(name, text));
        if (records.Length == 0)
        {
            if (!servers.TakesNoMail)
                notes.Hint("tls-rpt-missing", $"{domain} asks for no reports of failed encryption.", "Nobody tells when mail to the domain could not be encrypted.", proposal);
        }
        else if (records.Length > 1)
        {
            notes.Warn("tls-rpt-several", $"There are {records.Length} records for TLS reports at {name}, where one is allowed.", "No reports come.", ZoneRecord.Text(name, records[0]));
        }
        else if (!TlsReportRecord.TryFind(found.Records, out _, out _))
        {
            notes.Warn("tls-rpt-bad-rua", $"The record for TLS reports at {name} names no address that begins with mailto: or https:.", "No reports come.", proposal);
        }
    }
}
