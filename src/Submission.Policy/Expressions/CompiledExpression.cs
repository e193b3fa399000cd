using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Submission.Policy.Expressions;

/// <summary>
/// An expression that is checked and ready to be evaluated. Immutable and thread-safe. Each attempt returns <see langword="false"/> where a run-time error
/// occurred, for example an overflow or an unavailable country: then the rule's <c>on-error</c> decides.
/// </summary>
internal sealed class CompiledExpression
{
    private readonly Node _node;

    // Nearly all expressions are conditions: they go without the cast.
    private readonly Node<bool>? _condition;

    // Most keys of counters: a fact that is always known.
    private readonly bool _isClientAddress;

    internal CompiledExpression(string source, Node node, ImmutableArray<Fact> facts)
    {
        Source = source;
        _node = node;
        _condition = node as Node<bool>;
        Facts = facts;
        _isClientAddress = FactCatalog.TryGet("client.ip", out Fact? address) && ReferenceEquals(address.Node, node);
        Needs = facts.Needs();
    }

    /// <summary>The expression as it was written.</summary>
    public string Source { get; }

    public ExpressionType Type => _node.Type;

    /// <summary>The facts that it reads, each once, in the order in which they are written.</summary>
    public ImmutableArray<Fact> Facts { get; }

    /// <summary>What must have been found out about the message before it can be evaluated.</summary>
    public MessageNeeds Needs { get; }

    /// <summary>Whether it reads no fact, so that it always gives the same.</summary>
    public bool IsConstant => Facts.IsEmpty;

    public bool IsNumber => Type is ExpressionType.Int or ExpressionType.Double;

    /// <summary>Whether <see cref="TryEvaluateSubject(PolicyContext, out string?)"/> has a meaning for the type.</summary>
    public bool IsSubject => Type is ExpressionType.String or ExpressionType.Ip or ExpressionType.Int or ExpressionType.Bool;

    public bool TryEvaluateBool(PolicyContext context, out bool value) => TryEvaluateBool(context, out value, out _);

    /// <inheritdoc cref="TryEvaluateBool(PolicyContext, out bool)"/>
    /// <param name="context">The facts.</param>
    /// <param name="value">The value.</param>
    /// <param name="error">What went wrong, for the log and the decision record.</param>
    public bool TryEvaluateBool(PolicyContext context, out bool value, [NotNullWhen(false)] out string? error)
    {
        if (_condition is null) throw new InvalidOperationException($"A {Type.Text()} is no condition.");
        Evaluation evaluation = new(context);
        value = _condition.Evaluate(ref evaluation);
        error = evaluation.Error;
        value &= error is null;
        return error is null;
    }

    /// <summary>Evaluates what <see cref="IsConstant"/>: it reads no fact, so that there need be none.</summary>
    public bool TryEvaluateConstant(out bool value)
    {
        value = false;
        return IsConstant && TryEvaluate(null!, out value, out _);
    }

    /// <inheritdoc cref="TryEvaluateConstant(out bool)"/>
    public bool TryEvaluateConstant(out ImmutableArray<string> value)
    {
        value = [];
        return IsConstant && TryEvaluate(null!, out value, out _);
    }

    public bool TryEvaluateInt(PolicyContext context, out long value) => TryEvaluate(context, out value, out _);

    public bool TryEvaluateInt(PolicyContext context, out long value, [NotNullWhen(false)] out string? error) => TryEvaluate(context, out value, out error);

    public bool TryEvaluateString(PolicyContext context, [NotNullWhen(true)] out string? value) => TryEvaluate(context, out value, out _);

    public bool TryEvaluateString(PolicyContext context, [NotNullWhen(true)] out string? value, [NotNullWhen(false)] out string? error) =>
        TryEvaluate(context, out value, out error);

    public bool TryEvaluateStrings(PolicyContext context, out ImmutableArray<string> value) => TryEvaluate(context, out value, out _);

    public bool TryEvaluateStrings(PolicyContext context, out ImmutableArray<string> value, [NotNullWhen(false)] out string? error) =>
        TryEvaluate(context, out value, out error);

    /// <summary>Evaluates what <see cref="IsNumber"/>.</summary>
    public bool TryEvaluateNumber(PolicyContext context, out double value, [NotNullWhen(false)] out string? error)
    {
        if (Type == ExpressionType.Double) return TryEvaluate(context, out value, out error);
        bool isKnown = TryEvaluate(context, out long number, out error);
        value = number;
        return isKnown;
    }

    /// <summary>Whose counter: a text as it is, a number as text, a client's address as IPv4 address or IPv6 network of 64 bits.</summary>
    public bool TryEvaluateSubject(PolicyContext context, [NotNullWhen(true)] out string? subject) => TryEvaluateSubject(context, out subject, out _);

    /// <inheritdoc cref="TryEvaluateSubject(PolicyContext, out string?)"/>
    public bool TryEvaluateSubject(PolicyContext context, [NotNullWhen(true)] out string? subject, [NotNullWhen(false)] out string? error)
    {
        if (_isClientAddress)
        {
            subject = context.Client.CounterSubject;
            error = null;
            return true;
        }

        switch (Type)
        {
            case ExpressionType.String:
                return TryEvaluate(context, out subject, out error);
            case ExpressionType.Ip:
                subject = TryEvaluate(context, out System.Net.IPAddress? _, out error) ? context.Client.CounterSubject : null;
                return subject is not null;
            case ExpressionType.Int:
                subject = TryEvaluate(context, out long number, out error) ? number.ToString(CultureInfo.InvariantCulture) : null;
                return subject is not null;
            case ExpressionType.Bool:
                subject = TryEvaluate(context, out bool truth, out error) ? (truth ? "true" : "false") : null;
                return subject is not null;
            default:
                throw new InvalidOperationException($"A {Type.Text()} is nobody's counter.");
        }
    }

    /// <summary>The expression as it was written.</summary>
    public override string ToString() => Source;

    private bool TryEvaluate<T>(PolicyContext context, [MaybeNullWhen(false)] out T value, [NotNullWhen(false)] out string? error)
    {
        Evaluation evaluation = new(context);
        value = ((Node<T>)_node).Evaluate(ref evaluation);
        error = evaluation.Error;
        if (error is null) return true;
        value = default;
        return false;
    }
}
