using System.Collections.Frozen;
using System.Collections.Immutable;
using Submission.Policy.Counters;
using Submission.Policy.Expressions;
using Submission.Policy.Rules.Limit;
using Submission.Policy.Specification;

namespace Submission.Policy;

/// <summary>Says what a limit counts, whose counters, and how much: what stands below <c>limit</c> in YAML. Not thread-safe.</summary>
public sealed class LimitBuilder
{
    private readonly string _id;
    private readonly ExpressionScope _scope;
    private readonly List<SpecError> _errors = [];
    private readonly List<LimitKey> _keys = [];
    private readonly List<CounterWindow> _windows = [];
    private LimitCount _count = LimitCount.Messages;
    private bool _chargesAttempts;

    internal LimitBuilder(string id, PolicyStages stages)
    {
        _id = id;
        _scope = new ExpressionScope(stages, FrozenDictionary<string, PolicyList>.Empty);
    }

    /// <summary>Counts messages, each once whatever its recipients; the default.</summary>
    public LimitBuilder Messages() => Counting(LimitCount.Messages);

    /// <summary>Counts recipients; for <see cref="PolicyStages.Rcpt"/>.</summary>
    public LimitBuilder Recipients() => Counting(LimitCount.Recipients);

    /// <summary>Counts different recipients; for <see cref="PolicyStages.Rcpt"/>.</summary>
    public LimitBuilder DistinctRecipients() => Counting(LimitCount.DistinctRecipients);

    /// <summary>Counts octets of messages: declared at <see cref="PolicyStages.Mail"/>, real at <see cref="PolicyStages.Message"/>.</summary>
    public LimitBuilder Bytes() => Counting(LimitCount.Bytes);

    /// <summary>Counts failed authentications.</summary>
    public LimitBuilder AuthenticationFailures() => Counting(LimitCount.AuthFailures);

    /// <summary>Adds a key: an expression such as <c>account</c> or <c>client.ip</c>. Each key has a counter of its own.</summary>
    public LimitBuilder Per(params ImmutableArray<string> keys)
    {
        foreach (string key in keys)
        {
            CompiledExpression? expression = ExpressionCompiler.Compile(new SpecScalar(new SpecLocation(_id, 1, 1), key), _scope, null, _errors);
            if (expression is { IsSubject: true }) _keys.Add(new LimitKey(expression, $"{_id}/{key}"));
            else if (expression is not null) _errors.Add(new SpecError(new SpecLocation(_id, 1, 1), $"'{key}' cannot name a counter."));
        }

        return this;
    }

    /// <summary>Adds a window.</summary>
    /// <param name="amount">How much may be used up in any interval of that length.</param>
    /// <param name="within">The length of the window.</param>
    public LimitBuilder AtMost(long amount, TimeSpan within)
    {
        _windows.Add(new CounterWindow(within, amount));
        return this;
    }

    /// <summary>Charges every attempt, rather than what is accepted.</summary>
    public LimitBuilder ChargeAttempts()
    {
        _chargesAttempts = true;
        return this;
    }

    internal LimitOptions Build()
    {
        if (_keys.Count == 0 && _errors.Count == 0) _errors.Add(new SpecError(new SpecLocation(_id, 1, 1), "A limit needs a key.", "Call Per(\"account\")."));
        if (_windows.Count == 0) _errors.Add(new SpecError(new SpecLocation(_id, 1, 1), "A limit needs a window.", "Call AtMost(250, TimeSpan.FromMinutes(1))."));
        PolicyStages possible = LimitStages.Of(_count);
        if ((_scope.Stages & ~possible) != PolicyStages.None)
            _errors.Add(new SpecError(new SpecLocation(_id, 1, 1), "What is counted is not known at every stage of this rule.", $"It can be at: {possible}."));
        if (_errors.Count > 0) throw new PolicyException(_errors);
        return new LimitOptions(
            _count, [.. _keys], new CounterLimit([.. _windows], isDistinct: _count == LimitCount.DistinctRecipients), null, _chargesAttempts, null);
    }

    private LimitBuilder Counting(LimitCount count)
    {
        _count = count;
        return this;
    }
}
