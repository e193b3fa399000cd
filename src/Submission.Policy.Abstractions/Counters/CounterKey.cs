namespace Submission.Policy.Counters;

/// <summary>The name of a counter. Immutable and thread-safe; making one allocates nothing.</summary>
/// <param name="Scope">What counts: the rule and its key expression, for example <c>message-rate/account</c>. A few constant texts.</param>
/// <param name="Subject">Whose counter: an account, an address, a network.</param>
public readonly record struct CounterKey(string Scope, string Subject)
{
    /// <inheritdoc/>
    public bool Equals(CounterKey other) =>
        (ReferenceEquals(Subject, other.Subject) || string.Equals(Subject, other.Subject, StringComparison.Ordinal))
        && (ReferenceEquals(Scope, other.Scope) || string.Equals(Scope, other.Scope, StringComparison.Ordinal));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Scope.Length, Subject.GetHashCode(StringComparison.Ordinal));

    /// <summary>Scope and subject, separated by a colon.</summary>
    public override string ToString() => $"{Scope}:{Subject}";
}
