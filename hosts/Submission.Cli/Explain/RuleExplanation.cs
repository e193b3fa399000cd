using System.Collections.Immutable;
using Submission.Cli.Policies;
using Submission.Policy.Kinds;
using Submission.Policy.Specification;

namespace Submission.Cli.Explain;

/// <summary>Gathers what there is to say of a rule, from its words and those of its policy.</summary>
internal static class RuleExplanation
{
    private static readonly string[] Stages = ["connect", "helo", "auth", "mail", "rcpt", "message"];

    public static ExplanationDocument Of(RuleSpec rule, LoadedPolicy policy)
    {
        SpecMapping body = rule.Body;
        string? reply = SpecText.Of(body, "reply");
        return new ExplanationDocument(
            policy.Spec!.Name,
            rule.Id.Value,
            SpecText.Of(body, "about") ?? "",
            rule.Id.Location.File,
            rule.Id.Location.Line,
            [.. StagesOf(rule)],
            KindOf(body),
            SpecText.Of(body, "when"),
            SpecText.Of(body, "unless"),
            reply,
            SpecText.Of(body, "then") ?? (reply is ['4', ..] ? "defer" : "refuse"),
            SpecText.Of(body, "help"),
            SpecText.Of(body, "on-error") ?? "defer",
            SpecText.Of(body, "mode") ?? "enforce",
            RuleLists.ReadBy(rule, policy.Spec.Lists),
            [.. StagesOf(rule).Select(stage => OrderAt(stage, rule, policy.Spec))],
            RuleCases.Find(policy.Location.Folder, rule.Id.Value));
    }

    private static IEnumerable<string> StagesOf(RuleSpec rule)
    {
        if (!rule.Body.TryGet("stage", out SpecEntry? entry)) return [];
        string[] written = [.. SpecText.Scalars(entry.Value)];
        return Stages.Where(stage => written.Contains(stage, StringComparer.Ordinal));
    }

    private static StageOrderDocument OrderAt(string stage, RuleSpec rule, PolicySpec policy)
    {
        ImmutableArray<string> rules = [.. policy.Rules.Where(other => StagesOf(other).Contains(stage, StringComparer.Ordinal)).Select(static other => other.Id.Value)];
        return new StageOrderDocument(stage, rules.IndexOf(rule.Id.Value) + 1, rules);
    }

    private static KindDocument KindOf(SpecMapping body)
    {
        foreach (RuleKindDescription kind in new RuleKindCatalog([]).Descriptions)
        {
            if (!body.TryGet(kind.Name, out SpecEntry? entry)) continue;
            if (kind.IsExpression || entry.Value is not SpecMapping words) return new KindDocument(kind.Name, kind.About, SpecText.Of(entry.Value), []);
            Dictionary<string, string> abouts = kind.Words.ToDictionary(static word => word.Name, static word => word.About, StringComparer.Ordinal);
            return new KindDocument(
                kind.Name,
                kind.About,
                null,
                [.. words.Entries.Select(word => new KindWordDocument(word.Key.Value, SpecText.Of(word.Value), abouts.GetValueOrDefault(word.Key.Value, "")))]);
        }

        return new KindDocument("", "", null, []);
    }
}
