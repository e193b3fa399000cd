using System.Buffers;
using System.Net;
using DnsClient.Protocol;

namespace Submission.Policy.Lookups;

/// <summary>The MX records of a domain that can be looked up at all.</summary>
/// <param name="Hosts">The hosts by preference, each once, at its best preference.</param>
/// <param name="IsNullMx">Whether the domain says that it takes no mail (RFC 7505).</param>
/// <param name="IsCut">Whether there were more than the maximum.</param>
internal sealed record ExchangerList(IReadOnlyList<(int Preference, string Host)> Hosts, bool IsNullMx, bool IsCut)
{
    private const int MaximumNameLength = 253;
    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.");

    public static ExchangerList Read(IReadOnlyList<DnsResourceRecord> records, int maximum)
    {
        bool isNullMx = true;
        HashSet<string> seen = new(StringComparer.OrdinalIgnoreCase);
        List<(int Preference, string Host)> hosts = [];
        foreach (MxRecord record in records.Cast<MxRecord>().OrderBy(record => record.Preference))
        {
            string host = record.Exchange.Value.TrimEnd('.');
            // A null MX beside others says nothing (RFC 7505, section 3): the others are used.
            if (host.Length == 0) continue;
            isNullMx = false;
            if (IsHostName(host) && seen.Add(host)) hosts.Add((record.Preference, host));
        }

        bool isCut = hosts.Count > maximum;
        return new(isCut ? hosts.GetRange(0, maximum) : hosts, isNullMx, isCut);
    }

    // An address written as a name, an escaped or 8-bit label, and localhost (RFC 6761, section 6.3) lead nowhere; no query is spent on
    // them.
    private static bool IsHostName(string host)
    {
        if (host.Length > MaximumNameLength || host.AsSpan().ContainsAnyExcept(NameCharacters)) return false;
        ReadOnlySpan<char> last = host.AsSpan(host.LastIndexOf('.') + 1);
        return last.ContainsAnyExceptInRange('0', '9') && !last.Equals("localhost", StringComparison.OrdinalIgnoreCase);
    }
}
