using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Unicode;

namespace Submission.PostfixPolicy.Protocol;

/// <summary>Reads the addresses of requests. Postfix takes the quotes off: <c>"jan novak"@domena.cz</c> comes as <c>jan novak@domena.cz</c>.</summary>
internal static class Mailbox
{
    private const int MaximumLength = EmailAddress.MaximumLength * 4;
    private static readonly KnownAddresses.ReadAddress Reader = Read;

    /// <summary>Reads a reverse-path: nothing at all is the null one.</summary>
    public static bool TryReadSender(PolicyRequest request, KnownAddresses known, [NotNullWhen(true)] out EmailAddress? sender)
    {
        ReadOnlySpan<byte> octets = request[PolicyAttribute.Sender];
        sender = octets.IsEmpty ? EmailAddress.NullReversePath : known.Find(octets, Reader);
        return sender is not null;
    }

    /// <summary>Reads a forward-path.</summary>
    /// <param name="request">The request.</param>
    /// <param name="hostname">Whose the postmaster without a domain is (RFC 5321, section 4.5.1).</param>
    /// <param name="recipient">The address where the method returns <see langword="true"/>.</param>
    public static bool TryReadRecipient(PolicyRequest request, string hostname, [NotNullWhen(true)] out EmailAddress? recipient)
    {
        ReadOnlySpan<byte> octets = request[PolicyAttribute.Recipient];
        recipient = Read(octets);
        return recipient is not null || (Ascii.EqualsIgnoreCase(octets, "postmaster"u8) && EmailAddress.TryParse($"postmaster@{hostname}", out recipient));
    }

    /// <summary>Reads a login; it is a whole address, or nobody's.</summary>
    public static EmailAddress? ReadLogin(PolicyRequest request, KnownAddresses known)
    {
        ReadOnlySpan<byte> octets = request[PolicyAttribute.SaslUsername];
        // One that only quotes would make an address is none.
        return known.Find(octets, Reader) is { } login && !(login.LocalPart.StartsWith('"') && octets[0] != '"') ? login : null;
    }

    private static EmailAddress? Read(ReadOnlySpan<byte> octets)
    {
        // What is no UTF-8 would become one and the same address, whatever it was.
        if (octets.Length is 0 or > MaximumLength || !Utf8.IsValid(octets)) return null;
        string text = Encoding.UTF8.GetString(octets);
        if (EmailAddress.TryParse(text, out EmailAddress? address)) return address;
        return Quote(text) is { } quoted && EmailAddress.TryParse(quoted, out address) ? address : null;
    }

    private static string? Quote(string text)
    {
        int at = text.LastIndexOf('@');
        if (at <= 0 || text[0] == '"') return null;
        string local = text[..at].Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
        return $"\"{local}\"{text[at..]}";
    }
}
