using System.Net;
using System.Net.Sockets;
using Submission.Policy.Lookups;

namespace Submission.Trust.Spf;

/// <summary>Writes the record that a domain should publish: what its records say, without what is wrong with them.</summary>
/// <param name="records">The records as published, with their branches; none where there is none.</param>
/// <param name="include">What must be included; <see langword="null"/> for nothing, or where it is included already.</param>
/// <param name="includeLookups">How many terms that include asks for, itself too.</param>
internal sealed class SpfMend(IReadOnlyList<SpfBranch> records, string? include, int includeLookups)
{
    public const int MostLookups = 10;

    /// <summary>Writes the record.</summary>
    /// <returns>The record, and how many terms it asks for.</returns>
    public (string Text, int Lookups) Write()
    {
        (string text, int lookups) = Write(inAddresses: false);
        // Own hosts by address: it costs no look-up, but must be kept up to date by hand, so only where it must be.
        return lookups > MostLookups ? Write(inAddresses: true) : (text, lookups);
    }

    private (string Text, int Lookups) Write(bool inAddresses)
    {
        List<string> terms = [SpfRecord.Version];
        HashSet<string> seen = new(StringComparer.OrdinalIgnoreCase);
        SpfQualifier all = SpfQualifier.SoftFail;
        string? redirect = null;
        List<string> modifiers = [];
        int lookups = 0;
        foreach (SpfBranch branch in records)
        {
            if (branch.Found.Record is not { } record) continue;
            foreach (SpfDirective directive in record.Directives)
            {
                if (directive.Mechanism == SpfMechanism.All)
                {
                    if (directive.Qualifier == SpfQualifier.Fail) all = SpfQualifier.Fail;
                    redirect = null;
                    break;
                }

                redirect = record.Redirect?.Text;
                if (IsDead(branch, directive)) continue;
                IReadOnlyList<string> written = inAddresses ? InAddresses(branch, directive) : [directive.Text];
                bool asks = directive.AsksDns && written is [{ } same] && same == directive.Text;
                foreach (string term in written)
                {
                    if (!seen.Add(term.TrimStart('+'))) continue;
                    terms.Add(term);
                    if (asks) lookups += 1 + (branch.Branches.Find(it => it.Via == directive.Text)?.Lookups ?? 0);
                }
            }

            if (record.Directives.IsEmpty) redirect = record.Redirect?.Text;
            if (record.Explanation is { } explanation && modifiers.Count == 0) modifiers.Add(explanation.Text);
        }

        if (include is not null && seen.Add("include:" + include))
        {
            terms.Add("include:" + include);
            lookups += includeLookups;
        }

        SpfBranch? onward = redirect is null ? null : records[0].Branches.Find(it => it.Via == redirect);
        bool isRedirected = records.Count == 1 && onward is { Found.Record: not null };
        if (isRedirected) lookups += 1 + onward!.Lookups;
        terms.Add(isRedirected ? redirect! : all == SpfQualifier.Fail ? "-all" : "~all");
        terms.AddRange(modifiers);
        return (string.Join(' ', terms), lookups);
    }

    // What cannot match, and what receivers are told not to rely on.
    private static bool IsDead(SpfBranch branch, SpfDirective directive)
    {
        if (directive.Mechanism == SpfMechanism.Ptr || branch.Voids.Contains(directive) || directive.LetsEverybodyPass) return true;
        if (directive.Mechanism != SpfMechanism.Include || branch.Branches.Find(it => it.Via == directive.Text) is not { } included) return false;
        return included.IsLoop || included.Found.State == LookupState.Absent;
    }

    private static IReadOnlyList<string> InAddresses(SpfBranch branch, SpfDirective directive)
    {
        if (directive.Mechanism is not (SpfMechanism.A or SpfMechanism.Mx) || !branch.Addresses.TryGetValue(directive, out IReadOnlyList<IPAddress>? addresses) || addresses.Count == 0)
            return [directive.Text];
        string qualifier = directive.Text[0] is '-' or '~' or '?' ? directive.Text[..1] : "";
        return [.. addresses.Distinct().Select(address => qualifier + (address.AddressFamily == AddressFamily.InterNetwork
            ? $"ip4:{address}{(directive.Prefix4 < 32 ? "/" + directive.Prefix4 : "")}"
            : $"ip6:{address}{(directive.Prefix6 < 128 ? "/" + directive.Prefix6 : "")}"))];
    }
}
