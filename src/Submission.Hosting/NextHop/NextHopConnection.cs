using Submission.Smtp.Client;

namespace Submission.Hosting.NextHop;

/// <summary>A connection to the next hop, with what the pool must know of it. Used by one transaction at a time.</summary>
internal sealed class NextHopConnection(SmtpClientConnection smtp)
{
    public SmtpClientConnection Smtp { get; } = smtp;

    /// <summary>How many transactions have gone over it.</summary>
    public int Messages { get; set; }

    /// <summary>Since when nobody uses it.</summary>
    public long IdleSince { get; set; }
}
