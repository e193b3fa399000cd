using System.Text;

namespace Submission.Policy.Content.Structure;

/// <summary>The header fields whose names matter here.</summary>
internal enum FieldName
{
    Other,
    ContentType,
    ContentTransferEncoding,
    ContentDisposition,
    OtherContent,
    Received,
    From,
}

/// <summary>Reads the names of header fields as leniently as any reader does.</summary>
internal static class FieldNames
{
    private const int MaximumLength = 72;

    /// <summary>Says where the name of the field ends that <paramref name="line"/> begins with; -1 where it does not look like a field.</summary>
    public static int EndOf(ReadOnlySpan<byte> line)
    {
        int colon = line[..Math.Min(line.Length, MaximumLength)].IndexOf((byte)':');
        if (colon <= 0) return -1;
        ReadOnlySpan<byte> name = TrimEnd(line[..colon]);
        if (name.IsEmpty) return -1;
        foreach (byte octet in name)
        {
            if (octet is <= (byte)' ' or >= 0x7f) return -1;
        }

        return colon;
    }

    /// <summary>Recognises a name; only its letters and hyphens count, whatever their case.</summary>
    public static FieldName Recognize(ReadOnlySpan<byte> name)
    {
        if (name.Length > MaximumLength) return FieldName.Other;
        Span<byte> letters = stackalloc byte[MaximumLength];
        int length = 0;
        foreach (byte octet in name)
        {
            if (char.IsAsciiLetter((char)octet) || octet == (byte)'-') letters[length++] = (byte)(octet | 0x20);
        }

        ReadOnlySpan<byte> field = letters[..length];
        if (field.SequenceEqual("received"u8)) return FieldName.Received;
        if (field.SequenceEqual("from"u8)) return FieldName.From;
        if (!field.StartsWith("content-"u8)) return FieldName.Other;
        if (field.SequenceEqual("content-type"u8)) return FieldName.ContentType;
        if (field.SequenceEqual("content-transfer-encoding"u8)) return FieldName.ContentTransferEncoding;
        return field.SequenceEqual("content-disposition"u8) ? FieldName.ContentDisposition : FieldName.OtherContent;
    }

    /// <summary>Whether a line looks like one of the fields that describe a part.</summary>
    public static bool IsContentField(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> text = TrimStart(line);
        if (text.Length < 10 || (text[0] | 0x20) != 'c' || !Ascii.EqualsIgnoreCase(text[..8], "content-"u8)) return false;
        int colon = EndOf(text);
        return colon > 0 && Recognize(text[..colon]) != FieldName.Other;
    }

    public static ReadOnlySpan<byte> TrimStart(ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty && text[0] is <= (byte)' ' or >= 0x7f) text = text[1..];
        return text;
    }

    private static ReadOnlySpan<byte> TrimEnd(ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty && text[^1] <= (byte)' ') text = text[..^1];
        return text;
    }
}
