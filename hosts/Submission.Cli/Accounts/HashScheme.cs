using Submission.Hosting.Accounts;

namespace Submission.Cli.Accounts;

/// <summary>A scheme as it is called on the command line.</summary>
/// <param name="Name">The word.</param>
/// <param name="Scheme">The scheme.</param>
internal sealed record HashScheme(string Name, PasswordScheme Scheme)
{
    public static readonly HashScheme Default = new("bcrypt", PasswordScheme.Bcrypt);

    public static readonly IReadOnlyList<HashScheme> All =
        [Default, new("sha512-crypt", PasswordScheme.Sha512Crypt), new("argon2id", PasswordScheme.Argon2id)];
}
