using System.ComponentModel.DataAnnotations;

namespace Submission.Hosting.Configuration;

/// <summary>The queue of a Postfix on this machine, for the rules that look at how much of a batch still waits (check 11).</summary>
public sealed class PostfixQueueOptions
{
    /// <summary>Whether the queue is looked at. The next hop must then be that Postfix.</summary>
    public bool Enabled { get; set; }

    /// <summary>The command that prints the queue as JSON, one message a line (postqueue(1), option -j): a program and its arguments, separated by blanks; no shell reads it.</summary>
    public string Command { get; set; } = "postqueue -j";

    /// <summary>How often it is looked at.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the command may take; then it is ended, and what it has printed counts for nothing.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(20);
}
