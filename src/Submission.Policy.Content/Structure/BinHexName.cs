using System.Text;

namespace Submission.Policy.Content.Structure;

/// <summary>Finds the name of a file in BinHex 4.0 (RFC 1741): the first of the data, behind the line that announces them.</summary>
internal sealed class BinHexName(MessageReading reading)
{
    private const byte Repeat = 0x90;
    private const int LongestName = 63;

    private static readonly byte[] Values = MakeValues();

    private bool _isAnnounced;

    /// <summary>Takes the next line of text.</summary>
    public void OnLine(ReadOnlySpan<byte> text)
    {
        if (!_isAnnounced)
        {
            _isAnnounced = text.Length > 30 && text.IndexOf((byte)'(') is >= 0 and int at && IsAnnouncement(text[(at + 1)..]);
            return;
        }

        ReadOnlySpan<byte> data = text.TrimStart(" \t"u8);
        if (data.IsEmpty) return;
        _isAnnounced = false;
        if (data[0] == (byte)':') ReadName(data[1..]);
    }

    private static bool IsAnnouncement(ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> announcement = "This file must be converted with BinHex"u8;
        return text.Length >= announcement.Length && Ascii.EqualsIgnoreCase(text[..announcement.Length], announcement);
    }

    private static byte[] MakeValues()
    {
        byte[] values = new byte[256];
        Array.Fill(values, (byte)0xff);
        ReadOnlySpan<byte> alphabet = "!\"#$%&'()*+,-012345689@ABCDEFGHIJKLMNPQRSTUVXYZ[`abcdefhijklmpqr"u8;
        for (int i = 0; i < alphabet.Length; i++) values[alphabet[i]] = (byte)i;
        return values;
    }

    private static int Decode(ReadOnlySpan<byte> data, Span<byte> into)
    {
        int written = 0, bits = 0, count = 0;
        bool repeats = false;
        foreach (byte octet in data)
        {
            byte value = Values[octet];
            if (value == 0xff) break;
            bits = (bits << 6) | value;
            count += 6;
            if (count < 8) continue;
            count -= 8;
            byte decoded = (byte)(bits >> count);
            if (repeats) Expand(decoded, into, ref written);
            else if (decoded != Repeat && written < into.Length) into[written++] = decoded;
            repeats = !repeats && decoded == Repeat;
        }

        return written;
    }

    private static void Expand(byte times, Span<byte> into, ref int written)
    {
        if (times == 0)
        {
            if (written < into.Length) into[written++] = Repeat;
            return;
        }

        for (int i = 1; i < times && written > 0 && written < into.Length; i++, written++) into[written] = into[written - 1];
    }

    private void ReadName(ReadOnlySpan<byte> data)
    {
        Span<byte> decoded = stackalloc byte[1 + LongestName];
        int length = Decode(data, decoded);
        if (length > 1 && decoded[0] is > 0 and <= LongestName && length > decoded[0])
            reading.Names.Add(decoded.Slice(1, decoded[0]), AttachmentNameSource.Text);
    }
}
