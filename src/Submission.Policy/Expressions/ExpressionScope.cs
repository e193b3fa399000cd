using System.Diagnostics.CodeAnalysis;

namespace Submission.Policy.Expressions;

/// <summary>What an expression may name. Immutable and thread-safe as long as its lists are.</summary>
/// <param name="Stages">The stages at which it is evaluated; a fact must be known at all of them.</param>
/// <param name="Lists">The policy's lists by their names.</param>
internal sealed record ExpressionScope(PolicyStages Stages, IReadOnlyDictionary<string, PolicyList> Lists)
{
    /// <summary>Whether it stands in a limit that charges the message as a whole; see <see cref="LimitFacts"/>.</summary>
    public bool IsOfMessageLimit { get; init; }

    /// <summary>Finds a fact.</summary>
    public bool TryGetFact(string name, [NotNullWhen(true)] out Fact? fact)
    {
        if (!FactCatalog.TryGet(name, out fact)) return false;
        if (IsOfMessageLimit && LimitFacts.TryGet(fact, out Fact? within)) fact = within;
        return true;
    }
}
