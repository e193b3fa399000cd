using System.Text;

namespace Submission.Policy.Content.Structure;

/// <summary>Recognises saved messages, which mail clients open like attached ones.</summary>
internal static class MessageFiles
{
    private const int LongestName = 32;

    /// <summary>Whether a field names a file with the extension of a saved message.</summary>
    public static bool IsNamedIn(ReadOnlySpan<byte> value)
    {
        while (true)
        {
            int dot = value.IndexOf((byte)'.');
            if (dot < 0 || dot + 4 > value.Length) return false;
            value = value[(dot + 1)..];
            ReadOnlySpan<byte> extension = value[..3];
            if (Ascii.EqualsIgnoreCase(extension, "eml"u8) || Ascii.EqualsIgnoreCase(extension, "mht"u8) || Ascii.EqualsIgnoreCase(extension, "nws"u8)) return true;
        }
    }

    /// <summary>Whether content begins like a message: with a field that stands at the top of messages, or with the line that begins one in a mailbox file.</summary>
    public static bool IsMessage(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith("From "u8)) return true;
        ReadOnlySpan<byte> text = FieldNames.TrimStart(start);
        int colon = text[..Math.Min(text.Length, LongestName)].IndexOf((byte)':');
        if (colon < 2) return false;
        ReadOnlySpan<byte> name = text[..colon];
        while (name[^1] == (byte)' ' && name.Length > 1) name = name[..^1];
        return FieldNames.Recognize(name) != FieldName.Other || Is(name, "return-path"u8) || Is(name, "delivered-to"u8) || Is(name, "mime-version"u8) || Is(name, "message-id"u8)
            || Is(name, "subject"u8) || Is(name, "date"u8) || Is(name, "to"u8) || Is(name, "reply-to"u8) || Is(name, "sender"u8) || Is(name, "dkim-signature"u8)
            || Is(name, "authentication-results"u8) || Is(name, "x-mailer"u8) || Is(name, "user-agent"u8);
    }

    private static bool Is(ReadOnlySpan<byte> name, ReadOnlySpan<byte> field) => Ascii.EqualsIgnoreCase(name, field);
}
