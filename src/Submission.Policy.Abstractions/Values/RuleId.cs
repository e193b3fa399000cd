using System.Diagnostics.CodeAnalysis;

namespace Submission.Policy;

/// <summary>
/// The name of a rule in kebab case, after what it objects to, for example <c>sender-domain-mismatch</c>. Immutable and thread-safe.
/// </summary>
public readonly record struct RuleId
{
    /// <summary>The longest name, in characters.</summary>
    public const int MaximumLength = 64;

    private readonly string? _value;

    /// <summary>Makes the id of a rule.</summary>
    /// <param name="value">Lower-case letters, digits and single hyphens, beginning with a letter; 1 to 64 characters.</param>
    /// <exception cref="ArgumentException"><paramref name="value"/> is not in kebab case.</exception>
    public RuleId(string value)
    {
        if (!IsValid(value)) throw new ArgumentException($"'{value}' is not a rule id: lower-case letters, digits and single hyphens, beginning with a letter.", nameof(value));
        _value = value;
    }

    /// <summary>The name; empty for the default value, which names no rule.</summary>
    public string Value => _value ?? "";

    /// <summary>Whether <paramref name="value"/> can be the id of a rule.</summary>
    public static bool IsValid([NotNullWhen(true)] string? value)
    {
        if (string.IsNullOrEmpty(value) || value.Length > MaximumLength || value[0] is < 'a' or > 'z' || value[^1] == '-') return false;
        for (int i = 1; i < value.Length; i++)
        {
            char c = value[i];
            if (c == '-' ? value[i - 1] == '-' : c is not ((>= 'a' and <= 'z') or (>= '0' and <= '9'))) return false;
        }

        return true;
    }

    /// <summary>The name.</summary>
    public override string ToString() => Value;
}
