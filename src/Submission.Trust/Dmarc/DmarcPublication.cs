using Submission.Policy.Lookups;

namespace Submission.Trust.Dmarc;

/// <summary>
/// What is published for a domain, found by walking up the tree (the IETF draft that replaces RFC 7489, "DMARCbis", section 4.10): at most eight questions, and no list of public suffixes. The organizational domain is
/// the one whose record says <c>psd=n</c>, the one below a record with <c>psd=y</c>, else the one nearest to the root that has a record.
/// </summary>
/// <param name="State">Found where there is a record for the domain, absent where there is none, unavailable where DNS did not tell.</param>
/// <param name="Organizational">The organizational domain; the domain itself where no record tells.</param>
internal sealed record DmarcPublication(LookupState State, string Organizational)
{
    private const int MostQuestions = 8;

    /// <summary>Whose record it is.</summary>
    public string Owner { get; private init; } = "";

    /// <summary>The records at that name: several make none.</summary>
    public IReadOnlyList<string> Texts { get; private init; } = [];

    public string? Reason { get; private init; }

    public static async Task<DmarcPublication> FindAsync(IDnsRecordResolver dns, string domain, CancellationToken cancellationToken)
    {
        List<(string Name, IReadOnlyList<string> Texts)> found = [];
        string? organizational = null;
        string name = domain;
        for (int asked = 0; asked < MostQuestions && organizational is null; asked++)
        {
            DnsRecordSet<string> set = await dns.GetTextAsync("_dmarc." + name, cancellationToken).ConfigureAwait(false);
            // What is above decides only how far the organization reaches: the record of the domain itself holds without it.
            if (set.IsUnavailable && found.Count > 0) break;
            if (set.IsUnavailable) return new DmarcPublication(LookupState.Unavailable, domain) { Reason = set.Reason };
            string[] texts = [.. set.Records.Where(DmarcRecord.IsOne)];
            if (texts.Length > 0)
            {
                found.Add((name, texts));
                organizational = texts is [{ } only] ? PublicSuffix(only, domain, name) : null;
            }

            if (Above(name, isFirst: asked == 0) is not { } above) break;
            name = above;
        }

        organizational ??= found is [.., { } last] ? last.Name : domain;
        if (found.Count == 0) return new DmarcPublication(LookupState.Absent, organizational);
        (string owner, IReadOnlyList<string> records) = found[0].Name == domain ? found[0] : found.Find(it => it.Name == organizational);
        return records is null
            ? new DmarcPublication(LookupState.Absent, organizational)
            : new DmarcPublication(LookupState.Found, organizational) { Owner = owner, Texts = records };
    }

    private static string? PublicSuffix(string text, string domain, string name) => DmarcRecord.Read(text).Tags["psd"] switch
    {
        "n" => name,
        "y" when name != domain => OneBelow(domain, name),
        _ => null,
    };

    private static string OneBelow(string domain, string suffix)
    {
        string rest = domain[..^(suffix.Length + 1)];
        return domain[(rest.LastIndexOf('.') + 1)..];
    }

    // A long name is walked from its last seven labels up.
    private static string? Above(string name, bool isFirst)
    {
        string[] labels = name.Split('.');
        if (labels.Length < 2) return null;
        return isFirst && labels.Length > MostQuestions ? string.Join('.', labels[^(MostQuestions - 1)..]) : string.Join('.', labels[1..]);
    }
}
