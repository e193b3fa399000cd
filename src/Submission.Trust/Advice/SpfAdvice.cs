using System.Globalization;
using Submission.Policy.Lookups;
using Submission.Trust.Spf;

namespace Submission.Trust.Advice;

/// <summary>Judges the SPF record of a domain, and the records that it leads to (row 18 of the checks: it never rejects, it tells what to publish).</summary>
internal sealed class SpfAdvice(IDnsRecordResolver dns, string domain, string? include, AdviceNotes notes)
{
    private const string Broken = "Receivers treat a record with an error as none at all, or refuse the mail (RFC 7208, section 4.6).";
    private const string TooDear = "Receivers stop there with an error, and the mail counts as not authorised (RFC 7208, section 4.6.4).";

    /// <summary>How many terms ask DNS; <see langword="null"/> where no record could be read.</summary>
    public int? Lookups { get; private set; }

    public async Task GiveAsync(MailServers servers, CancellationToken cancellationToken)
    {
        var survey = new SpfSurvey(dns);
        SpfBranch root = await survey.WalkAsync(domain, cancellationToken).ConfigureAwait(false);
        if (root.Found.State == LookupState.Unavailable)
        {
            notes.Unknown("spf-unknown", $"The SPF record of {domain} could not be looked up: {root.Found.Reason}.");
            return;
        }

        foreach (string text in root.Found.Texts) notes.Found(ZoneRecord.Text(domain, text));
        List<SpfBranch> records = [root];
        if (root.Found.State == LookupState.Absent)
        {
            if (servers.TakesNoMail && include is null)
            {
                notes.Warn(
                    "spf-missing", $"{domain} publishes no SPF record.", "Anybody may send in its name; as it takes no mail, it should say that it sends none.", ZoneRecord.Text(domain, "v=spf1 -all"));
                return;
            }

            notes.Error("spf-missing", $"{domain} publishes no SPF record.", "Receivers cannot tell its mail from forged mail, and many refuse it.");
            records = [];
        }
        else if (root.Found.Record is null)
        {
            notes.Error("spf-several", $"{domain} publishes {root.Found.Texts.Count} SPF records, where one is allowed.", Broken);
            records = [.. root.Found.Texts.Select(text => new SpfBranch(domain, null, root.Found.With(text)))];
        }
        else
        {
            Judge(survey, root);
        }

        await MendAsync(records, root, cancellationToken).ConfigureAwait(false);
    }

    private async Task MendAsync(List<SpfBranch> records, SpfBranch root, CancellationToken cancellationToken)
    {
        bool isIncluded = include is null || root.All.Any(branch => branch.CanPass && branch.Domain.Equals(include, StringComparison.OrdinalIgnoreCase));
        int includeLookups = 0;
        if (!isIncluded)
        {
            if (records.Count == 1)
                notes.Error("spf-include-missing", $"The SPF record of {domain} does not include {include}.", "Mail that leaves through our servers counts as sent by strangers.");
            includeLookups = 1 + (await new SpfSurvey(dns).WalkAsync(include!, cancellationToken).ConfigureAwait(false)).Lookups;
        }

        (string text, int lookups) = new SpfMend(records, isIncluded ? null : include, includeLookups).Write();
        // What is wrong elsewhere only, no record of this domain mends.
        if (records is [{ Found.Texts: [{ } now] }] && now == text) return;
        if (lookups <= SpfMend.MostLookups) notes.MendWith(ZoneRecord.Text(domain, text));
        else if (notes.Findings.Count > 0 && Lookups is null or <= SpfMend.MostLookups)
            notes.Error("spf-no-room", $"With what is missing, the record would ask DNS {lookups} times, and 10 is the most.", TooDear);
    }

