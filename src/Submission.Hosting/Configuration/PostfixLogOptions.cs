using System.ComponentModel.DataAnnotations;

namespace Submission.Hosting.Configuration;

/// <summary>
/// The log of the Postfix in front, for the rules that count failed authentications (check 4): Postfix tells them to nobody but its log. With neither key set, no failed
/// authentication is counted.
/// </summary>
public sealed class PostfixLogOptions
{
    /// <summary>The log file, from its end on; it may be rotated by renaming and by emptying, and need not be there yet.</summary>
    /// <value>A path such as <c>/var/log/mail.log</c>. Default: none.</value>
    public string? File { get; set; }

    /// <summary>
    /// The command that prints the log as it grows: a program and its arguments, separated by blanks; no shell reads it. It is started again when it ends.
    /// </summary>
    /// <value>Such as <c>journalctl --follow --lines=0 --output=short SYSLOG_FACILITY=2</c>. Default: none.</value>
    public string? Command { get; set; }

    /// <summary>How often the file is looked at.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromMilliseconds(250);

    internal bool IsConfigured => File is not null || Command is not null;
}
