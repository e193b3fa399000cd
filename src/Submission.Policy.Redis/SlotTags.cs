using System.Globalization;
using System.Text;

namespace Submission.Policy.Redis;

/// <summary>The slots of a cluster, and a hash tag for each, the same on every node: so that the epoch of what a slot holds is in that slot. Thread-safe.</summary>
internal static class SlotTags
{
    private const int Slots = 16_384;

    private static readonly Lazy<string[]> Tags = new(FindAll);

    /// <summary>A hash tag whose keys are in the slot of another one.</summary>
    public static string BesideTag(string tag) => Tags.Value[SlotOf(tag)];

    /// <summary>The slot of the keys with a hash tag: the CRC-16 (polynomial 0x1021) of what stands between the braces, the first that closes.</summary>
    /// <param name="tag">The tag with its braces.</param>
    public static int SlotOf(string tag)
    {
        ReadOnlySpan<char> text = tag.AsSpan(1, tag.IndexOf('}', StringComparison.Ordinal) - 1);
        Span<byte> octets = stackalloc byte[256];
        if (Encoding.UTF8.GetMaxByteCount(text.Length) > octets.Length) octets = new byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        int crc = 0;
        foreach (byte octet in octets[..Encoding.UTF8.GetBytes(text, octets)])
        {
            crc ^= octet << 8;
            for (int bit = 0; bit < 8; bit++) crc = (crc & 0x8000) != 0 ? (crc << 1) ^ 0x1021 : crc << 1;
        }

        return crc & (Slots - 1);
    }

    private static string[] FindAll()
    {
        string[] tags = new string[Slots];
        for (int number = 0, found = 0; found < Slots; number++)
        {
            string tag = "{" + number.ToString(CultureInfo.InvariantCulture) + "}";
            ref string known = ref tags[SlotOf(tag)];
            if (known is not null) continue;
            known = tag;
            found++;
        }

        return tags;
    }
}
