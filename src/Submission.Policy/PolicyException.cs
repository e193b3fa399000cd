using System.Collections.Immutable;
using Submission.Policy.Specification;

namespace Submission.Policy;

/// <summary>A policy cannot be put into force; all that is wrong with it is told at once.</summary>
public sealed class PolicyException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="errors">All that is wrong.</param>
    public PolicyException(IEnumerable<SpecError> errors)
        : this([.. errors])
    {
    }

    private PolicyException(ImmutableArray<SpecError> errors)
        : base(string.Join(Environment.NewLine, errors)) => Errors = errors;

    /// <summary>All that is wrong.</summary>
    public ImmutableArray<SpecError> Errors { get; }
}
