using System.ComponentModel;

namespace Submission.Hosting.Accounts;

/// <summary>Makes password hashes for the account file. Thread-safe.</summary>
public static class PasswordHasher
{
    /// <summary>The longest password, in octets of UTF-8; a longer one is never right.</summary>
    public const int MaximumPasswordLength = 4096;

    /// <summary>Hashes a password with a new random salt: bcrypt with cost 12, SHA-crypt with 100,000 rounds, Argon2id with 19 MiB, 2 passes and 1 lane.</summary>
    /// <param name="scheme">The scheme.</param>
    /// <param name="password">The password in UTF-8: 1 to 4,096 octets, for bcrypt at most 72; no NUL, which AUTH PLAIN cannot carry (RFC 4616).</param>
    /// <returns>The hash as <see cref="PasswordHash.TryParse"/> reads it.</returns>
    /// <exception cref="ArgumentException">The password is empty, too long, holds a NUL or is no UTF-8.</exception>
    public static string Hash(PasswordScheme scheme, ReadOnlySpan<byte> password)
    {
        if (password.IsEmpty || password.Length > MaximumPasswordLength) throw new ArgumentException("A password has 1 to 4,096 octets.", nameof(password));
        if (password.Contains((byte)0)) throw new ArgumentException("A password has no NUL.", nameof(password));
        if (!System.Text.Unicode.Utf8.IsValid(password)) throw new ArgumentException("A password is UTF-8.", nameof(password));
        return scheme switch
        {
            PasswordScheme.Bcrypt when password.Length > BcryptHash.SignificantLength =>
                throw new ArgumentException("bcrypt reads the first 72 octets of a password only; take another scheme for a longer one.", nameof(password)),
            PasswordScheme.Bcrypt => BcryptHash.Create(password),
            PasswordScheme.Sha256Crypt or PasswordScheme.Sha512Crypt => ShaCryptHash.Create(scheme, password),
            PasswordScheme.Argon2id => Argon2idHash.Create(password),
            _ => throw new InvalidEnumArgumentException(nameof(scheme), (int)scheme, typeof(PasswordScheme)),
        };
    }
}
