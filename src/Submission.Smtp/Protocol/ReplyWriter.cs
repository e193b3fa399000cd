using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Unicode;
using Submission.Policy;

namespace Submission.Smtp.Protocol;

/// <summary>Writes replies (RFC 5321, section 4.2; RFC 2034, section 4).</summary>
internal static class ReplyWriter
{
    private const int LongestCodes = 16;

    /// <summary>Writes a reply of one line, or of several.</summary>
    /// <returns>How many octets were written.</returns>
    public static int Write(IBufferWriter<byte> output, SmtpReply reply, IReadOnlyList<string>? lines)
    {
        if (lines is null || lines.Count == 0) return WriteLine(output, reply, reply.Text, last: true);
        int written = 0;
        for (int i = 0; i < lines.Count; i++) written += WriteLine(output, reply, lines[i], last: i == lines.Count - 1);
        return written;
    }

    private static int WriteLine(IBufferWriter<byte> output, SmtpReply reply, string text, bool last)
    {
        Span<byte> line = output.GetSpan(LongestCodes + Encoding.UTF8.GetMaxByteCount(text.Length) + 2);
        Utf8Formatter.TryFormat(reply.Code, line, out int length);
        line[length++] = (byte)(last ? ' ' : '-');
        if (reply.Status is { } status)
        {
            Utf8.TryWrite(line[length..], System.Globalization.CultureInfo.InvariantCulture, $"{status.Class}.{status.Subject}.{status.Detail} ", out int codes);
            length += codes;
        }

        int start = length;
        length += Encoding.UTF8.GetBytes(text, line[length..]);
        foreach (ref byte octet in line[start..length])
        {
            if (octet is < 0x20 or 0x7F) octet = (byte)'?';
        }

        while (length > 3 && line[length - 1] == ' ') length--;
        line[length++] = (byte)'\r';
        line[length++] = (byte)'\n';
        output.Advance(length);
        return length;
    }
}
