using System.Diagnostics.CodeAnalysis;
using Submission.Policy.Counters;
using Submission.Policy.Expressions;

namespace Submission.Policy.Rules.Share;

/// <summary>One key of a share: an expression, and the names of its counters and blocks. Immutable.</summary>
internal sealed class ShareKey(CompiledExpression expression, string scope, string total, string part)
{
    private readonly bool _readsClient = expression.Facts.Any(static fact => fact.Name.StartsWith("client.", StringComparison.Ordinal));

    public CompiledExpression Expression { get; } = expression;

    /// <summary>The scope of the blocks.</summary>
    public string Scope { get; } = scope;

    /// <summary>The scope of the counters of the whole batch.</summary>
    public string TotalScope { get; } = $"{scope}/{total}";

    /// <summary>The scope of the counters of what is looked for in it.</summary>
    public string PartScope { get; } = $"{scope}/{part}";

    /// <summary>Whose batch a report belongs to.</summary>
    /// <returns><see langword="false"/> where the reporter does not know.</returns>
    public bool TryRead(PolicyContext context, bool knowsClient, [NotNullWhen(true)] out string? subject)
    {
        subject = null;
        return (knowsClient || !_readsClient) && Expression.TryEvaluateSubject(context, out subject) && subject.Length > 0;
    }

    public CounterKey Block(string subject) => new(Scope, subject);

    public CounterKey Total(string subject) => new(TotalScope, subject);

    public CounterKey Part(string subject) => new(PartScope, subject);
}
