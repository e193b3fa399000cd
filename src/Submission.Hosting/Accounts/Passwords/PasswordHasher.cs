using System.ComponentModel;

namespace Submission.Hosting.Accounts;

/// <summary>Makes password hashes for the account file. Thread-safe.</summary>
public static class PasswordHasher
{
    /// <summary>The longest password, in octets of UTF-8; a longer one is never right.</summary>
    public const int MaximumPasswordLength = 4096;

    /// <summary>Hashes a password with a new random salt.</summary>
    /// <param name="scheme">The scheme.</param>
    /// <param name="password">The password in UTF-8: 1 to 4,096 octets, for bcrypt at most 72; no NUL, which AUTH PLAIN cannot carry (RFC 4616).</param>
    /// <param name="cost">
    /// What a check costs: the cost of bcrypt (4 to 16, 12 by default), the rounds of SHA-crypt (1,000 to 5,000,000, 100,000 by default), the passes of Argon2id over
    /// 19 MiB in one lane (1 to 64, 2 by default); <see langword="null"/> for the default.
    /// </param>
    /// <returns>The hash as <see cref="PasswordHash.TryParse"/> reads it.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The cost is out of range.</exception>
    /// <exception cref="ArgumentException">The password is empty, too long, holds a NUL or is no UTF-8.</exception>
    public static string Hash(PasswordScheme scheme, ReadOnlySpan<byte> password, int? cost = null)
    {
        if (password.IsEmpty || password.Length > MaximumPasswordLength) throw new ArgumentException("A password has 1 to 4,096 octets.", nameof(password));
        if (password.Contains((byte)0)) throw new ArgumentException("A password has no NUL.", nameof(password));
        if (!System.Text.Unicode.Utf8.IsValid(password)) throw new ArgumentException("A password is UTF-8.", nameof(password));
        if (!IsCost(scheme, cost)) throw new ArgumentOutOfRangeException(nameof(cost), cost, "The scheme has no such cost.");
        return scheme switch
        {
            PasswordScheme.Bcrypt when password.Length > BcryptHash.SignificantLength =>
                throw new ArgumentException("bcrypt reads the first 72 octets of a password only; take another scheme for a longer one.", nameof(password)),
            PasswordScheme.Bcrypt => BcryptHash.Create(password, cost ?? BcryptHash.DefaultCost),
            PasswordScheme.Sha256Crypt or PasswordScheme.Sha512Crypt => ShaCryptHash.Create(scheme, password, cost ?? ShaCryptHash.DefaultRounds),
            PasswordScheme.Argon2id => Argon2idHash.Create(password, cost ?? Argon2idHash.DefaultPasses),
            _ => throw new InvalidEnumArgumentException(nameof(scheme), (int)scheme, typeof(PasswordScheme)),
        };
    }

    /// <summary>Whether a scheme has this cost; see <see cref="Hash"/>.</summary>
    /// <param name="scheme">The scheme.</param>
    /// <param name="cost">The cost; <see langword="null"/>, the default, is one of every scheme.</param>
    public static bool IsCost(PasswordScheme scheme, int? cost) => cost is not { } value || scheme switch
    {
        PasswordScheme.Bcrypt => value is >= BcryptHash.MinimumCost and <= BcryptHash.MaximumCost,
        PasswordScheme.Argon2id => value is >= 1 and <= Argon2idHash.MaximumPasses,
        _ => value is >= ShaCryptHash.MinimumRounds and <= ShaCryptHash.MaximumRounds,
    };
}
