using System.ComponentModel.DataAnnotations;

namespace Submission.Hosting.Configuration;

/// <summary>How messages are handed to the next hop.</summary>
public sealed class HandOverOptions
{
    /// <summary>How many connections to the next hop are open at once; a transaction that finds none free is deferred with 451.</summary>
    [Range(1, 10_000)]
    public int MaximumConnections { get; set; } = 100;

    /// <summary>Whether the way to the next hop is encrypted by STARTTLS: <c>never</c>, <c>opportunistic</c> (where it is offered, whatever the certificate) or <c>required</c> (with a valid certificate).</summary>
    public HandOverTls Tls { get; set; } = HandOverTls.Opportunistic;

    /// <summary>How long a transaction waits for a free connection before it is deferred.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan MaximumWait { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a connection that nobody uses is kept open for the next message.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How many messages go over one connection before a new one is opened.</summary>
    [Range(1, 1_000_000)]
    public int MaximumMessages { get; set; } = 1000;

    /// <summary>How long the next hop may take to accept a connection.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the next hop may take to greet and to answer a command.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long the next hop may take to answer at the end of the data (RFC 5321, section 4.5.3.2.6).</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan MessageTimeout { get; set; } = TimeSpan.FromMinutes(10);
}

/// <summary>Whether the way to the next hop is encrypted.</summary>
public enum HandOverTls
{
    /// <summary>Never.</summary>
    Never,

    /// <summary>Where STARTTLS is offered, whatever the certificate (RFC 7435).</summary>
    Opportunistic,

    /// <summary>Always, with a valid certificate; otherwise the next hop counts as dead.</summary>
    Required,
}
