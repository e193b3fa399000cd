using Submission.Policy.Expressions;

namespace Submission.Policy.Rules;

/// <summary>A rule that tells which facts it reads, so that a decision record can show them.</summary>
internal interface IObservedRule
{
    IReadOnlyList<Fact> Facts { get; }
}
