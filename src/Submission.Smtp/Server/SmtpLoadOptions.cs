namespace Submission.Smtp.Server;

/// <summary>
/// When an SMTP server takes itself to be busy or overloaded. A busy server bears less of its sessions; an overloaded one takes no new ones besides
/// (<c>421 4.3.2</c>), and finishes those that it has. Both pass by themselves. Set it up before the server starts; then it is only read, by many threads.
/// </summary>
public sealed class SmtpLoadOptions
{
    /// <summary>
    /// How long work may wait for a thread: where each look for <see cref="OverloadAfter"/> finds more, the server is overloaded. Default 500 milliseconds; 0 to 1 minute, where 0
    /// looks at it not at all.
    /// </summary>
    public TimeSpan MaximumQueueDelay { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// How long messages may wait for the host's answer, which is the policy, the scanners and the next hop or the disk: where for <see cref="OverloadAfter"/> at least 8 wait and every one
    /// takes longer, the server is overloaded. Default 1 minute; 0 to 1 hour, where 0 looks at it not at all.
    /// </summary>
    public TimeSpan MaximumAnswerDelay { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>From how many open connections on the server is busy, in percent of <see cref="SmtpServerOptions.MaximumConnections"/>. Default 80; 1 to 101, where 101 is never.</summary>
    public int BusyConnections { get; set; } = 80;

    /// <summary>How long a delay must last to be taken for overload. Default 5 seconds; 1 second to 10 minutes.</summary>
    public TimeSpan OverloadAfter { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the figures must be below half of a mark (connections: three quarters) before it is over. Default 10 seconds; 1 second to 1 hour.</summary>
    public TimeSpan RelaxAfter { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How many errors a session may make while the server is busy or overloaded. Default 1; 1 to 10,000. <see cref="SmtpServerOptions.MaximumErrors"/> counts where it is lower.</summary>
    public int MaximumErrors { get; set; } = 1;

    /// <summary>
    /// How long a client may be silent between commands while the server is busy or overloaded, those that are silent already included. Default 10 seconds; 1 second to 1 hour.
    /// <see cref="SmtpServerOptions.CommandTimeout"/> counts where it is shorter.
    /// </summary>
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(10);
}
