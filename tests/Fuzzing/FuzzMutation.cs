namespace Submission.Tests.Fuzzing;

/// <summary>Changes inputs blindly, by words that they are likely to hold, and by pieces of each other.</summary>
internal sealed class FuzzMutation(IReadOnlyList<byte[]> words, int maximumLength, Random random)
{
    private static readonly byte[] Limits = [0x00, 0x01, 0x0A, 0x0D, 0x20, 0x22, 0x2E, 0x3C, 0x3E, 0x40, 0x5C, 0x7F, 0x80, 0xC2, 0xFF];

    /// <summary>One to eight changes.</summary>
    /// <param name="octets">The input to change.</param>
    /// <param name="other">Another one, to take pieces from.</param>
    public byte[] Of(byte[] octets, byte[] other)
    {
        for (int changes = 1 + random.Next(1 << random.Next(4)); changes > 0; changes--) octets = Once(octets, other);
        return octets.Length > maximumLength ? octets[..maximumLength] : octets;
    }

    private byte[] Once(byte[] octets, byte[] other)
    {
        int at = random.Next(octets.Length + 1);
        int to = Math.Min(octets.Length, at + 1 + random.Next(1 << random.Next(7)));
        return random.Next(12) switch
        {
            0 => octets[..at],
            1 => [.. octets[..at], .. octets[to..]],
            2 => [.. octets[..to], .. octets[at..]],
            3 or 4 => [.. octets[..at], .. Word(), .. octets[at..]],
            5 => [.. octets[..at], .. Word(), .. octets[to..]],
            6 => [.. octets[..at], .. Piece(other), .. octets[at..]],
            7 => [.. octets[..at], .. Piece(other)],
            8 => Flipped(octets),
            9 => [.. octets[..at], Limits[random.Next(Limits.Length)], .. octets[at..]],
            10 => [.. octets[..at], (byte)random.Next(256), .. octets[at..]],
            _ => Repeated(octets, at, to),
        };
    }

    private byte[] Word() => words.Count == 0 ? [(byte)random.Next(256)] : words[random.Next(words.Count)];

    private byte[] Piece(byte[] other)
    {
        int from = random.Next(other.Length + 1);
        return other[from..Math.Min(other.Length, from + random.Next(1 << random.Next(8)))];
    }

    private byte[] Flipped(byte[] octets)
    {
        byte[] flipped = [.. octets];
        for (int flips = Math.Min(octets.Length, 1 + random.Next(4)); flips > 0; flips--) flipped[random.Next(flipped.Length)] ^= (byte)(1 << random.Next(8));
        return flipped;
    }

    private byte[] Repeated(byte[] octets, int at, int to)
    {
        int times = 1 << random.Next(7);
        var repeated = new List<byte>(octets.AsSpan(0, at).ToArray());
        for (int i = 0; i < times && repeated.Count < maximumLength; i++) repeated.AddRange(octets.AsSpan(at, to - at));
        repeated.AddRange(octets.AsSpan(to));
        return [.. repeated];
    }
}
