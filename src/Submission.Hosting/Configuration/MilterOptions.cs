using System.ComponentModel.DataAnnotations;

namespace Submission.Hosting.Configuration;

/// <summary>The milter.</summary>
public sealed class MilterOptions
{
    /// <summary>Where it listens.</summary>
    /// <value>A list of addresses with ports and of unix sockets (<c>unix:/path</c>). Default: <c>127.0.0.1:8890</c>.</value>
    public IList<ListenEndpoint> Endpoints { get; } = [];

    /// <summary>Who may use its unix sockets: the permissions of the files. The group is that of the user that the host runs as, unless the folder's set-group-id bit says otherwise.</summary>
    public UnixFileMode SocketMode { get; set; } = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;

    /// <summary>The largest message in octets; above it <c>552 5.3.4</c>. The mail server has a bound of its own (Postfix: <c>message_size_limit</c>).</summary>
    [Range(1024L, 1L << 40)]
    public long MessageSize { get; set; } = 50L * 1024 * 1024;

    /// <summary>How many octets of a message are held in memory; what is longer goes to a file.</summary>
    [Range(4096, 16_777_216)]
    public int MessageMemory { get; set; } = 64 * 1024;

    /// <summary>The longest packet of the milter protocol in octets: a header field, or a piece of a body. Above it the connection is closed.</summary>
    [Range(65_536, 67_108_864)]
    public int PacketSize { get; set; } = 1024 * 1024;

    /// <summary>How many connections of mail servers are served at once; a further one is closed. Postfix opens one for each of its clients.</summary>
    [Range(1, 1_000_000)]
    public int Connections { get; set; } = 20_000;

    /// <summary>How long a mail server may take to begin, to end a packet that it has begun, and to take an answer; then the connection is closed.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan PeerTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a mail server may have nothing to tell, as while its client sends a message; then the connection is closed.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromHours(2);

    /// <summary>How long the policy may take to judge a command; then <c>451 4.3.0</c>. To be shorter than Postfix's <c>milter_command_timeout</c>, which is 30 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How long the policy may take to judge a message; then <c>451 4.3.0</c>. To be shorter than Postfix's <c>milter_content_timeout</c>, which is 300 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan MessageTimeout { get; set; } = TimeSpan.FromMinutes(4);
}
