using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Submission.Hosting.Sessions;

/// <summary>Writes the trace field that goes before a message (RFC 5321, section 4.4; the protocols are those of RFC 3848 and RFC 6531, section 4.3).</summary>
internal static class ReceivedField
{
    public static byte[] Write(
        string heloName, IPAddress client, string hostname, string protocol, TransactionId id, DateTimeOffset now)
    {
        string literal = AddressLiteral(client);
        string text = string.Create(
            CultureInfo.InvariantCulture,
            $"Received: from {NameOf(heloName) ?? literal} ({literal})\r\n\tby {hostname} with {protocol} id {id};\r\n\t{now.UtcDateTime:ddd, d MMM yyyy HH:mm:ss} +0000\r\n");
        return Encoding.ASCII.GetBytes(text);
    }

    public static string Protocol(bool isExtended, bool isUtf8, bool isTls, bool isAuthenticated)
    {
        if (!isExtended) return "SMTP";
        return (isUtf8, isTls, isAuthenticated) switch
        {
            (false, false, false) => "ESMTP",
            (false, false, true) => "ESMTPA",
            (false, true, false) => "ESMTPS",
            (false, true, true) => "ESMTPSA",
            (true, false, false) => "UTF8SMTP",
            (true, false, true) => "UTF8SMTPA",
            (true, true, false) => "UTF8SMTPS",
            (true, true, true) => "UTF8SMTPSA",
        };
    }

    // What the client calls itself is free text; only what the grammar allows at this place gets there.
    private static string? NameOf(string heloName)
    {
        if (DomainName.TryParse(heloName, out DomainName? domain)) return domain.Value;
        return EmailAddress.TryParse("x@" + heloName, out EmailAddress? address) && address.IsLiteral ? address.DomainText : null;
    }

    private static string AddressLiteral(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[IPv6:{address}]" : $"[{address}]";
}
