using Submission.Policy.Lookups;

namespace Submission.Trust.Spf;

/// <summary>What a domain publishes for SPF (RFC 7208, section 4.4 and 4.5).</summary>
/// <param name="State">Found where there is one record or more, absent where there is none, unavailable where DNS did not tell.</param>
internal sealed record SpfPublication(LookupState State)
{
    /// <summary>The records, as published.</summary>
    public IReadOnlyList<string> Texts { get; private init; } = [];

    /// <summary>The record where there is one, with or without errors.</summary>
    public SpfRecord? Record { get; private init; }

    /// <summary>Why there is none, for people.</summary>
    public string? Reason { get; private init; }

    /// <summary>Whether the name itself does not exist.</summary>
    public bool IsNoSuchName { get; private init; }

    /// <summary>One of several records by itself.</summary>
    public SpfPublication With(string text) => this with { Texts = [text], Record = SpfRecordReader.Read(text) };

    public static async ValueTask<SpfPublication> FindAsync(IDnsRecordResolver dns, string domain, CancellationToken cancellationToken)
    {
        DnsRecordSet<string> found = await dns.GetTextAsync(domain, cancellationToken).ConfigureAwait(false);
        if (found.IsUnavailable) return new SpfPublication(LookupState.Unavailable) { Reason = found.Reason };
        List<string> texts = [];
        foreach (string text in found.Records)
        {
            if (SpfRecord.IsOne(text)) texts.Add(text);
        }

        if (texts.Count == 0) return new SpfPublication(LookupState.Absent) { Reason = found.Reason, IsNoSuchName = found.IsNoSuchName };
        return new SpfPublication(LookupState.Found) { Texts = texts, Record = texts.Count == 1 ? SpfRecordReader.Read(texts[0]) : null };
    }
}
