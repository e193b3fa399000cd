using System.Globalization;
using Submission.Policy.Lookups;
using Submission.Trust.MtaSts;

namespace Submission.Trust.Advice;

/// <summary>Judges MTA-STS: the record, and whether its policy can be fetched and names the mail servers.</summary>
internal sealed class MtaStsAdvice(IDnsRecordResolver dns, IStsPolicyFetcher? fetch, DomainName domain, KnownMtaSts? known, TimeProvider time, AdviceNotes notes)
{
    private const string Unprotected = "Senders go on as if there were no policy, so mail to the domain is not protected.";
    private static readonly TimeSpan Shortest = TimeSpan.FromDays(1);

    private readonly string _name = StsTextRecord.NameFor(domain.Value);

    public async Task GiveAsync(MailServers servers, CancellationToken cancellationToken)
    {
        DnsRecordSet<string> found = await dns.GetTextAsync(_name, cancellationToken).ConfigureAwait(false);
        if (found.IsUnavailable)
        {
            notes.Unknown("mta-sts-unknown", $"The MTA-STS record at {_name} could not be looked up: {found.Reason}.");
            return;
        }

        string[] records = [.. found.Records.Where(static text => RecordFields.IsOfVersion(text, StsTextRecord.Version))];
        foreach (string text in records) notes.Found(ZoneRecord.Text(_name, text));
        if (records.Length == 0)
        {
            if (servers.TakesNoMail) return;
            notes.Hint(
                "mta-sts-missing",
                $"There is no MTA-STS record for {domain}.",
                "Mail to the domain can be read on its way by whoever stands between; a policy over HTTPS, or DANE, prevents it.",
                Proposal());
            return;
        }

        StsTextRecord.TryFind(found.Records, out StsTextRecord? record);
        if (records.Length > 1)
            notes.Error("mta-sts-several", $"There are {records.Length} MTA-STS records at {_name}, where one is allowed.", Unprotected, ZoneRecord.Text(_name, records[0]));
        else if (record is null)
            notes.Error("mta-sts-syntax", $"The MTA-STS record at {_name} must have an id of 1 to 32 letters and digits.", Unprotected, Proposal());
        if (fetch is not null) await JudgePolicyAsync(fetch, record?.Id, servers, cancellationToken).ConfigureAwait(false);
    }

    private async Task JudgePolicyAsync(IStsPolicyFetcher from, string? id, MailServers servers, CancellationToken cancellationToken)
    {
        StsFetchResult fetched = await from.FetchAsync(domain.Value, cancellationToken).ConfigureAwait(false);
        if (!fetched.IsFound)
        {
            if (fetched.Failure == StsFetchFailure.PolicyInvalid) notes.Error("mta-sts-policy", $"The MTA-STS policy of {domain} is wrong. {fetched.Reason}", Unprotected);
            else notes.Error("mta-sts-unreachable", $"The policy at https://mta-sts.{domain}/.well-known/mta-sts.txt cannot be fetched: {fetched.Reason}.", Unprotected);
            return;
        }

        StsPolicy policy = fetched.Policy;
        if (known is not null && known.Id == id && !known.Policy.Lines.SequenceEqual(policy.Lines, StringComparer.Ordinal))
            notes.Warn("mta-sts-id-unchanged", $"The MTA-STS policy of {domain} has changed, its id '{id}' has not.", "Senders keep the old policy until it is too old (RFC 8461, section 3.1).", Proposal());
        if (policy.Mode == StsMode.None)
        {
            notes.Hint("mta-sts-none", $"The MTA-STS policy of {domain} asks for nothing (mode: none).", Unprotected);
            return;
        }

        bool isEnforced = policy.Mode == StsMode.Enforce;
        foreach (string host in servers.Hosts.Where(host => !policy.Allows(host)))
        {
            notes.Add(
                "mta-sts-mx-not-covered",
                isEnforced ? AdviceSeverity.Error : AdviceSeverity.Warning,
                $"The MTA-STS policy of {domain} does not name its MX {host}.",
                isEnforced ? "Senders do not deliver to this server any more." : "Once the policy is enforced, senders do not deliver to this server any more.",
                []);
        }

        if (!isEnforced)
            notes.Hint("mta-sts-testing", $"The MTA-STS policy of {domain} is only tested (mode: testing).", "Senders report what fails, and deliver all the same.");
        if (policy.MaximumAge < Shortest)
            notes.Warn("mta-sts-short", string.Create(CultureInfo.InvariantCulture, $"The MTA-STS policy of {domain} holds for {policy.MaximumAge.TotalSeconds} seconds only."), "Whoever blocks the policy for so long ends the protection; weeks are usual.");
    }

    private ZoneRecord Proposal() => ZoneRecord.Text(_name, "v=STSv1; id=" + time.GetUtcNow().ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture) + ";");
}
