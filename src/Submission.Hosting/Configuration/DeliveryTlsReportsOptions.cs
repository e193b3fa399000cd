using System.ComponentModel.DataAnnotations;

namespace Submission.Hosting.Configuration;

/// <summary>The daily reports of TLS to domains that ask for them (RFC 8460).</summary>
public sealed class DeliveryTlsReportsOptions
{
    /// <summary>The mailbox that reports come from and that answers questions about them.</summary>
    /// <value>A mail address. Default: none; nothing is counted and no reports are sent.</value>
    public string? Contact { get; set; }

    /// <summary>Who reports, for people.</summary>
    /// <value>A text, for example the name of the company. Default: the value of <c>Hostname</c>.</value>
    public string? Organization { get; set; }

    /// <summary>
    /// How long after midnight UTC the sending of the day's reports is spread, at random, so that those who get many do not get all of them at once. With 0 they go out at midnight, and what
    /// is left of the days before at the start.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "23:00:00")]
    public TimeSpan Spread { get; set; } = TimeSpan.FromHours(4);

    /// <summary>Whether a report may be sent by HTTPS to a private or loopback address. For tests: whoever asks for reports must not make the gateway call on its own network.</summary>
    public bool AllowPrivate { get; set; }
}
