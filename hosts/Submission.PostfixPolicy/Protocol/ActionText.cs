namespace Submission.PostfixPolicy.Protocol;

/// <summary>Writes answers: one line of printable ASCII, whatever a policy's text holds.</summary>
internal static class ActionText
{
    // A reply line of SMTP has at most 512 octets (RFC 5321, section 4.5.3.1.5), and Postfix puts something before ours.
    private const int MaximumLength = 400;

    private static ReadOnlySpan<byte> Name => "action="u8;

    public static byte[] Encode(string text)
    {
        int length = Math.Min(text.Length, MaximumLength);
        byte[] octets = new byte[Name.Length + length + 2];
        Name.CopyTo(octets);
        Span<byte> value = octets.AsSpan(Name.Length, length);
        for (int i = 0; i < length; i++) value[i] = text[i] is >= ' ' and <= '~' ? (byte)text[i] : (byte)'?';
        octets[^2] = octets[^1] = (byte)'\n';
        return octets;
    }
}
