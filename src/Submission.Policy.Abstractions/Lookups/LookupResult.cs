using System.Diagnostics.CodeAnalysis;

namespace Submission.Policy.Lookups;

/// <summary>
/// The result of a look-up: a value, the proven absence of one, or no answer. An expected outcome is a value here; a port throws only for a
/// bug or a cancellation. Immutable and thread-safe.
/// </summary>
/// <typeparam name="T">What is looked up.</typeparam>
public readonly record struct LookupResult<T>
{
    private LookupResult(LookupState state, T? value, string? reason)
    {
        State = state;
        Value = value;
        Reason = reason;
    }

    /// <summary>How the look-up ended; <see cref="LookupState.Unavailable"/> for the default value.</summary>
    public LookupState State { get; }

    /// <summary>The value; the default of <typeparamref name="T"/> unless <see cref="IsFound"/>.</summary>
    public T? Value { get; }

    /// <summary>Why there is no value, for the log and the decision record, for example <c>NXDOMAIN</c>; <see langword="null"/> where found.</summary>
    public string? Reason { get; }

    /// <summary>Whether there is a value.</summary>
    [MemberNotNullWhen(true, nameof(Value))]
    public bool IsFound => State == LookupState.Found;

    /// <summary>Whether it is proven that there is no value.</summary>
    public bool IsAbsent => State == LookupState.Absent;

    /// <summary>Whether nothing is known.</summary>
    public bool IsUnavailable => State == LookupState.Unavailable;

    /// <summary>There is a value.</summary>
    public static LookupResult<T> Found(T value) => new(LookupState.Found, value, null);

    /// <summary>There is proven to be none.</summary>
    /// <param name="reason">What proves it.</param>
    public static LookupResult<T> Absent(string reason) => new(LookupState.Absent, default, reason);

    /// <summary>Nothing is known.</summary>
    /// <param name="reason">What went wrong.</param>
    public static LookupResult<T> Unavailable(string reason) => new(LookupState.Unavailable, default, reason);
}
