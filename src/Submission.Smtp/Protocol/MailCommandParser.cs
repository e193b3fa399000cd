using System.Buffers.Text;
using System.Text;
using Submission.Policy;

namespace Submission.Smtp.Protocol;

/// <summary>Parses the argument of MAIL.</summary>
internal static class MailCommandParser
{
    private const int MaximumEnvelopeIdLength = 100;

    /// <summary>Parses and checks.</summary>
    /// <param name="argument">What follows the verb.</param>
    /// <param name="maximumSize">The largest SIZE that is accepted.</param>
    /// <param name="isRequireTlsOffered">Whether REQUIRETLS is known; it is offered under TLS only (RFC 8689, section 2).</param>
    /// <param name="command">The command where there is no error.</param>
    /// <returns>The reply to an argument in error; otherwise <see langword="null"/>.</returns>
    public static byte[]? Parse(ReadOnlySpan<byte> argument, long maximumSize, bool isRequireTlsOffered, out MailCommand? command)
    {
        command = null;
        if (!PathReader.TryRead(ref argument, "FROM:"u8, out ReadOnlySpan<byte> path)) return Replies.BadSender;
        EmailAddress? sender = EmailAddress.NullReversePath;
        if (!path.IsEmpty && !PathReader.TryParseMailbox(path, out sender)) return Replies.BadSender;

        SmtpMailParameters? parameters = SmtpMailParameters.None;
        if (!argument.IsEmpty && ParseParameters(argument, out parameters) is { } error) return error;
        if (parameters!.RequireTls && !isRequireTlsOffered) return Replies.UnknownParameter;
        if (parameters.Size > maximumSize) return Replies.TooBig;
        if (!parameters.SmtpUtf8 && !Ascii.IsValid(path)) return Replies.NeedsSmtpUtf8;

        command = new MailCommand(sender!, parameters);
        return null;
    }

    private static byte[]? ParseParameters(ReadOnlySpan<byte> text, out SmtpMailParameters? parameters)
    {
        parameters = null;
        SmtpMailParameters found = SmtpMailParameters.None;
        ParameterReader reader = new(text);
        while (reader.Next())
        {
            if (Apply(reader, ref found) is { } error) return error;
        }

        parameters = found;
        return reader.IsMalformed ? Replies.BadParameter : null;
    }

    private static byte[]? Apply(in ParameterReader reader, ref SmtpMailParameters found)
    {
        if (reader.Is("SIZE"u8))
        {
            if (found.Size is not null || !TryParseSize(reader.Value, out long size)) return Replies.BadParameter;
            found = found with { Size = size };
        }
        else if (reader.Is("BODY"u8))
        {
            SmtpBodyType? body = reader.ValueIs("8BITMIME"u8) ? SmtpBodyType.EightBitMime : reader.ValueIs("7BIT"u8) ? SmtpBodyType.SevenBit : null;
            if (found.Body is not null || body is null) return Replies.BadParameter;
            found = found with { Body = body };
        }
        else if (reader.Is("SMTPUTF8"u8))
        {
            if (found.SmtpUtf8 || reader.HasValue) return Replies.BadParameter;
            found = found with { SmtpUtf8 = true };
        }
        else if (reader.Is("RET"u8))
        {
            DsnReturn? wanted = reader.ValueIs("FULL"u8) ? DsnReturn.Full : reader.ValueIs("HDRS"u8) ? DsnReturn.Headers : null;
            if (found.Return is not null || wanted is null) return Replies.BadParameter;
            found = found with { Return = wanted };
        }
        else if (reader.Is("ENVID"u8))
        {
            if (found.EnvelopeId is not null || reader.Value.Length > MaximumEnvelopeIdLength || !Xtext.TryDecode(reader.Value, out string? id)) return Replies.BadParameter;
            found = found with { EnvelopeId = id };
        }
        else if (reader.Is("AUTH"u8))
        {
            if (found.Submitter is not null || !Xtext.TryDecode(reader.Value, out string? submitter)) return Replies.BadParameter;
            found = found with { Submitter = submitter };
        }
        else if (reader.Is("REQUIRETLS"u8))
        {
            if (found.RequireTls || reader.HasValue) return Replies.BadParameter;
            found = found with { RequireTls = true };
        }
        else
        {
            return Replies.UnknownParameter;
        }

        return null;
    }

    // RFC 1870, section 4: 1 to 20 digits, which may exceed what a long holds; such a size is as large as any.
    private static bool TryParseSize(ReadOnlySpan<byte> value, out long size)
    {
        size = long.MaxValue;
        if (value.Length is 0 or > 20 || value.ContainsAnyExceptInRange((byte)'0', (byte)'9')) return false;
        if (Utf8Parser.TryParse(value, out long parsed, out int consumed) && consumed == value.Length) size = parsed;
        return true;
    }
}
