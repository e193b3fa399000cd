using System.Net;

namespace Submission.DnsUpdate;

/// <summary>Where updates go. Immutable and thread-safe.</summary>
public sealed record DnsUpdateOptions
{
    /// <summary>The primary name server, asked over TCP.</summary>
    public required IPEndPoint Server { get; init; }

    /// <summary>The key that it knows.</summary>
    public required TsigKey Key { get; init; }

    /// <summary>How long one update may take. Default 10 seconds; 10 milliseconds to 1 minute.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);
}
