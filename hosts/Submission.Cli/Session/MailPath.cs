using System.Globalization;
using Submission.Policy;

namespace Submission.Cli.Session;

/// <summary>The argument of MAIL FROM or RCPT TO, read as leniently as people type it: the brackets may be missing.</summary>
/// <param name="Address">The address.</param>
/// <param name="Size">The declared size.</param>
internal sealed record MailPath(EmailAddress Address, long? Size)
{
    private static readonly string[] MailParameters = ["BODY", "SMTPUTF8", "RET", "ENVID", "AUTH"];
    private static readonly string[] RcptParameters = ["NOTIFY", "ORCPT"];

    /// <summary>Reads the argument.</summary>
    /// <param name="argument">What stands behind the command.</param>
    /// <param name="isSender">Whether it is that of MAIL FROM.</param>
    /// <param name="path">The path; <see langword="null"/> where it is wrong.</param>
    /// <returns>The reply to a wrong argument; <see langword="null"/> where it is right.</returns>
    public static string? Read(string argument, bool isSender, out MailPath? path)
    {
        path = null;
        string word = isSender ? "FROM:" : "TO:";
        if (!argument.StartsWith(word, StringComparison.OrdinalIgnoreCase)) return DialogReplies.BadArgument;
        string rest = argument[word.Length..].TrimStart(' ');
        int end = EndOfPath(rest);
        string text = rest[..end];
        if (text is ['<', .., '>']) text = text[1..^1];
        // RFC 5321, section 4.1.1.3 and appendix C: a source route is taken and ignored.
        if (text.StartsWith('@') && text.IndexOf(':', StringComparison.Ordinal) is > 0 and int colon) text = text[(colon + 1)..];
        if (ParseAddress(text, isSender) is not { } address) return isSender ? DialogReplies.BadSender : DialogReplies.BadRecipient;
        string? problem = ReadParameters(rest[end..], isSender, out long? size);
        if (problem is null) path = new MailPath(address, size);
        return problem;
    }

    private static EmailAddress? ParseAddress(string text, bool isSender)
    {
        if (text.Length == 0) return isSender ? EmailAddress.NullReversePath : null;
        return EmailAddress.TryParse(text, out EmailAddress? address) ? address : null;
    }

    private static int EndOfPath(string text)
    {
        bool isQuoted = false;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && isQuoted) i++;
            else if (text[i] == '"') isQuoted = !isQuoted;
            else if (!isQuoted && text[i] == '>') return i + 1;
            else if (!isQuoted && text[i] == ' ') return i;
        }

        return text.Length;
    }

    private static string? ReadParameters(string text, bool isSender, out long? size)
    {
        size = null;
        foreach (string parameter in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = parameter.IndexOf('=', StringComparison.Ordinal);
            string name = equals < 0 ? parameter : parameter[..equals];
            if (isSender && name.Equals("SIZE", StringComparison.OrdinalIgnoreCase))
            {
                if (!long.TryParse(parameter.AsSpan(equals + 1), NumberStyles.None, CultureInfo.InvariantCulture, out long octets)) return DialogReplies.BadParameter;
                size = octets;
            }
            else if (!(isSender ? MailParameters : RcptParameters).Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                return DialogReplies.UnknownParameter;
            }
        }

        return null;
    }
}
