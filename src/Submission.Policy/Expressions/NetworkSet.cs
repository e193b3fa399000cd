using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Submission.Policy.Expressions;

/// <summary>An item of a list that is no network, and what to write instead.</summary>
internal sealed record NetworkProblem(int Index, string Item, string Message, string? Mend);

/// <summary>Networks and single addresses of both families, found by binary search. Immutable and thread-safe.</summary>
internal sealed class NetworkSet
{
    // IPv4 addresses stand in the IPv4-mapped part of the IPv6 space, so that one table serves both.
    private static readonly UInt128 MappedPrefix = (UInt128)0xFFFF << 32;

    private readonly UInt128[] _starts;
    private readonly UInt128[] _ends;

    private NetworkSet(List<(UInt128 Start, UInt128 End)> ranges)
    {
        ranges.Sort();
        List<(UInt128 Start, UInt128 End)> merged = [];
        foreach ((UInt128 start, UInt128 end) in ranges)
        {
            if (merged.Count > 0 && start <= merged[^1].End) merged[^1] = (merged[^1].Start, UInt128.Max(end, merged[^1].End));
            else merged.Add((start, end));
        }

        _starts = [.. merged.Select(static range => range.Start)];
        _ends = [.. merged.Select(static range => range.End)];
    }

    /// <summary>Reads networks such as <c>192.0.2.0/24</c> and <c>2001:db8::/32</c>, and single addresses.</summary>
    /// <param name="items">The texts.</param>
    /// <param name="problems">The items that are no networks; the set is without them.</param>
    public static NetworkSet Parse(ImmutableArray<string> items, out ImmutableArray<NetworkProblem> problems)
    {
        List<(UInt128, UInt128)> ranges = [];
        ImmutableArray<NetworkProblem>.Builder found = ImmutableArray.CreateBuilder<NetworkProblem>();
        for (int i = 0; i < items.Length; i++)
        {
            if (ParseOne(items[i], out (UInt128, UInt128) range, out string? mend) is { } message) found.Add(new NetworkProblem(i, items[i], message, mend));
            else ranges.Add(range);
        }

        problems = found.ToImmutable();
        return new NetworkSet(ranges);
    }

    /// <summary>Whether the address is in one of the networks; an IPv4-mapped address is the IPv4 address.</summary>
    public bool Contains(IPAddress address)
    {
        UInt128 value = ToNumber(address);
        int index = Array.BinarySearch(_starts, value);
        if (index >= 0) return true;
        index = ~index - 1;
        return index >= 0 && value <= _ends[index];
    }

    /// <summary>Reads an address in its usual form only: no octal, no short forms, no scope.</summary>
    public static bool TryParseAddress(ReadOnlySpan<char> text, out IPAddress address)
    {
        address = IPAddress.None;
        if (text.Length > 45 || text.Contains('%') || text.Contains('[') || !IPAddress.TryParse(text, out IPAddress? parsed)) return false;
        if (parsed.AddressFamily == AddressFamily.InterNetwork && !text.SequenceEqual(parsed.ToString())) return false;
        address = parsed.IsIPv4MappedToIPv6 ? parsed.MapToIPv4() : parsed;
        return true;
    }

    private static string? ParseOne(string item, out (UInt128 Start, UInt128 End) range, out string? mend)
    {
        range = default;
        mend = "Write an address or a network, such as 192.0.2.0/24 or 2001:db8::/32.";
        int slash = item.IndexOf('/', StringComparison.Ordinal);
        ReadOnlySpan<char> addressText = slash < 0 ? item : item.AsSpan(0, slash);
        if (!TryParseAddress(addressText, out IPAddress address)) return "is no network";

        int bits = address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
        int length = bits;
        if (slash >= 0 && (!int.TryParse(item.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out length) || length > 128)) return "is no network";
        if (slash >= 0 && bits == 32 && addressText.Contains(':')) length -= 96; // written as IPv4-mapped
        if (length < 0 || length > bits) return "is no network";

        UInt128 hostMask = length == bits ? 0 : UInt128.MaxValue >> (128 - bits + length);
        UInt128 start = ToNumber(address);
        if ((start & hostMask) != 0)
        {
            mend = string.Create(CultureInfo.InvariantCulture, $"Write {ToAddress(start & ~hostMask, bits)}/{length} for the network, or the address alone.");
            return "has bits set behind its prefix";
        }

        range = (start, start | hostMask);
        return null;
    }

    private static UInt128 ToNumber(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out int written);
        return written == 4 ? MappedPrefix | BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    private static IPAddress ToAddress(UInt128 number, int bits)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, number);
        return new IPAddress(bytes[(16 - (bits / 8))..]);
    }
}
