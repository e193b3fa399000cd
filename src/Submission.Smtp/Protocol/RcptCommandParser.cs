using System.Diagnostics.CodeAnalysis;
using System.Text;
using Submission.Policy;

namespace Submission.Smtp.Protocol;

/// <summary>Parses the argument of RCPT.</summary>
internal static class RcptCommandParser
{
    private const int MaximumOriginalRecipientLength = 500;

    /// <summary>Parses and checks.</summary>
    /// <param name="argument">What follows the verb.</param>
    /// <param name="smtpUtf8">Whether MAIL declared SMTPUTF8.</param>
    /// <param name="hostname">Whose the postmaster without a domain is (RFC 5321, section 4.5.1).</param>
    /// <param name="command">The command where there is no error.</param>
    /// <returns>The reply to an argument in error; otherwise <see langword="null"/>.</returns>
    public static byte[]? Parse(ReadOnlySpan<byte> argument, bool smtpUtf8, string hostname, out RcptCommand? command)
    {
        command = null;
        if (!PathReader.TryRead(ref argument, "TO:"u8, out ReadOnlySpan<byte> path)) return Replies.BadRecipient;
        if (!PathReader.TryParseMailbox(path, out EmailAddress? recipient)
            && !(Ascii.EqualsIgnoreCase(path, "postmaster"u8) && EmailAddress.TryParse("postmaster@" + hostname, out recipient)))
            return Replies.BadRecipient;
        if (!smtpUtf8 && !Ascii.IsValid(path)) return Replies.NeedsSmtpUtf8;

        SmtpRcptParameters? parameters = SmtpRcptParameters.None;
        if (!argument.IsEmpty && ParseParameters(argument, smtpUtf8, out parameters) is { } error) return error;
        command = new RcptCommand(recipient, parameters!);
        return null;
    }

    private static byte[]? ParseParameters(ReadOnlySpan<byte> text, bool smtpUtf8, out SmtpRcptParameters? parameters)
    {
        parameters = null;
        SmtpRcptParameters found = SmtpRcptParameters.None;
        ParameterReader reader = new(text);
        while (reader.Next())
        {
            if (reader.Is("NOTIFY"u8))
            {
                if (found.Notify is not null || !TryParseNotify(reader.Value, out DsnNotify notify)) return Replies.BadParameter;
                found = found with { Notify = notify };
            }
            else if (reader.Is("ORCPT"u8))
            {
                if (found.OriginalRecipient is not null || !TryParseOriginal(reader.Value, smtpUtf8, out OriginalRecipient? original)) return Replies.BadParameter;
                found = found with { OriginalRecipient = original };
            }
            else
            {
                return Replies.UnknownParameter;
            }
        }

        parameters = found;
        return reader.IsMalformed ? Replies.BadParameter : null;
    }

    private static bool TryParseNotify(ReadOnlySpan<byte> value, out DsnNotify notify)
    {
        notify = DsnNotify.Never;
        if (Ascii.EqualsIgnoreCase(value, "NEVER"u8)) return true;
        foreach (Range range in value.Split((byte)','))
        {
            ReadOnlySpan<byte> word = value[range];
            DsnNotify one = Ascii.EqualsIgnoreCase(word, "SUCCESS"u8) ? DsnNotify.Success
                : Ascii.EqualsIgnoreCase(word, "FAILURE"u8) ? DsnNotify.Failure
                : Ascii.EqualsIgnoreCase(word, "DELAY"u8) ? DsnNotify.Delay
                : DsnNotify.Never;
            if (one == DsnNotify.Never || notify.HasFlag(one)) return false;
            notify |= one;
        }

        return notify != DsnNotify.Never;
    }

    private static bool TryParseOriginal(ReadOnlySpan<byte> value, bool smtpUtf8, [NotNullWhen(true)] out OriginalRecipient? original)
    {
        original = null;
        int separator = value.IndexOf((byte)';');
        if (separator <= 0 || value.Length > MaximumOriginalRecipientLength) return false;
        ReadOnlySpan<byte> type = value[..separator];
        foreach (byte c in type)
        {
            if (!char.IsAsciiLetterOrDigit((char)c) && c != '-') return false;
        }

        ReadOnlySpan<byte> encoded = value[(separator + 1)..];
        if (!Xtext.TryDecode(encoded, out string? address))
        {
            // RFC 6533, section 3: under SMTPUTF8 an address of type utf-8 may stand in UTF-8 as it is.
            if (!smtpUtf8 || encoded.IsEmpty || encoded.Contains((byte)'+') || !Ascii.EqualsIgnoreCase(type, "utf-8"u8)) return false;
            address = Encoding.UTF8.GetString(encoded);
        }

        original = new OriginalRecipient(Encoding.ASCII.GetString(type), address, Encoding.UTF8.GetString(value));
        return true;
    }
}
