using System.Net;
using System.Net.Http;
using System.Text;

namespace Submission.Policy.Lookups;

/// <summary>Puts a scan into an HTTP request. What comes from a client never ends a header field: control characters are replaced.</summary>
internal static class RspamdRequest
{
    // rspamd refuses a header of more than 80 KiB altogether.
    private const int MaximumRecipients = 32 * 1024;
    private const int MaximumValue = 1024;

    public static HttpRequestMessage Create(Uri address, SpamScanRequest scan, MessageOctets message, string? password)
    {
        HttpRequestMessage request = new(HttpMethod.Post, address)
        {
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new RspamdContent(message),
        };
        Add(request, "IP", Address(scan.Client));
        Add(request, "Helo", scan.HeloName);
        Add(request, "From", scan.Sender.IsNull ? "<>" : scan.Sender.ToString());
        Add(request, "User", scan.Account);
        Add(request, "Queue-Id", scan.Id.ToString());
        Add(request, "Password", password);
        AddRecipients(request, scan.Recipients);
        return request;
    }

    // On the wire they become one field, parted by commas; a comma of an address stands within quotes.
    private static void AddRecipients(HttpRequestMessage request, IReadOnlyList<EmailAddress> recipients)
    {
        int length = 0;
        foreach (EmailAddress recipient in recipients)
        {
            string value = Safe(recipient.ToString());
            length += Encoding.UTF8.GetByteCount(value) + 2;
            if (length > MaximumRecipients) return;
            request.Headers.TryAddWithoutValidation("Rcpt", value);
        }
    }

    private static void Add(HttpRequestMessage request, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value)) request.Headers.TryAddWithoutValidation(name, Safe(value));
    }

    private static string Safe(string value)
    {
        if (value.Length > MaximumValue) value = value[..MaximumValue];
        return value.Any(char.IsControl) ? new string([.. value.Select(static character => char.IsControl(character) ? '?' : character)]) : value;
    }

    private static string Address(IPAddress client)
    {
        if (client.IsIPv4MappedToIPv6) client = client.MapToIPv4();
        return new IPAddress(client.GetAddressBytes()).ToString(); // without the zone of a link-local address
    }
}
