using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Submission.Hosting.Accounts;

/// <summary>A hash by SHA-256-crypt or SHA-512-crypt.</summary>
internal sealed class ShaCryptHash : PasswordHash
{
    public const int MinimumRounds = 1000;
    public const int MaximumRounds = 5_000_000;
    public const int ImpliedRounds = 5000;
    public const int DefaultRounds = 100_000;

    private const int MaximumSaltLength = 16;
    private const string Alphabet = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const string RoundsWord = "rounds=";
    private static readonly SearchValues<char> Characters = SearchValues.Create(Alphabet);
    private readonly byte[] _salt;
    private readonly byte[] _digest;
    private readonly int _rounds;

    private ShaCryptHash(PasswordScheme scheme, byte[] salt, byte[] digest, int rounds)
        : base(scheme, rounds.ToString(CultureInfo.InvariantCulture))
    {
        _salt = salt;
        _digest = digest;
        _rounds = rounds;
    }

    private HashAlgorithmName Algorithm => Scheme == PasswordScheme.Sha256Crypt ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA512;

    public static bool TryRead(string text, [NotNullWhen(true)] out PasswordHash? hash, [NotNullWhen(false)] out string? error)
    {
        hash = null;
        PasswordScheme scheme = text[1] == '5' ? PasswordScheme.Sha256Crypt : PasswordScheme.Sha512Crypt;
        int digestLength = scheme == PasswordScheme.Sha256Crypt ? 43 : 86;
        string[] parts = text.Split('$');
        int rounds = ImpliedRounds;
        bool namesRounds = parts.Length == 5 && parts[2].StartsWith(RoundsWord, StringComparison.Ordinal);
        if (namesRounds && (!int.TryParse(parts[2].AsSpan(RoundsWord.Length), NumberStyles.None, CultureInfo.InvariantCulture, out rounds)
            || rounds is < MinimumRounds or > MaximumRounds))
        {
            error = string.Create(CultureInfo.InvariantCulture, $"The rounds must be {MinimumRounds} to {MaximumRounds}.");
            return false;
        }

        error = $"The hash is damaged: it should be ${text[1]}$, perhaps rounds=N$, a salt of at most {MaximumSaltLength} characters, $ and {digestLength} characters.";
        if (parts.Length != (namesRounds ? 5 : 4)) return false;
        string salt = parts[^2];
        if (salt.Length > MaximumSaltLength || !Ascii.IsValid(salt) || salt.Contains(':', StringComparison.Ordinal)) return false;
        if (parts[^1].Length != digestLength || parts[^1].AsSpan().ContainsAnyExcept(Characters)) return false;
        error = null;
        hash = new ShaCryptHash(scheme, Encoding.ASCII.GetBytes(salt), Encoding.ASCII.GetBytes(parts[^1]), rounds);
        return true;
    }

    public static string Create(PasswordScheme scheme, ReadOnlySpan<byte> password, int rounds)
    {
        string salt = RandomNumberGenerator.GetString(Alphabet, MaximumSaltLength);
        char id = scheme == PasswordScheme.Sha256Crypt ? '5' : '6';
        HashAlgorithmName algorithm = scheme == PasswordScheme.Sha256Crypt ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA512;
        string digest = ShaCrypt.Compute(algorithm, password, Encoding.ASCII.GetBytes(salt), rounds);
        return string.Create(CultureInfo.InvariantCulture, $"${id}${RoundsWord}{rounds}${salt}${digest}");
    }

    internal override bool Verify(ReadOnlySpan<byte> password) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(ShaCrypt.Compute(Algorithm, password, _salt, _rounds)), _digest);

    internal override PasswordHash CreateDecoy() => new ShaCryptHash(
        Scheme,
        Encoding.ASCII.GetBytes(RandomNumberGenerator.GetString(Alphabet, _salt.Length)),
        Encoding.ASCII.GetBytes(RandomNumberGenerator.GetString(Alphabet, _digest.Length)),
        _rounds);
}
