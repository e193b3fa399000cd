using System.ComponentModel.DataAnnotations;

namespace Submission.Hosting.Configuration;

/// <summary>
/// When the server takes itself to be busy or overloaded. A busy server bears fewer errors and less silence; an overloaded one sends new sessions away besides (<c>421 4.3.2</c>) and
/// finishes those that it has. Both pass by themselves.
/// </summary>
public sealed class SmtpOverloadOptions
{
    /// <summary>How long work may wait for a processor; where it waits longer for <c>After</c>, the server is overloaded. 0 looks at it not at all.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan QueueDelay { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long messages may wait for policy, scanners and next hop or disk; where for <c>After</c> at least 8 wait and every one longer, the server is overloaded. 0 looks at it not at all.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan AnswerDelay { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>From how many open connections on the server is busy, in percent of <c>Limits:Connections</c>; 101 is never.</summary>
    [Range(1, 101)]
    public int BusyConnections { get; set; } = 80;

    /// <summary>How long a delay must last to be taken for overload.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan After { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the figures must be well below the marks before it is over.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan RelaxAfter { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How many errors a session may make meanwhile, where <c>Limits:Errors</c> is not less.</summary>
    [Range(1, 10_000)]
    public int Errors { get; set; } = 1;

    /// <summary>How long a client may be silent between commands meanwhile, where <c>Limits:CommandTimeout</c> is not less.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(10);
}
