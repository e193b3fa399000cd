using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Submission.Trust.TlsReporting;

/// <summary>The TXT record at <c>_smtp._tls.</c> that tells where reports are wanted (RFC 8460, section 3). Immutable and thread-safe.</summary>
/// <param name="Addresses">The addresses, at least one and at most 10; those of other kinds than <c>mailto:</c> and <c>https:</c> are left out.</param>
public sealed record TlsReportRecord(ImmutableArray<TlsReportAddress> Addresses)
{
    internal const string Version = "TLSRPTv1";
    private const int MaximumAddresses = 10;

    /// <summary>The name at which a domain publishes its record.</summary>
    /// <param name="domain">The domain in ASCII.</param>
    public static string NameFor(string domain) => "_smtp._tls." + domain;

    /// <summary>Finds the record among all TXT records of the name. Several of this kind are the same as none.</summary>
    /// <param name="texts">The records.</param>
    /// <param name="record">The record.</param>
    /// <param name="problem">What is wrong, for people; <see langword="null"/> where there is a record, or none that means to be one.</param>
    public static bool TryFind(ImmutableArray<string> texts, [NotNullWhen(true)] out TlsReportRecord? record, out string? problem)
    {
        (record, problem) = (null, null);
        string? found = null;
        foreach (string text in texts)
        {
            if (!RecordFields.IsOfVersion(text, Version)) continue;
            if (found is not null)
            {
                problem = "There are several records of TLS reporting, which is the same as none.";
                return false;
            }

            found = text;
        }

        if (found is null) return false;
        if (!RecordFields.TryParse(found, out ImmutableArray<RecordField> tags)) problem = "The record of TLS reporting is no list of fields.";
        else if (RecordFields.First(tags, "rua") is not { } rua) problem = "The record of TLS reporting has no rua.";
        else if (ReadAddresses(rua) is not { IsEmpty: false } addresses) problem = "The record of TLS reporting has no address that reports can be sent to.";
        else record = new TlsReportRecord(addresses);
        return record is not null;
    }

    private static ImmutableArray<TlsReportAddress> ReadAddresses(string rua)
    {
        ImmutableArray<TlsReportAddress>.Builder addresses = ImmutableArray.CreateBuilder<TlsReportAddress>();
        foreach (string part in rua.Split(','))
        {
            // A comma, an exclamation mark and a semicolon within an address are escaped.
            if (addresses.Count < MaximumAddresses && ReadAddress(part.Trim(' ', '\t')) is { } address) addresses.Add(address);
        }

        return addresses.DrainToImmutable();
    }

    private static TlsReportAddress? ReadAddress(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? uri)) return null;
        if (uri.Scheme == Uri.UriSchemeHttps) return uri is { Host.Length: > 0, UserInfo.Length: 0 } ? new TlsReportAddress(null, uri) : null;
        if (uri.Scheme != Uri.UriSchemeMailto) return null;
        string mailbox = text["mailto:".Length..];
        int query = mailbox.IndexOf('?', StringComparison.Ordinal);
        if (query >= 0) mailbox = mailbox[..query];
        return EmailAddress.TryParse(Uri.UnescapeDataString(mailbox), out EmailAddress? address) && !address.IsNull ? new TlsReportAddress(address, null) : null;
    }
}
