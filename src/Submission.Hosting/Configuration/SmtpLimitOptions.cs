using System.ComponentModel.DataAnnotations;
using System.Net;

namespace Submission.Hosting.Configuration;

/// <summary>The bounds of the SMTP server. Reaching one of them harms nobody else.</summary>
public sealed class SmtpLimitOptions
{
    /// <summary>The largest message in octets, announced as SIZE (RFC 1870); above it <c>552 5.3.4</c>.</summary>
    [Range(1024L, 1L << 40)]
    public long MessageSize { get; set; } = 50L * 1024 * 1024;

    /// <summary>The longest header of a message in octets; above it <c>552 5.3.4</c>.</summary>
    [Range(16_384, 1 << 30)]
    public int HeaderSize { get; set; } = 512 * 1024;

    /// <summary>The longest command line in octets, CRLF included (RFC 5321, section 4.5.3.1.4); above it <c>500 5.5.6</c>.</summary>
    [Range(512, 65_536)]
    public int LineLength { get; set; } = 2048;

    /// <summary>The longest line of AUTH in octets, CRLF included (RFC 4954, section 4); above it <c>501 5.5.2</c>.</summary>
    [Range(12_288, 65_536)]
    public int AuthLineLength { get; set; } = 12_288;

    /// <summary>The longest line of a message in octets, CRLF included; above it <c>550 5.6.0</c>.</summary>
    [Range(1000, 1 << 30)]
    public int DataLineLength { get; set; } = 1_000_000;

    /// <summary>How many octets of a message that is refused already are read, so that its client hears why, before the connection is closed.</summary>
    [Range(65_536L, 1L << 40)]
    public long DroppedData { get; set; } = 256L * 1024 * 1024;

    /// <summary>How many octets of a message are held in memory; what is longer goes to a file.</summary>
    [Range(4096, 16_777_216)]
    public int MessageMemory { get; set; } = 64 * 1024;

    /// <summary>How many recipients the server takes in a transaction, whatever the policy says; above it <c>452 4.5.3</c>.</summary>
    [Range(100, 50_000)]
    public int Recipients { get; set; } = 1000;

    /// <summary>How many connections are served at once; above it <c>421 4.3.2</c>.</summary>
    [Range(1, 1_000_000)]
    public int Connections { get; set; } = 2000;

    /// <summary>How many connections one address may have at once, whatever the policy says; above it <c>421 4.7.0</c>.</summary>
    [Range(1, 1_000_000)]
    public int ConnectionsPerAddress { get; set; } = 100;

    /// <summary>How many connections an IPv6 network of 64 bits may have at once, whatever the policy says; above it <c>421 4.7.0</c>.</summary>
    [Range(1, 1_000_000)]
    public int ConnectionsPerNetwork { get; set; } = 200;

    /// <summary>How many connections one IPv4 address, or IPv6 network of 64 bits, may open in any second, whatever the policy says; above it <c>421 4.7.0</c>.</summary>
    [Range(1, 10_000)]
    public int ConnectionRate { get; set; } = 100;

    /// <summary>Whose connections the three bounds above do not count, besides loopback: servers that connect for many people, such as a webmail.</summary>
    /// <value>Networks such as <c>192.0.2.25/32</c>. Default: none.</value>
    public IList<IPNetwork> Uncounted { get; } = [];

    /// <summary>How many errors of syntax or sequence, and failed AUTH, a session may make; the last is answered <c>421 4.7.0</c>.</summary>
    [Range(1, 10_000)]
    public int Errors { get; set; } = 20;

    /// <summary>How many commands that lead nowhere (NOOP, RSET, VRFY, HELP, EHLO, AUTH) may follow upon each other without a message; above it <c>421 4.7.0</c>.</summary>
    [Range(10, 1_000_000)]
    public int IdleCommands { get; set; } = 100;

    /// <summary>How many commands a session may give; above it <c>421 4.7.0</c>.</summary>
    [Range(100, int.MaxValue)]
    public int Commands { get; set; } = 1_000_000;

    /// <summary>How many <c>Received:</c> fields a message may have; one with more loops, and is refused with <c>554 5.4.6</c> (RFC 5321, section 6.3).</summary>
    [Range(1, 1000)]
    public int Hops { get; set; } = 50;

    /// <summary>How long the server waits for a command (RFC 5321, section 4.5.3.2.7); then <c>421 4.4.2</c>.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long the server waits for the PROXY header and for the first command; then <c>421 4.4.2</c>.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan GreetingTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long the server waits for more data of a message (RFC 5321, section 4.5.3.2.5); then <c>421 4.4.2</c>.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan DataTimeout { get; set; } = TimeSpan.FromMinutes(3);

    /// <summary>How long a whole message may take to arrive; then <c>421 4.4.2</c>.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "1.00:00:00")]
    public TimeSpan MessageTimeout { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>How many octets a second the data of a message must come with, on the whole: it may be late by <c>DataTimeout</c>, and no more; 0 is any. Below it <c>421 4.4.2</c>.</summary>
    [Range(0, 1_048_576)]
    public int DataRate { get; set; } = 500;

    /// <summary>How long a command line may take from its first octet to its end; then <c>421 4.4.2</c>.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan LineTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a TLS handshake may take; then the connection is closed.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan HandshakeTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a client may leave replies unread; then the connection is closed.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan WriteTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a session may last, looked at between commands; then <c>421 4.4.2</c>.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "7.00:00:00")]
    public TimeSpan SessionTimeout { get; set; } = TimeSpan.FromHours(2);

    /// <summary>When the server takes itself to be busy or overloaded.</summary>
    public SmtpOverloadOptions Overload { get; } = new();

    /// <summary>How long sessions that are in the middle of a message may go on when the host stops.</summary>
    /// <value>Default: <c>20s</c>; for the gateway <c>4s</c>.</value>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(20);
}
