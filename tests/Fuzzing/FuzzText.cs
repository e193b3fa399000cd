using System.Globalization;
using System.Text;

namespace Submission.Tests.Fuzzing;

/// <summary>Octets as one line of text: printable ASCII as it is, <c>\r \n \t \\</c>, and <c>\xNN</c>.</summary>
internal static class FuzzText
{
    public static string Escape(ReadOnlySpan<byte> octets)
    {
        var line = new StringBuilder(octets.Length);
        foreach (byte octet in octets)
        {
            line.Append(octet switch
            {
                (byte)'\r' => "\\r",
                (byte)'\n' => "\\n",
                (byte)'\t' => "\\t",
                (byte)'\\' => "\\\\",
                >= 0x20 and <= 0x7E => ((char)octet).ToString(),
                _ => "\\x" + octet.ToString("X2", CultureInfo.InvariantCulture),
            });
        }

        // A line that begins with a number sign is a comment.
        return line.Length == 0 || line[0] != '#' ? line.ToString() : "\\x23" + line.ToString(1, line.Length - 1);
    }

    public static byte[] Octets(string line)
    {
        var octets = new List<byte>(line.Length);
        for (int i = 0; i < line.Length; i++)
        {
            if (line[i] != '\\')
            {
                octets.AddRange(Encoding.UTF8.GetBytes(line, i, 1));
                continue;
            }

            switch (line[++i])
            {
                case 'r': octets.Add((byte)'\r'); break;
                case 'n': octets.Add((byte)'\n'); break;
                case 't': octets.Add((byte)'\t'); break;
                case 'x':
                    octets.Add(byte.Parse(line.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                    i += 2;
                    break;
                default: octets.Add((byte)line[i]); break;
            }
        }

        return [.. octets];
    }
}
