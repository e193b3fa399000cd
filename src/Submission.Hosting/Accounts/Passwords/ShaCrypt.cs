using System.Security.Cryptography;

namespace Submission.Hosting.Accounts;

/// <summary>The hash function behind <c>$5$</c> and <c>$6$</c>, as "Unix crypt using SHA-256 and SHA-512" (U. Drepper, version 0.6) defines it.</summary>
internal static class ShaCrypt
{
    private const string Digits = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    public static string Compute(HashAlgorithmName algorithm, ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, int rounds)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(algorithm);
        int size = hash.HashLengthInBytes;
        Span<byte> a = stackalloc byte[size];
        Span<byte> b = stackalloc byte[size];
        var p = new byte[password.Length];
        var s = new byte[salt.Length];

        hash.AppendData(password);
        hash.AppendData(salt);
        hash.AppendData(password);
        hash.GetHashAndReset(b);

        hash.AppendData(password);
        hash.AppendData(salt);
        AppendRepeated(hash, b, password.Length);
        for (int bits = password.Length; bits > 0; bits >>= 1)
            hash.AppendData((bits & 1) != 0 ? b : password);
        hash.GetHashAndReset(a);

        for (int i = 0; i < password.Length; i++) hash.AppendData(password);
        hash.GetHashAndReset(b);
        Repeat(b, p);

        for (int i = 0; i < 16 + a[0]; i++) hash.AppendData(salt);
        hash.GetHashAndReset(b);
        Repeat(b, s);

        for (int round = 0; round < rounds; round++)
        {
            bool isOdd = (round & 1) != 0;
            hash.AppendData(isOdd ? p : a);
            if (round % 3 != 0) hash.AppendData(s);
            if (round % 7 != 0) hash.AppendData(p);
            hash.AppendData(isOdd ? a : p);
            hash.GetHashAndReset(a);
        }

        string digest = Encode(a);
        CryptographicOperations.ZeroMemory(p);
        CryptographicOperations.ZeroMemory(a);
        CryptographicOperations.ZeroMemory(b);
        return digest;
    }

    private static void AppendRepeated(IncrementalHash hash, ReadOnlySpan<byte> block, int count)
    {
        for (; count > block.Length; count -= block.Length) hash.AppendData(block);
        hash.AppendData(block[..count]);
    }

    private static void Repeat(ReadOnlySpan<byte> block, Span<byte> destination)
    {
        for (; destination.Length > block.Length; destination = destination[block.Length..]) block.CopyTo(destination);
        block[..destination.Length].CopyTo(destination);
    }

    // Three octets, a third of the digest apart, give four characters; their order turns with each group, and it turns the other way round in SHA-512.
    private static string Encode(ReadOnlySpan<byte> digest)
    {
        int third = digest.Length / 3;
        int turn = digest.Length == SHA512.HashSizeInBytes ? 1 : 2;
        var text = new char[((digest.Length * 8) + 5) / 6];
        int length = 0;
        for (int i = 0; i < third; i++)
        {
            int first = i * turn % 3;
            int value = (digest[i + (first * third)] << 16) | (digest[i + ((first + 1) % 3 * third)] << 8) | digest[i + ((first + 2) % 3 * third)];
            for (int digit = 0; digit < 4; digit++, value >>= 6) text[length++] = Digits[value & 0x3f];
        }

        int rest = digest.Length - (third * 3) == 1 ? digest[^1] : (digest[^1] << 8) | digest[^2];
        for (; length < text.Length; rest >>= 6) text[length++] = Digits[rest & 0x3f];
        return new string(text);
    }
}
