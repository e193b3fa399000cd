using System.Collections.Immutable;
using Submission.Policy.Specification;

namespace Submission.Policy.Testing.Running;

/// <summary>A policy with some of its lists replaced by those of a case.</summary>
internal sealed class CasePolicy(PolicySpec policy, ImmutableArray<ListSpec> lists) : IPolicySpecProvider
{
    public string Source => policy.Name;

    public PolicySpecResult Read()
    {
        ImmutableArray<ListSpec> replaced = policy.Lists;
        List<SpecError> errors = [];
        foreach (ListSpec list in lists)
        {
            ListSpec? old = replaced.FirstOrDefault(candidate => string.Equals(candidate.Name.Value, list.Name.Value, StringComparison.Ordinal));
            if (old is not null) replaced = replaced.Replace(old, list);
            else errors.Add(new SpecError(list.Name.Location, $"The policy has no list '{list.Name.Value}'."));
        }

        return new PolicySpecResult(policy with { Lists = replaced }, [.. errors]);
    }
}
