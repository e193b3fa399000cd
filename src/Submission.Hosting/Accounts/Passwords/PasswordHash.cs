using System.Diagnostics.CodeAnalysis;

namespace Submission.Hosting.Accounts;

/// <summary>
/// The hash of a password, with its scheme, cost and salt. Immutable and thread-safe. Its text is never shown: no member returns it, and
/// <see cref="ToString"/> gives scheme and cost only.
/// </summary>
public abstract class PasswordHash
{
    private protected PasswordHash(PasswordScheme scheme, string cost)
    {
        Scheme = scheme;
        Cost = cost;
    }

    /// <summary>The scheme.</summary>
    public PasswordScheme Scheme { get; }

    /// <summary>What one check costs, in the words of the scheme, for example <c>12</c> or <c>m=65536,t=3,p=1</c>.</summary>
    public string Cost { get; }

    /// <summary>Reads a hash.</summary>
    /// <param name="text">
    /// <c>$2a$</c>, <c>$2b$</c>, <c>$2y$</c> (cost 4 to 16), <c>$5$</c>, <c>$6$</c> (1,000 to 5,000,000 rounds) or <c>{ARGON2ID}$argon2id$v=19$m=…,t=…,p=…$…$…</c>
    /// (at most 1 GiB, 64 passes, 16 lanes).
    /// </param>
    /// <param name="hash">The hash where the method returns <see langword="true"/>.</param>
    /// <param name="error">What is wrong where it returns <see langword="false"/>; it never repeats <paramref name="text"/>.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out PasswordHash? hash, [NotNullWhen(false)] out string? error)
    {
        ArgumentNullException.ThrowIfNull(text);
        hash = null;
        if (text.StartsWith("$2", StringComparison.Ordinal)) return BcryptHash.TryRead(text, out hash, out error);
        if (text.StartsWith("$5$", StringComparison.Ordinal) || text.StartsWith("$6$", StringComparison.Ordinal))
            return ShaCryptHash.TryRead(text, out hash, out error);
        if (text.StartsWith(Argon2idHash.Label, StringComparison.OrdinalIgnoreCase) || text.StartsWith(Argon2idHash.Prefix, StringComparison.Ordinal))
            return Argon2idHash.TryRead(text, out hash, out error);
        error = "The password is no hash of a known scheme.";
        return false;
    }

    /// <summary>The scheme and the cost.</summary>
    public sealed override string ToString() => $"{Scheme} {Cost}";

    /// <summary>Whether the password is the one that was hashed; takes the same time whether or not it is.</summary>
    internal abstract bool Verify(ReadOnlySpan<byte> password);

    /// <summary>A hash of no known password that costs as much to check as this one.</summary>
    internal abstract PasswordHash CreateDecoy();
}
