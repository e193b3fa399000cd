using System.Globalization;
using Submission.Policy;

namespace Submission.Cli.Session;

/// <summary><c>SIZE 2000 attachment=a.exe virus=Eicar spam=12.5</c>: a message that nobody has to type.</summary>
internal static class MessageDescription
{
    private const string Usage = "Say SIZE and a number of octets, and behind it attachment=NAME, received=HOST/PROTOCOL, from=ADDRESS, incomplete=WHY, partial, encrypted, virus=NAME or spam=SCORE.";

    /// <summary>Reads the description.</summary>
    /// <param name="argument">What stands behind <c>SIZE</c>.</param>
    /// <param name="problem">What is wrong where there is no message.</param>
    public static DialogMessage? Read(string argument, out string? problem)
    {
        string[] words = argument.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        problem = Usage;
        if (words.Length == 0 || !long.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out long size)) return null;
        var message = new DialogMessage(size) { Structure = new MessageStructure() };
        foreach (string word in words[1..])
        {
            if (Add(message, word) is not { } described)
            {
                problem = $"'{word}' says nothing of a message. {Usage}";
                return null;
            }

            message = described;
        }

        problem = null;
        return message;
    }

    private static DialogMessage? Add(DialogMessage message, string word)
    {
        int equals = word.IndexOf('=', StringComparison.Ordinal);
        string value = equals < 0 ? "" : word[(equals + 1)..];
        MessageStructure held = message.Structure!;
        return (equals < 0 ? word : word[..equals], value.Length > 0) switch
        {
            ("attachment", true) => message with { Structure = held with { Attachments = held.Attachments.Add(new AttachmentName(value, AttachmentNameSource.Disposition)) } },
            ("received", true) => message with { Structure = held with { Received = held.Received.Add(HopOf(value)) } },
            ("from", true) => message with { Structure = held with { From = held.From.Add(EmailAddress.TryParse(value, out EmailAddress? from) ? from.Canonical : value) } },
            ("incomplete", true) => message with { Structure = held with { Incomplete = value } },
            ("partial", false) => message with { Structure = held with { HasPartialMessage = true } },
            ("encrypted", false) => message with { Structure = held with { HasEncryptedPart = true } },
            ("virus", true) => message with { Virus = ScannerFact.Virus(value) },
            ("spam", true) => ScannerFact.Spam(value) is { } spam ? message with { Spam = spam } : null,
            _ => null,
        };
    }

    private static ReceivedHop HopOf(string value)
    {
        int slash = value.IndexOf('/', StringComparison.Ordinal);
        string by = slash < 0 ? value : value[..slash];
        return new ReceivedHop(by.ToLowerInvariant().TrimEnd('.'), slash < 0 ? "" : value[(slash + 1)..].ToUpperInvariant());
    }
}
