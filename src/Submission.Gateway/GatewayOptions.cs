using Submission.Gateway.Dsn;

namespace Submission.Gateway;

/// <summary>How a gateway delivers. Set it up before the gateway starts; then it is only read, by many threads.</summary>
public sealed class GatewayOptions
{
    /// <summary>The gateway's own name in EHLO and in notices. Default <c>localhost</c>; a domain name.</summary>
    public string Hostname { get; set; } = "localhost";

    /// <summary>The delay before the first repetition. Default 5 minutes; 1 second to 1 day. Each further delay is twice as long.</summary>
    public TimeSpan FirstRetry { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The longest delay between two attempts. Default 4 hours; <see cref="FirstRetry"/> to 1 day.</summary>
    public TimeSpan LongestRetry { get; set; } = TimeSpan.FromHours(4);

    /// <summary>By how much each delay is changed at random, as a share of it. Default 0.1; 0 to 0.5.</summary>
    public double RetryJitter { get; set; } = 0.1;

    /// <summary>The age at which a message that was tried once more in vain is given up (RFC 5321, section 4.5.4.1). Default 5 days; 1 minute to 30 days.</summary>
    public TimeSpan MaximumAge { get; set; } = TimeSpan.FromDays(5);

    /// <summary>The same for the gateway's own notices. Default 2 days; 1 minute to 30 days.</summary>
    public TimeSpan MaximumNoticeAge { get; set; } = TimeSpan.FromDays(2);

    /// <summary>The age at which the sender is told that a message is delayed. Default 4 hours; <see cref="TimeSpan.Zero"/> never; up to <see cref="MaximumAge"/>.</summary>
    public TimeSpan DelayWarning { get; set; } = TimeSpan.FromHours(4);

    /// <summary>How long to wait for the other domains of a message before a notice is written, so that one tells of all. Default 5 seconds; 0 to 1 hour.</summary>
    public TimeSpan NoticeWait { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How many connections are open at once, whatever their destinations. Default 200; 1 to 10,000.</summary>
    public int MaximumConnections { get; set; } = 200;

    /// <summary>How long a connection that nobody uses is kept for the next message. Default 5 seconds; 0 to 5 minutes.</summary>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long one attempt may take, whatever a server does. Default 30 minutes; 1 second to 6 hours. Then the connection is cut and the message waits for its next attempt.</summary>
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>How long attempts that are under way may go on when the gateway stops. Default 5 seconds; 0 to 10 minutes. What is not done by then waits in the queue.</summary>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How many octets of messages are held in memory for a first attempt at once; beyond that they are read from the queue. Default 33,554,432; 0 to 2^40.</summary>
    public long DirectMemory { get; set; } = 32L * 1024 * 1024;

    /// <summary>The mailbox that notices come from; <see langword="null"/> (the default): <c>MAILER-DAEMON</c> at <see cref="Hostname"/>.</summary>
    public EmailAddress? NoticeSender { get; set; }

    /// <summary>The language of notices. Default <see cref="NoticeLanguage.En"/>.</summary>
    public NoticeLanguage NoticeLanguage { get; set; }

    /// <summary>The largest message that a notice returns whole, in octets; of larger ones it returns the header. Default 50,000; 0 to 2^30.</summary>
    public long MaximumReturnedSize { get; set; } = 50_000;
}
