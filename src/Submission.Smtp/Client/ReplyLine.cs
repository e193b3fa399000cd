using System.Diagnostics.CodeAnalysis;
using System.Text;
using Submission.Policy;

namespace Submission.Smtp.Client;

/// <summary>One line of a reply (RFC 5321, section 4.2): a code, whether more lines follow, a status and a text free of control characters.</summary>
internal sealed record ReplyLine(int Code, bool IsLast, EnhancedStatus? Status, string Text)
{
    /// <summary>Reads a line without its end.</summary>
    public static bool TryParse(ReadOnlySpan<byte> line, [NotNullWhen(true)] out ReplyLine? parsed)
    {
        parsed = null;
        if (line.Length < 3 || line[0] is < (byte)'2' or > (byte)'5' || line[1] is < (byte)'0' or > (byte)'9' || line[2] is < (byte)'0' or > (byte)'9') return false;
        if (line.Length > 3 && line[3] is not ((byte)' ' or (byte)'-')) return false;
        int code = ((line[0] - '0') * 100) + ((line[1] - '0') * 10) + (line[2] - '0');
        string text = line.Length > 4 ? Clean(Encoding.UTF8.GetString(line[4..])) : "";
        int space = text.IndexOf(' ', StringComparison.Ordinal);
        EnhancedStatus? status = EnhancedStatus.TryParse(space < 0 ? text : text.AsSpan(0, space), out EnhancedStatus found) && found.Class == code / 100 ? found : null;
        if (status is not null) text = space < 0 ? "" : text[(space + 1)..];
        parsed = new ReplyLine(code, line.Length == 3 || line[3] == ' ', status, text);
        return true;
    }

    private static string Clean(string text)
    {
        foreach (char c in text)
        {
            if (char.IsControl(c)) return string.Create(text.Length, text, static (span, dirty) =>
            {
                for (int i = 0; i < dirty.Length; i++) span[i] = char.IsControl(dirty[i]) ? '?' : dirty[i];
            });
        }

        return text;
    }
}
