using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Submission.Milter.Protocol;

/// <summary>Writes answers.</summary>
internal static class ResponseWriter
{
    private const int HeadSize = 5;

    // Which macros are wanted when. A stage that is named with none is sent none, and one that is not named gets what the mail server is set up for.
    private static readonly (MacroStage Stage, byte[] Names)[] Macros =
    [
        (MacroStage.Connect, ""u8.ToArray()),
        (MacroStage.Hello, "{tls_version}"u8.ToArray()),
        (MacroStage.Mail, "{tls_version} {auth_authen}"u8.ToArray()),
        (MacroStage.Recipient, ""u8.ToArray()),
        (MacroStage.Data, ""u8.ToArray()),
        (MacroStage.EndOfHeaders, ""u8.ToArray()),
        (MacroStage.EndOfMessage, "i"u8.ToArray()),
    ];

    /// <summary>An answer without data.</summary>
    /// <returns>How many octets were written, here and below.</returns>
    public static int Write(IBufferWriter<byte> output, MilterResponse response)
    {
        Head(output.GetSpan(HeadSize), response, 0);
        output.Advance(HeadSize);
        return HeadSize;
    }

    public static int Write(IBufferWriter<byte> output, in Agreement agreement)
    {
        bool choosesMacros = agreement.Has(MilterActions.ChooseMacros);
        int size = 12;
        if (choosesMacros) foreach ((_, byte[] names) in Macros) size += 4 + names.Length + 1;
        Span<byte> span = output.GetSpan(HeadSize + size);
        Head(span, MilterResponse.Negotiate, size);
        BinaryPrimitives.WriteUInt32BigEndian(span[HeadSize..], agreement.Version);
        BinaryPrimitives.WriteUInt32BigEndian(span[(HeadSize + 4)..], (uint)agreement.Actions);
        BinaryPrimitives.WriteUInt32BigEndian(span[(HeadSize + 8)..], (uint)agreement.Steps);
        Span<byte> rest = span[(HeadSize + 12)..];
        if (choosesMacros)
        {
            foreach ((MacroStage stage, byte[] names) in Macros)
            {
                BinaryPrimitives.WriteUInt32BigEndian(rest, (uint)stage);
                names.CopyTo(rest[4..]);
                rest[4 + names.Length] = 0;
                rest = rest[(4 + names.Length + 1)..];
            }
        }

        output.Advance(HeadSize + size);
        return HeadSize + size;
    }

    /// <summary>A refusal. A percent sign is doubled, because mail servers take the text for a format.</summary>
    public static int Write(IBufferWriter<byte> output, SmtpReply reply) =>
        WriteText(output, MilterResponse.ReplyCode, reply.ToString().Replace("%", "%%", StringComparison.Ordinal));

    public static int WriteQuarantine(IBufferWriter<byte> output, string reason) => WriteText(output, MilterResponse.Quarantine, reason);

    /// <summary>A header field that goes before all others.</summary>
    /// <param name="output">Where it goes.</param>
    /// <param name="name">The name of the field.</param>
    /// <param name="value">Its value; lines end with LF.</param>
    /// <param name="leadingSpace">Whether the space behind the colon is part of the value.</param>
    public static int WriteHeader(IBufferWriter<byte> output, string name, string value, bool leadingSpace)
    {
        int size = 4 + name.Length + 1 + (leadingSpace ? 1 : 0) + value.Length + 1;
        Span<byte> span = output.GetSpan(HeadSize + size);
        Head(span, MilterResponse.InsertHeader, size);
        Span<byte> rest = span[HeadSize..];
        BinaryPrimitives.WriteUInt32BigEndian(rest, 0);
        rest = rest[4..];
        Encoding.ASCII.GetBytes(name, rest);
        rest[name.Length] = 0;
        rest = rest[(name.Length + 1)..];
        if (leadingSpace)
        {
            rest[0] = (byte)' ';
            rest = rest[1..];
        }

        Encoding.ASCII.GetBytes(value, rest);
        rest[value.Length] = 0;
        output.Advance(HeadSize + size);
        return HeadSize + size;
    }

    private static int WriteText(IBufferWriter<byte> output, MilterResponse response, string text)
    {
        int length = Encoding.UTF8.GetByteCount(text);
        Span<byte> span = output.GetSpan(HeadSize + length + 1);
        Head(span, response, length + 1);
        Encoding.UTF8.GetBytes(text, span[HeadSize..]);
        span[HeadSize + length] = 0;
        output.Advance(HeadSize + length + 1);
        return HeadSize + length + 1;
    }

    private static void Head(Span<byte> span, MilterResponse response, int size)
    {
        BinaryPrimitives.WriteUInt32BigEndian(span, (uint)size + 1);
        span[4] = (byte)response;
    }
}
