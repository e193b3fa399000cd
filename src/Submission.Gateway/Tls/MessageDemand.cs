using System.Text;
using Submission.Gateway.Queue;
using Submission.Smtp.Content;

namespace Submission.Gateway.Tls;

/// <summary>Reads what a message asks for of TLS: by REQUIRETLS in its envelope, or by <c>TLS-Required: No</c> in its header (RFC 8689, sections 2 and 3).</summary>
internal static class MessageDemand
{
    // A header that is longer asks for nothing: this is a favour, not a duty.
    private const int MaximumHeader = 64 * 1024;

    /// <summary>Reads it. REQUIRETLS makes the field count for nothing.</summary>
    public static ValueTask<MessageTls> ReadAsync(NewMessage message, CancellationToken cancellationToken)
    {
        if (message.Mail.Parameters.RequireTls) return new(MessageTls.Required);
        return message.Body.TryGetMemory(out ReadOnlyMemory<byte> whole) ? new(Read(whole.Span[..Math.Min(whole.Length, MaximumHeader)])) : ReadAsync(message.Body, cancellationToken);
    }

    /// <summary>Reads the header at the beginning of a message.</summary>
    public static MessageTls Read(ReadOnlySpan<byte> text)
    {
        MessageTls found = MessageTls.Default;
        bool isFound = false;
        while (text.IndexOf((byte)'\n') is >= 0 and var end)
        {
            ReadOnlySpan<byte> line = text[..end].TrimEnd((byte)'\r');
            if (line.IsEmpty) break;
            text = text[(end + 1)..];
            if (!IsField(line, out ReadOnlySpan<byte> value)) continue;
            while (!text.IsEmpty && text[0] is (byte)' ' or (byte)'\t' && text.IndexOf((byte)'\n') is >= 0 and var more)
            {
                if (value.Trim(" \t\r"u8).IsEmpty) value = text[..more];
                else if (!text[..more].Trim(" \t\r"u8).IsEmpty) value = "?"u8; // a word more than the one that is known
                text = text[(more + 1)..];
            }

            // The field may stand there once; twice it is no longer clear what is asked for.
            if (isFound) return MessageTls.Default;
            isFound = true;
            found = Ascii.EqualsIgnoreCase(value.Trim(" \t\r"u8), "No"u8) ? MessageTls.Optional : MessageTls.Default;
        }

        return found;
    }

    private static async ValueTask<MessageTls> ReadAsync(MessageBody body, CancellationToken cancellationToken)
    {
        byte[] header = new byte[(int)Math.Min(body.Length, MaximumHeader)];
        int length = 0;
        while (length < header.Length && await body.ReadAsync(length, header.AsMemory(length), cancellationToken).ConfigureAwait(false) is > 0 and var read) length += read;
        return Read(header.AsSpan(0, length));
    }

    private static bool IsField(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> value)
    {
        ReadOnlySpan<byte> name = "TLS-Required"u8;
        value = default;
        if (line.Length <= name.Length || !Ascii.EqualsIgnoreCase(line[..name.Length], name)) return false;
        ReadOnlySpan<byte> rest = line[name.Length..].TrimStart(" \t"u8);
        if (rest.IsEmpty || rest[0] != ':') return false;
        value = rest[1..];
        return true;
    }
}
