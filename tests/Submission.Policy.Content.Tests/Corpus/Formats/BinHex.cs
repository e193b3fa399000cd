using System.Text;

namespace Submission.Policy.Content.Tests.Corpus.Formats;

/// <summary>Writes BinHex 4.0 (RFC 1741): name, fork lengths and forks in six-bit letters between colons.</summary>
internal static class BinHex
{
    public const string Introduction = "(This file must be converted with BinHex 4.0)\r\n";

    private const string Letters = "!\"#$%&'()*+,-012345689@ABCDEFGHIJKLMNPQRSTUVXYZ[`abcdefhijklmpqr";

    public static string Encode(string name, byte[] data)
    {
        List<byte> header = [(byte)name.Length, .. Mime.Octets(name), 0, .. "TEXT"u8, .. "ttxt"u8, 0, 0, .. Number(data.Length), .. Number(0)];
        byte[] whole = [.. header, .. Crc([.. header]), .. data, .. Crc(data), .. Crc([])];
        byte[] escaped = [.. whole.SelectMany(static octet => octet == 0x90 ? new byte[] { 0x90, 0 } : [octet])];

        var text = new StringBuilder(":");
        int bits = 0, held = 0;
        foreach (byte octet in escaped)
        {
            held = (held << 8) | octet;
            for (bits += 8; bits >= 6; bits -= 6) Add(text, (held >> (bits - 6)) & 63);
            held &= (1 << bits) - 1;
        }

        if (bits > 0) Add(text, (held << (6 - bits)) & 63);
        return Introduction + "\r\n" + text.Append(":\r\n");
    }

    private static void Add(StringBuilder text, int sextet)
    {
        text.Append(Letters[sextet]);
        if (text.Length % 66 == 64) text.Append("\r\n");
    }

    private static byte[] Number(int value) => [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];

    private static byte[] Crc(byte[] octets)
    {
        int crc = 0;
        foreach (byte octet in (byte[])[.. octets, 0, 0])
        {
            for (int bit = 7; bit >= 0; bit--)
            {
                bool carry = (crc & 0x8000) != 0;
                crc = ((crc << 1) | ((octet >> bit) & 1)) & 0xFFFF;
                if (carry) crc ^= 0x1021;
            }
        }

        return [(byte)(crc >> 8), (byte)crc];
    }
}
