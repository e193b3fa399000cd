using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using Konscious.Security.Cryptography;

namespace Submission.Hosting.Accounts;

/// <summary>A hash by Argon2id, version 1.3 (RFC 9106).</summary>
internal sealed class Argon2idHash : PasswordHash
{
    public const string Label = "{ARGON2ID}";
    public const string Prefix = "$argon2id$";

    private const int MaximumMemory = 1024 * 1024;
    public const int MaximumPasses = 64;
    private const int MaximumLanes = 16;
    private const int DefaultMemory = 19_456;
    public const int DefaultPasses = 2;
    private const int DefaultLanes = 1;
    private readonly byte[] _salt;
    private readonly byte[] _digest;
    private readonly int _memory;
    private readonly int _passes;
    private readonly int _lanes;

    private Argon2idHash(byte[] salt, byte[] digest, int memory, int passes, int lanes)
        : base(PasswordScheme.Argon2id, CostOf(memory, passes, lanes))
    {
        _salt = salt;
        _digest = digest;
        _memory = memory;
        _passes = passes;
        _lanes = lanes;
    }

    public static bool TryRead(string text, [NotNullWhen(true)] out PasswordHash? hash, [NotNullWhen(false)] out string? error)
    {
        hash = null;
        error = "The Argon2id hash is damaged: it should be {ARGON2ID}$argon2id$v=19$m=…,t=…,p=…$, the salt, $ and the digest.";
        if (text.StartsWith(Label, StringComparison.OrdinalIgnoreCase)) text = text[Label.Length..];
        string[] parts = text.Split('$');
        if (parts.Length != 6 || parts[1] is not "argon2id" || parts[2] is not "v=19") return false;
        string[] costs = parts[3].Split(',');
        if (costs.Length != 3 || !TryReadCost(costs[0], "m=", out int memory) || !TryReadCost(costs[1], "t=", out int passes)
            || !TryReadCost(costs[2], "p=", out int lanes)) return false;
        if (!TryDecode(parts[4], out byte[] salt) || !TryDecode(parts[5], out byte[] digest)) return false;
        if (salt.Length is < 8 or > 64 || digest.Length is < 16 or > 64) return false;
        error = string.Create(
            CultureInfo.InvariantCulture, $"The cost of Argon2id must be m=8 to {MaximumMemory} (and 8 a lane), t=1 to {MaximumPasses}, p=1 to {MaximumLanes}.");
        if (passes is < 1 or > MaximumPasses || lanes is < 1 or > MaximumLanes || memory < 8 * lanes || memory > MaximumMemory) return false;
        error = null;
        hash = new Argon2idHash(salt, digest, memory, passes, lanes);
        return true;
    }

    public static string Create(ReadOnlySpan<byte> password, int passes)
    {
        byte[] salt = RandomNumberGenerator.GetBytes(16);
        byte[] digest = Compute(password, salt, 32, DefaultMemory, passes, DefaultLanes);
        return $"{Label}{Prefix}v=19${CostOf(DefaultMemory, passes, DefaultLanes)}${Encode(salt)}${Encode(digest)}";
    }

    internal override bool Verify(ReadOnlySpan<byte> password)
    {
        bool isRight = CryptographicOperations.FixedTimeEquals(Compute(password, _salt, _digest.Length, _memory, _passes, _lanes), _digest);
        return isRight && !password.IsEmpty;
    }

    internal override PasswordHash CreateDecoy() => new Argon2idHash(
        RandomNumberGenerator.GetBytes(_salt.Length), RandomNumberGenerator.GetBytes(_digest.Length), _memory, _passes, _lanes);

    private static byte[] Compute(ReadOnlySpan<byte> password, byte[] salt, int length, int memory, int passes, int lanes)
    {
        // The library throws at an empty password; it is never right, but must cost as much to refuse.
        byte[] copy = password.IsEmpty ? new byte[1] : password.ToArray();
        try
        {
            using var argon2 = new Argon2id(copy) { Salt = salt, MemorySize = memory, Iterations = passes, DegreeOfParallelism = lanes };
            return argon2.GetBytes(length);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(copy);
        }
    }

    private static string CostOf(int memory, int passes, int lanes) => string.Create(CultureInfo.InvariantCulture, $"m={memory},t={passes},p={lanes}");

    private static bool TryReadCost(string text, string name, out int value)
    {
        value = 0;
        return text.StartsWith(name, StringComparison.Ordinal)
            && int.TryParse(text.AsSpan(name.Length), NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }

    private static string Encode(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=');

    private static bool TryDecode(string text, out byte[] bytes)
    {
        bytes = new byte[text.Length];
        bool isBase64 = Convert.TryFromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '='), bytes, out int length);
        Array.Resize(ref bytes, isBase64 ? length : 0);
        return isBase64;
    }
}
