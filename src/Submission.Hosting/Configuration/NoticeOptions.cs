using System.ComponentModel.DataAnnotations;

namespace Submission.Hosting.Configuration;

/// <summary>The notices that tell senders what has become of their mail (RFC 3464).</summary>
public sealed class NoticeOptions
{
    /// <summary>The mailbox that they come from.</summary>
    /// <value>A mail address. Default: <c>MAILER-DAEMON</c> at <c>Hostname</c>.</value>
    public string? Sender { get; set; }

    /// <summary>The language of their text: <c>en</c>, or <c>cs</c> with the English text below it.</summary>
    public NoticeText Language { get; set; } = NoticeText.En;

    /// <summary>The largest message in octets that a notice returns whole; of larger ones it returns the header.</summary>
    [Range(0L, 1L << 30)]
    public long MaximumReturnedSize { get; set; } = 50_000;

    /// <summary>How long to wait for the other domains of a message before a notice is written, so that one tells of all.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan Wait { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The age at which a notice itself is given up.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan MaximumAge { get; set; } = TimeSpan.FromDays(2);
}

/// <summary>The language of notices.</summary>
public enum NoticeText
{
    /// <summary>English.</summary>
    En,

    /// <summary>Czech, with the English text below it.</summary>
    Cs,
}
