using System.Collections.Immutable;
using DnsClient;
using DnsClient.Protocol;

namespace Submission.Policy.Lookups;

/// <summary>Reads an answer as RFC 1034 and RFC 2308 mean it.</summary>
internal static class ResponseReader
{
    public const string OtherQuestion = "an answer to another question";

    /// <summary>The longest chain of aliases that is followed; what lies behind a longer one counts as not there.</summary>
    private const int MaximumAliases = 8;

    public static DnsAnswer Read(DnsQuestion question, IDnsQueryResponse response)
    {
        if (!Answers(response, question)) return DnsAnswer.Failed(OtherQuestion);
        return response.Header.ResponseCode switch
        {
            DnsHeaderResponseCode.NoError => ReadRecords(question, response),
            DnsHeaderResponseCode.NotExistentDomain => new(DnsOutcome.NoSuchName, [], NegativeTtl(response), "NXDOMAIN") { IsAuthentic = response.Header.IsAuthenticData, Aliases = Aliases(question, response) },
            DnsHeaderResponseCode.ServerFailure => DnsAnswer.Failed("SERVFAIL"),
            DnsHeaderResponseCode.FormatError => DnsAnswer.Failed("FORMERR"),
            DnsHeaderResponseCode.NotImplemented => DnsAnswer.Failed("NOTIMP"),
            DnsHeaderResponseCode.Refused => DnsAnswer.Failed("REFUSED"),
            _ => DnsAnswer.Failed("DNS error " + response.Header.ResponseCode),
        };
    }

    // The library's HasQuery is the QR bit. Without it this is a question, perhaps our own: a forwarder's loop sends it back, and so does
    // a connection over loopback to a port that nobody has, which Linux may make with itself.
    private static bool Answers(IDnsQueryResponse response, DnsQuestion question) =>
        response.Header is { HasQuery: true, OPCode: DnsOpCode.Query } &&
        response.Questions is [{ } echoed] && echoed.QuestionType == question.QuestionType &&
        string.Equals(echoed.QueryName.Value, question.QueryName.Value, StringComparison.OrdinalIgnoreCase);

    private static DnsAnswer ReadRecords(DnsQuestion question, IDnsQueryResponse response)
    {
        List<DnsResourceRecord> records = [];
        TimeSpan ttl = TimeSpan.MaxValue;
        // The aliases on the way count for the TTL: without them the records would not be ours.
        foreach (DnsResourceRecord record in response.Answers)
        {
            bool isAsked = (int)record.RecordType == (int)question.QuestionType;
            if (!isAsked && record.RecordType != ResourceRecordType.CNAME) continue;
            ttl = Lifetimes.Shorter(ttl, Ttl(record));
            if (isAsked) records.Add(record);
        }

        bool isAuthentic = response.Header.IsAuthenticData;
        ImmutableArray<string> aliases = Aliases(question, response);
        if (aliases.Length > MaximumAliases) return new(DnsOutcome.NoRecords, [], ttl, "too many aliases") { IsAuthentic = isAuthentic, Aliases = aliases };
        if (records.Count > 0) return new(DnsOutcome.Records, records, ttl, null) { IsAuthentic = isAuthentic, Aliases = aliases };
        if (IsReferral(response)) return DnsAnswer.Failed("a referral instead of an answer");
        return new(DnsOutcome.NoRecords, [], Lifetimes.Shorter(ttl, NegativeTtl(response)), "no records") { IsAuthentic = isAuthentic, Aliases = aliases };
    }

    private static ImmutableArray<string> Aliases(DnsQuestion question, IDnsQueryResponse response)
    {
        if (response.Answers.All(static record => record.RecordType != ResourceRecordType.CNAME)) return [];
        ImmutableArray<string>.Builder chain = ImmutableArray.CreateBuilder<string>();
        string at = question.QueryName.Value;
        // Not longer than the answer, so that a loop in it ends.
        for (int i = 0; i < response.Answers.Count; i++)
        {
            CNameRecord? alias = response.Answers.CnameRecords().FirstOrDefault(record => string.Equals(record.DomainName.Value, at, StringComparison.OrdinalIgnoreCase));
            if (alias is null) break;
            at = alias.CanonicalName.Value;
            chain.Add(at.TrimEnd('.'));
        }

        return chain.ToImmutable();
    }

    // A server that does not resolve but sends us on proves nothing (RFC 2308, section 2.2).
    private static bool IsReferral(IDnsQueryResponse response) =>
        response.Answers.Count == 0 && !response.Header.HasAuthorityAnswer &&
        response.Authorities.Any(record => record.RecordType == ResourceRecordType.NS) &&
        !response.Authorities.Any(record => record.RecordType == ResourceRecordType.SOA);

    // RFC 2308, section 5; an absence without SOA is not to be remembered, so only for the shortest time.
    private static TimeSpan NegativeTtl(IDnsQueryResponse response)
    {
        SoaRecord? authority = response.Authorities.SoaRecords().FirstOrDefault();
        return authority is null ? TimeSpan.Zero : Lifetimes.Shorter(TimeSpan.FromSeconds(authority.Minimum), Ttl(authority));
    }

    // RFC 2181, section 8: a TTL with its highest bit set is zero.
    private static TimeSpan Ttl(DnsResourceRecord record) => TimeSpan.FromSeconds(Math.Max(0, record.InitialTimeToLive));
}
