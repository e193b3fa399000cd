namespace Submission.Trust.Dmarc;

/// <summary>Where reports go (RFC 7489, section 6.2).</summary>
internal static class DmarcReportUri
{
    /// <summary>Reads the domain of a mailto address, with or without a bound on its size.</summary>
    /// <returns>The domain; <see langword="null"/> where it is no such address.</returns>
    public static DomainName? DomainOf(string uri)
    {
        const string scheme = "mailto:";
        if (!uri.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)) return null;
        string address = uri[scheme.Length..];
        int bound = address.IndexOf('!', StringComparison.Ordinal);
        if (bound >= 0) address = address[..bound];
        int at = address.LastIndexOf('@');
        if (at < 1 || address.AsSpan(0, at).ContainsAnyExceptInRange('!', '~')) return null;
        return DomainName.TryParse(address[(at + 1)..], out DomainName? domain) ? domain : null;
    }
}
