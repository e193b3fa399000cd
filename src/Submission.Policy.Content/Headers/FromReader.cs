using System.Text;

namespace Submission.Policy.Content.Headers;

/// <summary>Reads the addresses of a field From (RFC 5322, section 3.6.2), those of groups and with source routes too. Never throws; linear.</summary>
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
        int start = 0, at = 0, left = MaximumAddresses;
        bool bracketed = false;
        while (at <= text.Length)
        {
            int end = MailboxText.NextDelimiter(text, at);
            char delimiter = end < text.Length ? text[end] : ',';
            int next = end + 1;
            ReadOnlySpan<char> address = default;
            if (delimiter == '<')
            {
                int close = MailboxText.EndOfBrackets(text, end);
                address = text.AsSpan((end + 1)..close).Trim();
                next = close + 1;
            }
            else if (delimiter != ':' && !bracketed)
            {
                address = text.AsSpan(start..end).Trim();
            }

            if (!address.IsEmpty && left-- == 0)
            {
                Add(text.AsSpan(start), into);
                return;
            }

            if (!address.IsEmpty) Add(address, into);
            bracketed = delimiter == '<';
            start = at = next;
        }
    }

    private static void Add(ReadOnlySpan<char> text, ICollection<string> into)
    {
        string written = MailboxText.WithoutRouteAndBlanks(text.Length <= MaximumLength ? text : text[..MaximumLength]);
        into.Add(EmailAddress.TryParse(written, out EmailAddress? address) ? address.Canonical : written);
    }
}
