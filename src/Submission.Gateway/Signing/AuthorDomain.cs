using MimeKit;

namespace Submission.Gateway.Signing;

/// <summary>Reads the domain of who has written a message.</summary>
internal static class AuthorDomain
{
    private static readonly ParserOptions Options = new() { AddressParserComplianceMode = RfcComplianceMode.Loose };

    /// <summary>Reads a <c>From</c> field.</summary>
    /// <param name="value">What stands behind its colon.</param>
    /// <returns>The canonical domain that all its mailboxes have; <see langword="null"/> where they differ, or it cannot be read.</returns>
    public static string? Of(byte[] value)
    {
        if (!InternetAddressList.TryParse(Options, value, out InternetAddressList? addresses)) return null;
        string? domain = null;
        foreach (MailboxAddress mailbox in addresses.Mailboxes)
        {
            string address = mailbox.Address;
            if (!DomainName.TryParse(address[(address.LastIndexOf('@') + 1)..], out DomainName? name)) return null;
            if (domain is not null && domain != name.Value) return null;
            domain = name.Value;
        }

        return domain;
    }
}
