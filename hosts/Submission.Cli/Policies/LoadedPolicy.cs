using System.Collections.Immutable;
using Submission.Policy;
using Submission.Policy.Specification;

namespace Submission.Cli.Policies;

/// <summary>A policy that was read once, with everything that is wrong with it.</summary>
/// <param name="Location">Where it is.</param>
/// <param name="Spec">The policy as far as it could be read.</param>
/// <param name="Errors">All errors in the order of the files.</param>
internal sealed record LoadedPolicy(PolicyLocation Location, PolicySpec? Spec, ImmutableArray<SpecError> Errors)
{
    public static LoadedPolicy Load(PolicyLocation location)
    {
        PolicySpecResult read = location.Source.Read();
        return new LoadedPolicy(location, read.Spec, PolicyEngine.Validate(new FixedPolicy(location.Source.Source, read)));
    }

    /// <summary>The policy as it was read, so that what is shown and what is judged is the same even while somebody edits the files.</summary>
    public IPolicySpecProvider AsSource() => new FixedPolicy(Location.Source.Source, new PolicySpecResult(Spec, Errors));

    private sealed class FixedPolicy(string source, PolicySpecResult result) : IPolicySpecProvider
    {
        public string Source => source;

        public PolicySpecResult Read() => result;
    }
}
