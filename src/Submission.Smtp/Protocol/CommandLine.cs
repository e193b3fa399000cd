using System.Buffers;
using System.Text.Unicode;

namespace Submission.Smtp.Protocol;

/// <summary>Tells the verb of a command line from its argument (RFC 5321, section 2.4: verbs in any case).</summary>
internal readonly ref struct CommandLine
{
    private static readonly SearchValues<byte> PlainOctets = SearchValues.Create(
        " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~\t"u8);

    private CommandLine(SmtpVerb verb, ReadOnlySpan<byte> argument)
    {
        Verb = verb;
        Argument = argument;
    }

    public SmtpVerb Verb { get; }

    /// <summary>What follows the verb, without white space at either end.</summary>
    public ReadOnlySpan<byte> Argument { get; }

    /// <summary>Whether a line is text: UTF-8 without control characters other than the tab.</summary>
    public static bool IsText(ReadOnlySpan<byte> line) =>
        !line.ContainsAnyExcept(PlainOctets) || (!HasControls(line) && Utf8.IsValid(line));

    public static CommandLine Parse(ReadOnlySpan<byte> line)
    {
        int end = line.IndexOfAny((byte)' ', (byte)'\t');
        ReadOnlySpan<byte> word = end < 0 ? line : line[..end];
        return new CommandLine(VerbOf(word), end < 0 ? default : line[end..].Trim(" \t"u8));
    }

    private static bool HasControls(ReadOnlySpan<byte> line)
    {
        foreach (byte octet in line)
        {
            if (octet is < 0x20 and not (byte)'\t' or 0x7F) return true;
        }

        // The C1 controls of Unicode, U+0080 to U+009F, which a terminal may obey.
        for (int i = line.IndexOf((byte)0xC2); i >= 0 && i + 1 < line.Length; i++)
        {
            if (line[i] == 0xC2 && line[i + 1] is >= 0x80 and <= 0x9F) return true;
        }

        return false;
    }

    private static SmtpVerb VerbOf(ReadOnlySpan<byte> word) => word.Length switch
    {
        3 => Is(word, "GET"u8) || Is(word, "PUT"u8) ? SmtpVerb.Foreign : SmtpVerb.Unknown,
        4 => VerbOfFour(word),
        7 => Is(word, "CONNECT"u8) || Is(word, "OPTIONS"u8) ? SmtpVerb.Foreign : SmtpVerb.Unknown,
        8 => Is(word, "STARTTLS"u8) ? SmtpVerb.StartTls : SmtpVerb.Unknown,
        _ => SmtpVerb.Unknown,
    };

    private static SmtpVerb VerbOfFour(ReadOnlySpan<byte> word) => Upper(word) switch
    {
        0x4D41494C => SmtpVerb.Mail,
        0x52435054 => SmtpVerb.Rcpt,
        0x44415441 => SmtpVerb.Data,
        0x42444154 => SmtpVerb.Bdat,
        0x45484C4F => SmtpVerb.Ehlo,
        0x48454C4F => SmtpVerb.Helo,
        0x41555448 => SmtpVerb.Auth,
        0x52534554 => SmtpVerb.Rset,
        0x4E4F4F50 => SmtpVerb.Noop,
        0x51554954 => SmtpVerb.Quit,
        0x56524659 => SmtpVerb.Vrfy,
        0x4558504E => SmtpVerb.Expn,
        0x48454C50 => SmtpVerb.Help,
        0x504F5354 or 0x48454144 => SmtpVerb.Foreign,
        _ => SmtpVerb.Unknown,
    };

    private static bool Is(ReadOnlySpan<byte> word, ReadOnlySpan<byte> name) => System.Text.Ascii.EqualsIgnoreCase(word, name);

    private static uint Upper(ReadOnlySpan<byte> word)
    {
        uint value = 0;
        foreach (byte octet in word) value = (value << 8) | (octet is >= (byte)'a' and <= (byte)'z' ? octet - 0x20u : octet);
        return value;
    }
}
