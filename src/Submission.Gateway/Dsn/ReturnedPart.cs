using System.Text;
using System.Text.Unicode;
using MimeKit;
using Submission.Smtp.Content;

namespace Submission.Gateway.Dsn;

/// <summary>
/// The part of a notice that returns the message (RFC 6522, section 3): as the sender has handed it over, octet for octet, without the fields that the gateway has put before it.
/// </summary>
/// <remarks>
/// A whole message must not be encoded (RFC 2046, section 5.2.1), so one with octets above 127 makes the notice 8BITMIME; only a message that needs SMTPUTF8 may be, and is
/// (RFC 6532, section 3.7). One that SMTP would not carry, with a line of more than 998 octets, a CR or LF that is no part of CRLF, or a NUL, comes back as its header, and
/// a header of that kind, or with octets above 127, as quoted-printable.
/// </remarks>
internal sealed record ReturnedPart(ReturnedContent Content, MimePart Part)
{
    /// <summary>Chooses and makes the part.</summary>
    /// <param name="original">The message.</param>
    /// <param name="body">Its octets.</param>
    /// <param name="isWhole">Whether it is to come back whole, if it can.</param>
    /// <param name="isEightBitSafe">Whether the notice goes only where octets above 127 pass.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async ValueTask<ReturnedPart> ChooseAsync(
        OriginalMessage original, MessageBody body, bool isWhole, bool isEightBitSafe, CancellationToken cancellationToken)
    {
        bool isGlobal = original.IsSmtpUtf8 && !Ascii.IsValid(original.Header.Span) && Utf8.IsValid(original.Header.Span);
        if (isWhole && !original.IsHeaderCut)
        {
            byte[] octets = new byte[(int)body.Length];
            int length = await OriginalMessage.FillAsync(body, octets, cancellationToken).ConfigureAwait(false);
            if (length == octets.Length && IsCarried(octets))
            {
                ContentEncoding encoding = Ascii.IsValid(octets) ? ContentEncoding.SevenBit
                    : isGlobal && !isEightBitSafe ? ContentEncoding.Base64
                    : ContentEncoding.EightBit;
                return new ReturnedPart(ReturnedContent.Whole, NoticePart.Make("message", isGlobal ? "global" : "rfc822", "Undelivered message", octets, encoding));
            }
        }

        ReadOnlyMemory<byte> header = original.Header;
        bool isPlain = IsCarried(header.Span) && (Ascii.IsValid(header.Span) || (isGlobal && isEightBitSafe));
        ContentEncoding headerEncoding = !isPlain ? ContentEncoding.QuotedPrintable : Ascii.IsValid(header.Span) ? ContentEncoding.SevenBit : ContentEncoding.EightBit;
        return new ReturnedPart(
            original.IsHeaderCut ? ReturnedContent.CutHeader : ReturnedContent.Header,
            NoticePart.Make(isGlobal ? "message" : "text", isGlobal ? "global-headers" : "rfc822-headers", "Header of the message", header, headerEncoding));
    }

    /// <summary>Whether SMTP carries the octets as they are, in so far as 8BITMIME is at hand (RFC 5321, sections 2.3.8 and 4.5.3.1.6).</summary>
    private static bool IsCarried(ReadOnlySpan<byte> octets)
    {
        while (!octets.IsEmpty)
        {
            int end = octets.IndexOfAny((byte)'\r', (byte)'\n', (byte)0);
            if ((end < 0 ? octets.Length : end) > 998) return false;
            if (end < 0) return true;
            if (octets[end] != '\r' || end + 1 >= octets.Length || octets[end + 1] != '\n') return false;
            octets = octets[(end + 2)..];
        }

        return true;
    }
}

/// <summary>How much of a message a notice returns.</summary>
internal enum ReturnedContent
{
    Whole,
    Header,

    /// <summary>The beginning of a header.</summary>
    CutHeader,
}
