using System.Net;

namespace Submission.Trust.Spf;

/// <summary>Compares addresses by their first bits.</summary>
internal static class AddressPrefix
{
    /// <summary>Whether both are of one family and alike in their first <paramref name="length"/> bits.</summary>
    public static bool Matches(IPAddress left, IPAddress right, int length)
    {
        if (left.AddressFamily != right.AddressFamily) return false;
        Span<byte> a = stackalloc byte[16];
        Span<byte> b = stackalloc byte[16];
        left.TryWriteBytes(a, out int size);
        right.TryWriteBytes(b, out _);
        int whole = length / 8;
        if (!a[..whole].SequenceEqual(b[..whole])) return false;
        int rest = length % 8;
        return rest == 0 || whole >= size || (a[whole] ^ b[whole]) >> (8 - rest) == 0;
    }
}
