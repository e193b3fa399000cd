using System.Collections.Immutable;
using Submission.Policy.Kinds;
using Submission.Policy.Specification;

namespace Submission.Policy.Compilation;

/// <summary>Takes out of a policy what a site does without.</summary>
internal static class LeftOutRules
{
    /// <summary>Leaves rules out.</summary>
    /// <param name="spec">The policy as it was written.</param>
    /// <param name="ids">The rules that are left out.</param>
    /// <param name="location">Where an id is told that the policy does not have.</param>
    /// <param name="errors">Takes what is wrong: who believes to have left a rule out must not find it in force.</param>
    public static PolicySpec Remove(PolicySpec spec, IEnumerable<string> ids, SpecLocation location, ICollection<SpecError> errors)
    {
        string[] leftOut = [.. ids.Order(StringComparer.Ordinal)];
        if (leftOut.Length == 0) return spec;
        ImmutableArray<string> known = [.. spec.Rules.Select(static rule => rule.Id.Value)];
        foreach (string id in leftOut.Except(known, StringComparer.Ordinal))
            errors.Add(new SpecError(location, $"There is no rule '{id}' to leave out.", RuleBinder.Suggest(id, known)));
        return spec with { Rules = [.. spec.Rules.Where(rule => !leftOut.Contains(rule.Id.Value, StringComparer.Ordinal))] };
    }
}
