using System.Text;

namespace Submission.Policy.Expressions;

/// <summary>Makes any text fit to be sent in a reply.</summary>
internal static class ReplyText
{
    /// <summary>Appends a text; control characters, line separators and lone surrogates become <c>?</c>.</summary>
    /// <returns>The octets of UTF-8 that are left; what does not fit is left out, and from then on there is no room.</returns>
    public static int Append(StringBuilder builder, ReadOnlySpan<char> text, int room)
    {
        Span<char> buffer = stackalloc char[2];
        while (!text.IsEmpty)
        {
            bool isValid = Rune.DecodeFromUtf16(text, out Rune rune, out int consumed) == System.Buffers.OperationStatus.Done;
            if (!isValid || IsUnfit(rune)) rune = new Rune('?');
            if (rune.Utf8SequenceLength > room) return 0;
            room -= rune.Utf8SequenceLength;
            builder.Append(buffer[..rune.EncodeToUtf16(buffer)]);
            text = text[consumed..];
        }

        return room;
    }

    /// <summary>Whether a character must not be in a reply.</summary>
    public static bool IsUnfit(Rune rune) => Rune.IsControl(rune) || rune.Value is 0x2028 or 0x2029;
}
