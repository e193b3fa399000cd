namespace Submission.Hosting.Accounts;

/// <summary>How a password is hashed.</summary>
public enum PasswordScheme
{
    /// <summary>bcrypt: <c>$2a$</c>, <c>$2b$</c> and <c>$2y$</c>. It reads the first 72 octets of a password only.</summary>
    Bcrypt,

    /// <summary>SHA-256-crypt: <c>$5$</c>.</summary>
    Sha256Crypt,

    /// <summary>SHA-512-crypt: <c>$6$</c>.</summary>
    Sha512Crypt,

    /// <summary>Argon2id (RFC 9106), as Dovecot writes it: <c>{ARGON2ID}$argon2id$…</c>.</summary>
    Argon2id,
}
