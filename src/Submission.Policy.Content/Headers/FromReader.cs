using System.Text;

namespace Submission.Policy.Content.Headers;

/// <summary>Reads the addresses of a field From (RFC 5322, section 3.6.2). Never throws; linear.</summary>
internal static class FromReader
{
    /// <summary>The most addresses of a field; what follows them is added as one text that is no address.</summary>
    public const int MaximumAddresses = 256;

    /// <summary>The longest text that is added.</summary>
    public const int MaximumLength = 320;

    /// <summary>Adds each address in its canonical form (<see cref="EmailAddress.Canonical"/>), one that is none as it was written.</summary>
    /// <param name="rawValue">What follows the colon, folds included.</param>
    /// <param name="into">Where the addresses go.</param>
    public static void Read(ReadOnlySpan<byte> rawValue, ICollection<string> into)
    {
        string text = HeaderViews.WithoutComments(Encoding.UTF8.GetString(rawValue).Replace('\r', ' ').Replace('\n', ' '), " ");
        ReadOnlySpan<char> rest = text;
        for (int count = 0; !rest.IsEmpty; count++)
        {
            int end = count < MaximumAddresses ? EndOfMailbox(rest) : rest.Length;
            AddMailbox(rest[..end], into);
            rest = end < rest.Length ? rest[(end + 1)..] : default;
        }
    }

    private static void AddMailbox(ReadOnlySpan<char> mailbox, ICollection<string> into)
    {
        ReadOnlySpan<char> spec = mailbox.Trim();
        int open = spec.LastIndexOf('<');
        int close = spec.LastIndexOf('>');
        if (open >= 0) spec = spec[(open + 1)..(close > open ? close : spec.Length)].Trim();
        if (spec.IsEmpty) return;
        string written = spec.Length <= MaximumLength ? spec.ToString() : spec[..MaximumLength].ToString();
        into.Add(EmailAddress.TryParse(written, out EmailAddress? address) ? address.Canonical : written);
    }

    // A comma or semicolon outside quotes and angle brackets ends a mailbox, a colon the name of a group.
    private static int EndOfMailbox(ReadOnlySpan<char> text)
    {
        bool quoted = false, bracketed = false;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c == '\\') i++;
            else if (c == '"') quoted = !quoted;
            else if (quoted) continue;
            else if (c is '<' or '>') bracketed = c == '<';
            else if (!bracketed && c is ',' or ';' or ':') return i;
        }

        return text.Length;
    }
}
