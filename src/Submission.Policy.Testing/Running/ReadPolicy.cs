using Submission.Policy.Specification;

namespace Submission.Policy.Testing.Running;

/// <summary>A policy that was read once, for all cases.</summary>
internal sealed class ReadPolicy(PolicySpec policy) : IPolicySpecProvider
{
    public string Source => policy.Name;

    public PolicySpecResult Read() => new(policy, []);
}
