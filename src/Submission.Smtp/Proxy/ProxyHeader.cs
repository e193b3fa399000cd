using System.Buffers;
using System.Net;

namespace Submission.Smtp.Proxy;

/// <summary>A header of the PROXY protocol, version 1 or 2, as HAProxy's document "The PROXY protocol" describes it.</summary>
/// <param name="Source">The client's end; <see langword="null"/> where the proxy speaks for itself (LOCAL, UNKNOWN), and the connection's own ends hold.</param>
/// <param name="Destination">The end that the client connected to.</param>
internal readonly record struct ProxyHeader(IPEndPoint? Source, IPEndPoint? Destination)
{
    /// <summary>The longest header that is accepted, in octets: the 536 that a receiver must be able to take, additions of version 2 included.</summary>
    public const int MaximumLength = 536;

    private static ReadOnlySpan<byte> SignatureV2 => [0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A];

    /// <summary>Reads a header off the beginning of what a proxy has sent.</summary>
    /// <param name="input">What has arrived so far.</param>
    /// <param name="header">The header where it is complete.</param>
    /// <param name="length">How many octets it has.</param>
    public static ProxyHeaderState TryRead(in ReadOnlySequence<byte> input, out ProxyHeader header, out int length)
    {
        header = default;
        length = 0;
        int count = (int)Math.Min(input.Length, MaximumLength);
        Span<byte> copy = stackalloc byte[MaximumLength];
        input.Slice(0, count).CopyTo(copy);
        ReadOnlySpan<byte> octets = copy[..count];
        if (octets.IsEmpty) return ProxyHeaderState.Incomplete;
        if (octets[0] == SignatureV2[0])
        {
            int known = Math.Min(count, SignatureV2.Length);
            if (!octets[..known].SequenceEqual(SignatureV2[..known])) return ProxyHeaderState.Malformed;
            return known < SignatureV2.Length ? ProxyHeaderState.Incomplete : ProxyHeaderV2.TryRead(octets, out header, out length);
        }

        return ProxyHeaderV1.TryRead(octets, out header, out length);
    }
}
