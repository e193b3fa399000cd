using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Submission.Policy.Expressions;

namespace Submission.Policy.Rules.Attachments;

/// <summary>A list of extensions: known when the policy is loaded, or read for each message. Immutable and thread-safe.</summary>
internal sealed class ForbiddenExtensions
{
    private readonly FrozenSet<string>? _set;

    public ForbiddenExtensions(ImmutableArray<string> extensions)
    {
        _set = extensions.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
        Facts = [];
    }

    public ForbiddenExtensions(CompiledExpression expression)
    {
        Expression = expression;
        Facts = expression.Facts;
    }

    /// <summary>The facts that the list is read from.</summary>
    public ImmutableArray<Fact> Facts { get; }

    private CompiledExpression? Expression { get; }

    /// <summary>Gives the extensions that are forbidden now.</summary>
    /// <param name="context">The facts.</param>
    /// <param name="forbidden">The extensions.</param>
    /// <param name="error">Why they cannot be told.</param>
    public bool TryGet(PolicyContext context, out FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> forbidden, [NotNullWhen(false)] out string? error)
    {
        error = null;
        FrozenSet<string>? set = _set;
        if (set is null && Expression!.TryEvaluateStrings(context, out ImmutableArray<string> extensions, out error)) set = extensions.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
        forbidden = (set ?? []).GetAlternateLookup<ReadOnlySpan<char>>();
        return error is null;
    }
}
