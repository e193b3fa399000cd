using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Unicode;

namespace Submission.PostfixPolicy.Protocol;

/// <summary>Reads the addresses of requests. Postfix takes the quotes off: <c>"jan novak"@domena.cz</c> comes as <c>jan novak@domena.cz</c>.</summary>
internal static class Mailbox
{
    private const int MaximumLength = EmailAddress.MaximumLength * 4;

    /// <summary>Reads a reverse-path: nothing at all is the null one.</summary>
    public static bool TryReadSender(PolicyRequest request, [NotNullWhen(true)] out EmailAddress? sender)
    {
        sender = EmailAddress.NullReversePath;
        return request[PolicyAttribute.Sender].IsEmpty || TryRead(request, PolicyAttribute.Sender, out sender);
    }

    /// <summary>Reads a forward-path.</summary>
    /// <param name="request">The request.</param>
    /// <param name="hostname">Whose the postmaster without a domain is (RFC 5321, section 4.5.1).</param>
    /// <param name="recipient">The address where the method returns <see langword="true"/>.</param>
    public static bool TryReadRecipient(PolicyRequest request, string hostname, [NotNullWhen(true)] out EmailAddress? recipient)
    {
        if (TryRead(request, PolicyAttribute.Recipient, out recipient)) return true;
        return Ascii.EqualsIgnoreCase(request[PolicyAttribute.Recipient], "postmaster"u8) && EmailAddress.TryParse($"postmaster@{hostname}", out recipient);
    }

    private static bool TryRead(PolicyRequest request, PolicyAttribute attribute, [NotNullWhen(true)] out EmailAddress? address)
    {
        address = null;
        // What is no UTF-8 would become one and the same address, whatever it was.
        if (request[attribute].Length > MaximumLength || !Utf8.IsValid(request[attribute])) return false;
        string text = request.Text(attribute);
        return EmailAddress.TryParse(text, out address) || (Quote(text) is { } quoted && EmailAddress.TryParse(quoted, out address));
    }

    private static string? Quote(string text)
    {
        int at = text.LastIndexOf('@');
        if (at <= 0 || text[0] == '"') return null;
        string local = text[..at].Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
        return $"\"{local}\"{text[at..]}";
    }
}
