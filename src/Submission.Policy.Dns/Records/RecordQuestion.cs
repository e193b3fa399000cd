using DnsClient;

namespace Submission.Policy.Lookups;

/// <summary>What is asked: a name in lower case, and a kind of record.</summary>
internal readonly record struct RecordQuestion(string Name, QueryType Type);
