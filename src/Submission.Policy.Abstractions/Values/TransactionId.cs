using System.Diagnostics.CodeAnalysis;

namespace Submission.Policy;

/// <summary>
/// The id of a session or a transaction: 22 characters <c>[0-9A-Za-z]</c> that sort by time in ordinal order and are unique across
/// processes and machines. Immutable and thread-safe.
/// </summary>
/// <remarks>
/// 128 bits in base 62: 48 bits of Unix time in milliseconds, 16 bits of a sequence that never goes back within a process (also when
/// the clock does), and 64 random bits.
/// </remarks>
public readonly record struct TransactionId : IComparable<TransactionId>
{
    /// <summary>The length of the text, in characters.</summary>
    public const int Length = 22;

    private const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static long s_lastTick;

    private readonly ulong _time;
    private readonly ulong _random;

    private TransactionId(ulong time, ulong random) => (_time, _random) = (time, random);

    /// <summary>The moment at which the id was made, to the millisecond; later where many ids were made in one millisecond.</summary>
    public DateTimeOffset CreatedAt => DateTimeOffset.FromUnixTimeMilliseconds((long)(_time >> 16));

    /// <summary>Makes a new id, greater than every other that this process has made.</summary>
    /// <param name="now">The present moment.</param>
    public static TransactionId Create(DateTimeOffset now)
    {
        long candidate = Math.Clamp(now.ToUnixTimeMilliseconds(), 0, (1L << 47) - 1) << 16;
        long last = Volatile.Read(ref s_lastTick);
        while (true)
        {
            long next = candidate > last ? candidate : last + 1;
            long seen = Interlocked.CompareExchange(ref s_lastTick, next, last);
            if (seen == last) return new TransactionId((ulong)next, (ulong)Random.Shared.NextInt64(long.MinValue, long.MaxValue));
            last = seen;
        }
    }

    /// <summary>Reads an id.</summary>
    /// <param name="text">22 characters <c>[0-9A-Za-z]</c>.</param>
    /// <param name="id">The id where the method returns <see langword="true"/>.</param>
    /// <returns>Whether <paramref name="text"/> is an id.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out TransactionId id)
    {
        id = default;
        if (text is null || text.Length != Length) return false;
        UInt128 value = 0;
        foreach (char c in text)
        {
            int digit = Digits.IndexOf(c, StringComparison.Ordinal);
            if (digit < 0) return false;
            UInt128 next = unchecked((value * 62) + (UInt128)digit);
            if (value > UInt128.MaxValue / 62 || next < value) return false;
            value = next;
        }

        id = new TransactionId((ulong)(value >> 64), (ulong)value);
        return true;
    }

    /// <summary>Writes the 22 characters.</summary>
    /// <param name="destination">At least 22 characters long.</param>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public void Format(Span<char> destination)
    {
        if (destination.Length < Length) throw new ArgumentException("The destination is shorter than 22 characters.", nameof(destination));
        var value = new UInt128(_time, _random);
        for (int i = Length - 1; i >= 0; i--)
        {
            (UInt128 quotient, UInt128 digit) = UInt128.DivRem(value, 62);
            destination[i] = Digits[(int)digit];
            value = quotient;
        }
    }

    /// <inheritdoc/>
    public int CompareTo(TransactionId other) => _time != other._time ? _time.CompareTo(other._time) : _random.CompareTo(other._random);

    /// <summary>The 22 characters.</summary>
    public override string ToString() => string.Create(Length, this, static (span, id) => id.Format(span));

    /// <summary>Whether the left id was made before the right one.</summary>
    public static bool operator <(TransactionId left, TransactionId right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left id was made after the right one.</summary>
    public static bool operator >(TransactionId left, TransactionId right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left id was not made after the right one.</summary>
    public static bool operator <=(TransactionId left, TransactionId right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left id was not made before the right one.</summary>
    public static bool operator >=(TransactionId left, TransactionId right) => left.CompareTo(right) >= 0;
}
