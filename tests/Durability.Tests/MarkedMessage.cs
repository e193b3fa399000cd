using System.Globalization;
using System.Text;

namespace Durability.Tests;

/// <summary>A message whose every octet follows from its number and size, so that whoever receives it can tell whether it is whole.</summary>
internal static class MarkedMessage
{
    private const string Field = "X-Marked: ";
    private const int LineLength = 76;

    /// <summary>Makes the message.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="size">About how large it is, in octets.</param>
    public static byte[] Make(long number, int size)
    {
        var text = new StringBuilder(size + 512);
        text.Append(CultureInfo.InvariantCulture, $"{Field}{number} {size}\r\nFrom: <{GatewayFolder.Sender}>\r\nTo: <eva@example.org>\r\nSubject: message {number}\r\nDate: Sun, 29 Nov 2026 10:00:00 +0000\r\nMessage-ID: <{number}@client.example>\r\n\r\n");
        var random = new Random(HashCode(number));
        while (text.Length < size)
        {
            for (int i = 0; i < LineLength; i++) text.Append((char)random.Next('.', 'z' + 1));
            text.Append("\r\n");
        }

        return Encoding.ASCII.GetBytes(text.ToString());
    }

    /// <summary>Reads what a server was given.</summary>
    /// <param name="octets">The message with whatever went before it.</param>
    /// <param name="number">Its number.</param>
    /// <returns>Whether it is one of these, and whole.</returns>
    public static bool TryRead(ReadOnlySpan<byte> octets, out long number)
    {
        number = -1;
        int start = octets.IndexOf(Encoding.ASCII.GetBytes(Field));
        if (start < 0) return false;
        ReadOnlySpan<byte> line = octets[(start + Field.Length)..];
        int end = line.IndexOf((byte)'\r');
        if (end < 0) return false;
        string[] words = Encoding.ASCII.GetString(line[..end]).Split(' ');
        if (words.Length != 2 || !long.TryParse(words[0], CultureInfo.InvariantCulture, out number) || !int.TryParse(words[1], CultureInfo.InvariantCulture, out int size)) return false;
        return octets[start..].SequenceEqual(Make(number, size));
    }

    private static int HashCode(long number) => unchecked((int)(number * 2654435761));
}
