using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Submission.Policy;

/// <summary>Whether a rule's verdict is enforced: always, never (it is only recorded), or for a stable share of the accounts. Immutable and thread-safe.</summary>
public readonly record struct RuleMode
{
    private readonly byte _unenforcedPercent;

    private RuleMode(int enforcedPercent) => _unenforcedPercent = (byte)(100 - enforcedPercent);

    /// <summary>Always enforced; the default.</summary>
    public static RuleMode Enforce { get; } = new(100);

    /// <summary>Never enforced: evaluated and recorded only.</summary>
    public static RuleMode Shadow { get; } = new(0);

    /// <summary>The share of accounts for which the rule is enforced, 0 to 100 percent.</summary>
    public int EnforcedPercent => 100 - _unenforcedPercent;

    /// <summary>Enforced for a stable share of the accounts (of the clients, before authentication); for the others only recorded.</summary>
    /// <param name="percent">The share, 1 to 99.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="percent"/> is out of range.</exception>
    public static RuleMode EnforceShare(int percent)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(percent, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(percent, 99);
        return new RuleMode(percent);
    }

    /// <summary>Reads a mode as YAML writes it: <c>enforce</c>, <c>shadow</c> or <c>enforce 10%</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="mode">The mode where the method returns <see langword="true"/>.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, out RuleMode mode)
    {
        mode = Enforce;
        if (string.Equals(text, "enforce", StringComparison.Ordinal)) return true;
        if (string.Equals(text, "shadow", StringComparison.Ordinal))
        {
            mode = Shadow;
            return true;
        }

        if (text is null || !text.StartsWith("enforce ", StringComparison.Ordinal) || text[^1] != '%') return false;
        if (!int.TryParse(text.AsSpan()["enforce ".Length..^1], NumberStyles.None, CultureInfo.InvariantCulture, out int percent)) return false;
        if (percent is < 1 or > 99) return false;
        mode = EnforceShare(percent);
        return true;
    }

    /// <summary>The mode as YAML writes it.</summary>
    public override string ToString() => EnforcedPercent switch
    {
        100 => "enforce",
        0 => "shadow",
        int percent => string.Create(CultureInfo.InvariantCulture, $"enforce {percent}%"),
    };

    /// <summary>Whether the rule is enforced for a subject; the same subject always gets the same answer for the same rule.</summary>
    internal bool IsEnforcedFor(RuleId rule, string subject)
    {
        if (_unenforcedPercent == 0) return true;
        if (_unenforcedPercent == 100) return false;
        // FNV-1a: stable across processes and versions, unlike string.GetHashCode.
        uint hash = 2166136261;
        foreach (char c in rule.Value) hash = (hash ^ c) * 16777619;
        foreach (char c in subject) hash = (hash ^ c) * 16777619;
        return hash % 100 < (uint)EnforcedPercent;
    }
}
