using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Submission.Policy.Decisions;
using Submission.Policy.Specification;

namespace Submission.Policy.Testing.Running;

/// <summary>All that the rules of a policy may answer, read from its files: replies, and what an unavailable look-up means.</summary>
internal sealed partial class ReasonCatalog
{
    private const string OnError = "on-error";
    private readonly ImmutableArray<(RefusalReason Reason, Regex? Pattern)> _reasons;

    public ReasonCatalog(PolicySpec policy)
    {
        ImmutableArray<(RefusalReason Reason, Regex? Pattern)>.Builder reasons = ImmutableArray.CreateBuilder<(RefusalReason Reason, Regex? Pattern)>();
        foreach (RuleSpec rule in policy.Rules)
        {
            if (!RuleId.IsValid(rule.Id.Value)) continue;
            Collect(new RuleId(rule.Id.Value), rule.Body, isRule: true, reasons);
        }

        _reasons = reasons.ToImmutable();
    }

    public int Count => _reasons.Length;

    public ImmutableArray<RefusalReason> All => [.. _reasons.Select(static entry => entry.Reason)];

    /// <summary>The reasons that none of the cases reaches.</summary>
    public ImmutableArray<RefusalReason> Unreached(IEnumerable<CaseEvidence> cases)
    {
        var open = _reasons.ToList();
        foreach (CaseEvidence evidence in cases) open.RemoveAll(entry => IsReached(entry.Reason, entry.Pattern, evidence));
        return [.. open.Select(static entry => entry.Reason)];
    }

    private static bool IsReached(RefusalReason reason, Regex? pattern, CaseEvidence evidence)
    {
        if (!evidence.Rules.TryGetValue(reason.Rule, out RuleEvidence? rule)) return false;
        return pattern is null ? rule.Outcomes.Contains(RuleOutcome.Excused) : rule.Replies.Any(pattern.IsMatch);
    }

    private static void Collect(RuleId rule, SpecMapping mapping, bool isRule, ImmutableArray<(RefusalReason Reason, Regex? Pattern)>.Builder reasons)
    {
        foreach (SpecEntry entry in mapping.Entries)
        {
            if (entry.Value is SpecMapping nested)
            {
                Collect(rule, nested, isRule: false, reasons);
            }
            else if (entry.Value is SpecScalar scalar)
            {
                string text = scalar.Value;
                if (entry.Key.Value == OnError)
                {
                    if (text is "accept" or "share") reasons.Add((new RefusalReason(rule, $"{OnError}: {text}", scalar.Location), null));
                    text = text.StartsWith("defer ", StringComparison.Ordinal) || text.StartsWith("refuse ", StringComparison.Ordinal)
                        ? text[(text.IndexOf(' ', StringComparison.Ordinal) + 1)..]
                        : "";
                }
                else if (!ReplyStart().IsMatch(text))
                {
                    continue;
                }

                // The address belongs to the reply of the rule, and to no other one.
                if (isRule && entry.Key.Value is "reply" && mapping.TryGet("help", out SpecEntry? help) && help.Value is SpecScalar address) text += $", see {address.Value}";
                if (text.Length > 0) reasons.Add((new RefusalReason(rule, text, scalar.Location), PatternOf(text)));
            }
        }
    }

    private static Regex PatternOf(string template)
    {
        string pattern = string.Concat(Fields().Split(template).Select(static part => part is ['{', .., '}'] ? ".*" : Regex.Escape(part)));
        return new Regex($"^{pattern}$", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
    }

    [GeneratedRegex(@"^[45]\d\d [45]\.\d{1,3}\.\d{1,3} ", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex ReplyStart();

    [GeneratedRegex(@"(?<field>\{[^{}]*\})", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Fields();
}
