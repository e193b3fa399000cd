using System.Net;
using Submission.Policy.Lookups;

namespace Submission.Trust.Spf;

/// <summary>One check: the function that RFC 7208, section 4, calls check_host(). Not thread-safe.</summary>
internal sealed class SpfCheck(SpfLookups lookups, MacroExpansion macros, IPAddress client)
{
    private const string Unknown = "unknown";

    /// <summary>Evaluates the record of a domain.</summary>
    public async ValueTask<SpfVerdict> EvaluateAsync(string domain, CancellationToken cancellationToken)
    {
        SpfPublication found = await lookups.FindRecordAsync(domain, cancellationToken).ConfigureAwait(false);
        if (found.State == LookupState.Unavailable)
            return new SpfVerdict(SpfOutcome.TemporaryError, domain, null, null, $"DNS does not tell about {domain} ({found.Reason})");
        if (found.State == LookupState.Absent) return new SpfVerdict(SpfOutcome.None, domain, null, null, $"{domain} publishes no record");
        if (found.Record is not { } record)
            return new SpfVerdict(SpfOutcome.PermanentError, domain, null, null, $"{domain} publishes {found.Texts.Count} records");
        if (record.Errors is [{ } error, ..])
            return new SpfVerdict(SpfOutcome.PermanentError, domain, record, error.Term, $"{error.Problem}, at {error.Position} in the record of {domain}");

        foreach (SpfDirective directive in record.Directives)
        {
            SpfMatch match = directive.AsksDns && lookups.Take() is { } tooMany
                ? SpfMatch.Permanent(tooMany)
                : await MatchAsync(directive, domain, cancellationToken).ConfigureAwait(false);
            if (match.Error is { } failure) return new SpfVerdict(failure, domain, record, directive.Text, match.Reason);
            if (match.IsMatch) return new SpfVerdict(OutcomeOf(directive.Qualifier), domain, record, directive.Text, null);
        }

        return record.Redirect is null
            ? new SpfVerdict(SpfOutcome.Neutral, domain, record, null, "no term matches")
            : await FollowAsync(record, domain, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What the domain says to the client that it refuses; whatever is wrong with it, then nothing (section 6.2).</summary>
    public async ValueTask<string?> ExplainAsync(SpfVerdict verdict, CancellationToken cancellationToken)
    {
        if (verdict is not { Outcome: SpfOutcome.Fail, Record.Explanation: { } explanation }) return null;
        string name = await NameOfAsync(explanation.Target, verdict.Domain, cancellationToken).ConfigureAwait(false);
        DnsRecordSet<string> found = await lookups.FindTextAsync(name, cancellationToken).ConfigureAwait(false);
        if (found.Records is not [{ } text] || MacroReader.Read(text, isExplanation: true, out MacroString? read) is not null) return null;
        return macros.Expand(read!, verdict.Domain, await ClientNameAsync(read!, verdict.Domain, cancellationToken).ConfigureAwait(false));
    }

    private static SpfOutcome OutcomeOf(SpfQualifier qualifier) => qualifier switch
    {
        SpfQualifier.Pass => SpfOutcome.Pass,
        SpfQualifier.Fail => SpfOutcome.Fail,
        SpfQualifier.SoftFail => SpfOutcome.SoftFail,
        _ => SpfOutcome.Neutral,
    };

    private async ValueTask<SpfVerdict> FollowAsync(SpfRecord record, string domain, CancellationToken cancellationToken)
    {
        SpfModifier redirect = record.Redirect!;
        if (lookups.Take() is { } tooMany) return new SpfVerdict(SpfOutcome.PermanentError, domain, record, redirect.Text, tooMany);
        string target = await NameOfAsync(redirect.Target, domain, cancellationToken).ConfigureAwait(false);
        SpfVerdict verdict = await EvaluateAsync(target, cancellationToken).ConfigureAwait(false);
        return verdict.Outcome != SpfOutcome.None ? verdict : new SpfVerdict(SpfOutcome.PermanentError, domain, record, redirect.Text, verdict.Reason);
    }

    private async ValueTask<SpfMatch> MatchAsync(SpfDirective directive, string domain, CancellationToken cancellationToken)
    {
        switch (directive.Mechanism)
        {
            case SpfMechanism.All:
                return SpfMatch.Yes;
            case SpfMechanism.Ip4:
                return SpfMatch.Of(AddressPrefix.Matches(client, directive.Network!, directive.Prefix4));
            case SpfMechanism.Ip6:
                return SpfMatch.Of(AddressPrefix.Matches(client, directive.Network!, directive.Prefix6));
        }

        string target = directive.Target is { } spec ? await NameOfAsync(spec, domain, cancellationToken).ConfigureAwait(false) : domain;
        return directive.Mechanism switch
        {
            SpfMechanism.A => await lookups.MatchHostAsync(target, directive.Prefix4, directive.Prefix6, cancellationToken).ConfigureAwait(false),
            SpfMechanism.Mx => await lookups.MatchExchangersAsync(target, directive.Prefix4, directive.Prefix6, cancellationToken).ConfigureAwait(false),
            SpfMechanism.Exists => await lookups.MatchExistingAsync(target, cancellationToken).ConfigureAwait(false),
            SpfMechanism.Ptr => SpfMatch.Of((await lookups.ClientNamesAsync(cancellationToken).ConfigureAwait(false)).Any(name => IsWithin(name, target))),
            _ => await MatchIncludeAsync(target, cancellationToken).ConfigureAwait(false),
        };
    }

    private async ValueTask<SpfMatch> MatchIncludeAsync(string target, CancellationToken cancellationToken)
    {
        SpfVerdict verdict = await EvaluateAsync(target, cancellationToken).ConfigureAwait(false);
        return verdict.Outcome switch
        {
            SpfOutcome.Pass => SpfMatch.Yes,
            SpfOutcome.TemporaryError => SpfMatch.Temporary(verdict.Reason ?? ""),
            SpfOutcome.PermanentError or SpfOutcome.None => SpfMatch.Permanent(verdict.Reason ?? ""),
            _ => SpfMatch.No,
        };
    }

    private async ValueTask<string> NameOfAsync(MacroString spec, string domain, CancellationToken cancellationToken) =>
        macros.ExpandName(spec, domain, await ClientNameAsync(spec, domain, cancellationToken).ConfigureAwait(false));

    // The domain itself before its subdomains, and those before any other (section 7.3).
    private async ValueTask<string> ClientNameAsync(MacroString text, string domain, CancellationToken cancellationToken)
    {
        if (!text.Uses('p')) return Unknown;
        IReadOnlyList<string> names = await lookups.ClientNamesAsync(cancellationToken).ConfigureAwait(false);
        return names.FirstOrDefault(name => name.Equals(domain, StringComparison.OrdinalIgnoreCase))
            ?? names.FirstOrDefault(name => IsWithin(name, domain))
            ?? names.FirstOrDefault(Unknown);
    }

    private static bool IsWithin(string name, string domain) =>
        name.EndsWith(domain, StringComparison.OrdinalIgnoreCase) && domain.Length > 0 && (name.Length == domain.Length || name[name.Length - domain.Length - 1] == '.');
}
