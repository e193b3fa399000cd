using System.ComponentModel.DataAnnotations;
using System.Net;

namespace Submission.Hosting.Configuration;

/// <summary>Delivery to the recipients' servers.</summary>
public sealed class DeliveryOptions
{
    /// <summary>The port of the recipients' servers.</summary>
    [Range(1, 65_535)]
    public int Port { get; set; } = 25;

    /// <summary>A mail server that takes all mail instead of the recipients' own.</summary>
    /// <value>Address or name, and port: <c>relay.example:587</c>. Default: none.</value>
    public EndPoint? SmartHost { get; set; }

    /// <summary>The login for the smart host.</summary>
    /// <value>A text. Default: none; it is used without a login.</value>
    public string? SmartHostLogin { get; set; }

    /// <summary>A file with the password for the smart host, in its first line. Read when the gateway starts.</summary>
    /// <value>A path. Default: none; it must be set with <c>Delivery:SmartHostLogin</c>.</value>
    public string? SmartHostPasswordFile { get; set; }

    /// <summary>Whether the way to the smart host is encrypted by STARTTLS: <c>opportunistic</c> (where it is offered, whatever the certificate) or <c>required</c> (with a valid certificate).</summary>
    /// <value><c>opportunistic</c> or <c>required</c>. Default: <c>required</c> with a login, otherwise <c>opportunistic</c>.</value>
    public DeliveryTls? SmartHostTls { get; set; }

    /// <summary>The delivery policy: providers and their limits, domains, fixed routes.</summary>
    /// <value>The path of a YAML file. Default: none.</value>
    public string? Policy { get; set; }

    /// <summary>DANE.</summary>
    public DeliveryDaneOptions Dane { get; } = new();

    /// <summary>MTA-STS.</summary>
    public DeliveryMtaStsOptions MtaSts { get; } = new();

    /// <summary>Reports of TLS.</summary>
    public DeliveryTlsReportsOptions TlsReports { get; } = new();

    /// <summary>Whether the IPv6 addresses of a server are tried before its IPv4 addresses.</summary>
    public bool IPv6First { get; set; } = true;

    /// <summary>Whether mail may go to servers on loopback addresses. For tests: in the world outside it is a way to make a server talk to itself.</summary>
    public bool AllowLoopback { get; set; }

    /// <summary>Whether mail may go to servers on private addresses (RFC 1918, RFC 4193).</summary>
    public bool AllowPrivate { get; set; } = true;

    /// <summary>How long after the first attempt the second one is made; each further wait is twice as long.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan FirstRetry { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The longest wait between two attempts.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan LongestRetry { get; set; } = TimeSpan.FromHours(4);

    /// <summary>The age at which a message is given up and its sender told (RFC 5321, section 4.5.4.1).</summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan MaximumAge { get; set; } = TimeSpan.FromDays(5);

    /// <summary>The age at which the sender is told that a message is delayed; 0 never.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan DelayWarning { get; set; } = TimeSpan.FromHours(4);

    /// <summary>How many connections are open at once, whatever their destinations.</summary>
    [Range(1, 10_000)]
    public int MaximumConnections { get; set; } = 200;

    /// <summary>How long a connection that nobody uses is kept open for the next message.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long one attempt may take, whatever a server does; then the connection is cut, and the message waits for its next attempt.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "06:00:00")]
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>How long attempts that are under way may go on when the gateway stops; what is not done by then waits in the queue.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(4);
}

/// <summary>Whether the way to a smart host is encrypted.</summary>
public enum DeliveryTls
{
    /// <summary>Where STARTTLS is offered, whatever the certificate (RFC 7435).</summary>
    Opportunistic,

    /// <summary>Always, with a valid certificate.</summary>
    Required,
}