    private void Judge(SpfSurvey survey, SpfBranch root)
    {
        SpfRecord record = root.Found.Record!;
        foreach (SpfSyntaxError error in record.Errors)
        {
            notes.Error(
                "spf-syntax", string.Create(CultureInfo.InvariantCulture, $"{error.Problem}: '{Shown(error.Term)}' at position {error.Position} of the SPF record of {domain}."), Broken);
        }

        Lookups = root.Lookups;
        JudgeEnd(record);
        foreach (SpfBranch branch in root.All.Skip(1)) JudgeIncluded(branch);
        if (survey.IsCut || root.Lookups > SpfMend.MostLookups)
        {
            notes.Error(
                "spf-too-many-lookups",
                string.Create(CultureInfo.InvariantCulture, $"The SPF record of {domain} asks DNS {(survey.IsCut ? "more than " : "")}{root.Lookups} times, and 10 is the most: {SpfCosts.Of(root)}."),
                TooDear);
        }

        List<(SpfBranch Branch, SpfDirective Term)> voids = [.. root.All.SelectMany(static branch => branch.Voids.Select(term => (branch, term)))];
        if (voids.Count > 0)
        {
            string list = string.Join(", ", voids.Select(it => it.Branch == root ? it.Term.Text : $"{it.Term.Text} of {it.Branch.Domain}"));
            notes.Add(
                "spf-void-lookups",
                voids.Count > 2 ? AdviceSeverity.Error : AdviceSeverity.Warning,
                voids.Count == 1 ? $"The SPF record of {domain} asks for what there is not: {list}." : $"The SPF record of {domain} asks {voids.Count} times for what there is not: {list}.",
                voids.Count > 2 ? "Receivers stop with an error at the third such question (RFC 7208, section 4.6.4)." : "It costs a look-up and authorises nobody; a third one makes the record fail.",
                []);
        }

        if (record.Directives.Any(static directive => directive.Mechanism == SpfMechanism.Ptr))
            notes.Warn("spf-ptr", $"The SPF record of {domain} uses 'ptr'.", "It is slow and unreliable, and must not be published (RFC 7208, section 5.5); some receivers skip it.");
        foreach (SpfDirective term in root.All.SelectMany(static branch => branch.TooManyExchangers))
            notes.Error("spf-too-many-mx", $"'{term.Text}' leads to more than 10 MX records.", TooDear);
        foreach (SpfDirective term in root.All.SelectMany(static branch => branch.Unanswered))
            notes.Unknown("spf-term-unknown", $"DNS did not answer for '{term.Text}' of the SPF record of {domain}.");
    }

    private void JudgeEnd(SpfRecord record)
    {
        SpfDirective? all = record.Directives.FirstOrDefault(static directive => directive.Mechanism == SpfMechanism.All);
        if (record.Directives.FirstOrDefault(static directive => directive.LetsEverybodyPass) is { } open)
        {
            notes.Error("spf-pass-all", $"The SPF record of {domain} lets everybody send: '{open.Text}'.", "Anybody can send in the name of the domain and pass.");
        }
        else if (all is { Qualifier: SpfQualifier.Neutral })
        {
            notes.Warn("spf-neutral-all", $"The SPF record of {domain} ends in '?all'.", "It says nothing of those whom it does not name, so it protects from nobody.");
        }
        else if (all is null && record.Redirect is null)
        {
            notes.Warn("spf-no-all", $"The SPF record of {domain} has no 'all' at its end.", "It says nothing of those whom it does not name, so it protects from nobody.");
        }

        if (all is not null && record.Redirect is not null)
            notes.Warn("spf-redirect-unused", $"'{record.Redirect.Text}' has no effect beside '{all.Text}'.", "What it leads to is not authorised (RFC 7208, section 6.1).");
        if (all is not null && record.Directives[^1] != all)
        {
            string dead = string.Join(' ', record.Directives.SkipWhile(it => it != all).Skip(1).Select(static it => it.Text));
            notes.Error("spf-after-all", $"What stands behind '{all.Text}' has no effect: {Shown(dead)}.", "Those whom it names are not authorised.");
        }
    }

    private void JudgeIncluded(SpfBranch branch)
    {
        string via = Shown(branch.Via!);
        if (branch.IsLoop)
            notes.Error("spf-loop", $"'{via}' leads back to {branch.Domain}, where it came from.", TooDear);
        else if (branch.Found.State == LookupState.Unavailable)
            notes.Unknown("spf-include-unknown", $"The SPF record that '{via}' leads to could not be looked up: {branch.Found.Reason}.");
        else if (branch.Found.State == LookupState.Absent)
            notes.Error("spf-include-empty", $"'{via}' leads to {branch.Domain}, which publishes no SPF record.", Broken);
        else if (branch.Found.Record is null)
            notes.Error("spf-include-broken", $"'{via}' leads to {branch.Domain}, which publishes {branch.Found.Texts.Count} SPF records.", Broken);
        else if (branch.Found.Record.Errors is [{ } error, ..])
            notes.Error(
                "spf-include-broken", string.Create(CultureInfo.InvariantCulture, $"'{via}' leads to {branch.Domain}, whose SPF record is wrong at position {error.Position}: {error.Problem}."), Broken);
        else if (branch.CanPass && branch.Found.Record.Directives.Any(static directive => directive.LetsEverybodyPass))
            notes.Error("spf-include-pass-all", $"'{via}' leads to {branch.Domain}, which lets everybody send.", "Anybody can send in the name of the domain and pass.");
    }

    private static string Shown(string text) => text.Length <= 200 ? text : text[..200] + "…";
}
