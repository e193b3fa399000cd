using System.Collections.Immutable;
using Submission.Policy.Specification;

namespace Submission.Policy.Testing.Running;

/// <summary>A policy with some of its lists replaced by those of a case.</summary>
internal sealed class CasePolicy(IPolicySpecProvider policy, ImmutableArray<ListSpec> lists) : IPolicySpecProvider
{
    public string Source => policy.Source;

    public PolicySpecResult Read()
    {
        PolicySpecResult read = policy.Read();
        if (read.Spec is not { } spec || lists.IsEmpty) return read;
        ImmutableArray<ListSpec> replaced = spec.Lists;
        List<SpecError> errors = [.. read.Errors];
        foreach (ListSpec list in lists)
        {
            ListSpec? old = replaced.FirstOrDefault(candidate => string.Equals(candidate.Name.Value, list.Name.Value, StringComparison.Ordinal));
            if (old is not null) replaced = replaced.Replace(old, list);
            else errors.Add(new SpecError(list.Name.Location, $"The policy has no list '{list.Name.Value}'."));
        }

        return new PolicySpecResult(spec with { Lists = replaced }, [.. errors]);
    }
}
