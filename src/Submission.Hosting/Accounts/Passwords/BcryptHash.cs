using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Submission.Hosting.Accounts;

/// <summary>A hash by bcrypt.</summary>
internal sealed class BcryptHash : PasswordHash
{
    public const int MinimumCost = 4;
    public const int MaximumCost = 16;
    public const int DefaultCost = 12;

    /// <summary>bcrypt reads no more of a password.</summary>
    public const int SignificantLength = 72;

    private const int HashLength = 60;
    private const string Alphabet = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static readonly SearchValues<char> Characters = SearchValues.Create(Alphabet);
    private readonly string _text;
    private readonly int _cost;

    private BcryptHash(string text, int cost)
        : base(PasswordScheme.Bcrypt, cost.ToString(CultureInfo.InvariantCulture))
    {
        _text = text;
        _cost = cost;
    }

    public static bool TryRead(string text, [NotNullWhen(true)] out PasswordHash? hash, [NotNullWhen(false)] out string? error)
    {
        hash = null;
        error = "The bcrypt hash is damaged: it should be $2b$, a cost of two digits, $ and 53 characters.";
        if (text.Length != HashLength || text[2] is not ('a' or 'b' or 'y') || text[3] != '$' || text[6] != '$') return false;
        if (text.AsSpan(7).ContainsAnyExcept(Characters)) return false;
        if (!int.TryParse(text.AsSpan(4, 2), NumberStyles.None, CultureInfo.InvariantCulture, out int cost)) return false;
        error = $"The bcrypt cost must be {MinimumCost} to {MaximumCost}.";
        if (cost is < MinimumCost or > MaximumCost) return false;
        error = null;
        hash = new BcryptHash(text, cost);
        return true;
    }

    public static string Create(ReadOnlySpan<byte> password, int cost) =>
        BCrypt.Net.BCrypt.HashPassword(Encoding.UTF8.GetString(password), BCrypt.Net.BCrypt.GenerateSalt(cost, 'b'));

    internal override bool Verify(ReadOnlySpan<byte> password)
    {
        // The library takes text only. Octets that are no UTF-8 can be no password that it hashed, but must cost as much to refuse.
        bool isText = System.Text.Unicode.Utf8.IsValid(password);
        bool isRight = BCrypt.Net.BCrypt.Verify(Encoding.UTF8.GetString(password), _text);
        return isRight && isText;
    }

    internal override PasswordHash CreateDecoy()
    {
        string random = RandomNumberGenerator.GetString(Alphabet, HashLength - 7);
        // The last characters of salt and digest hold fewer bits than the others; a dot is valid everywhere.
        string text = string.Create(CultureInfo.InvariantCulture, $"$2b${_cost:00}${random.AsSpan(0, 21)}.{random.AsSpan(22, 30)}.");
        return new BcryptHash(text, _cost);
    }
}
