using System.ComponentModel.DataAnnotations;

namespace Submission.Hosting.Configuration;

/// <summary>The Postfix policy service (SMTPD_POLICY_README).</summary>
public sealed class PostfixPolicyOptions
{
    /// <summary>Where it listens.</summary>
    /// <value>A list of addresses with ports and of unix sockets (<c>unix:/path</c>). Default: <c>127.0.0.1:10040</c>.</value>
    public IList<ListenEndpoint> Endpoints { get; } = [];

    /// <summary>Who may use its unix sockets: the permissions of the files. The group is that of the user that the host runs as, unless the folder's set-group-id bit says otherwise.</summary>
    public UnixFileMode SocketMode { get; set; } = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;

    /// <summary>
    /// The states of the protocol in which the <c>main.cf</c> of Postfix asks. What they cannot show is not enforced, and the log names it at the start; at the last of them an accepted message is charged.
    /// </summary>
    /// <value>
    /// A list of <c>CONNECT</c>, <c>EHLO</c>, <c>MAIL</c>, <c>RCPT</c>, <c>DATA</c> and <c>END-OF-MESSAGE</c>. With <c>smtpd_delay_reject</c>, which is on in Postfix, all restrictions up to those of
    /// recipients ask in <c>RCPT</c>. Default: <c>RCPT</c> and <c>END-OF-MESSAGE</c>.
    /// </value>
    public IList<string> States { get; } = [];

    /// <summary>The field that Postfix puts before each accepted message, with the id that replies and logs carry; it is added at the first recipient.</summary>
    /// <value>A name of a field, or <c>none</c> for no field. Default: <c>X-Submission-Id</c>.</value>
    public string IdField { get; set; } = "X-Submission-Id";

    /// <summary>How long a decision may take; then the answer is <c>451 4.3.0</c>. Postfix waits for 100 seconds (<c>smtpd_policy_service_timeout</c>).</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:30")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a connection may be silent before it is closed. Postfix closes idle ones itself after 300 seconds (<c>smtpd_policy_service_max_idle</c>), and should be first.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "1.00:00:00")]
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// How long nothing may be asked about an SMTP session before it is taken for over, and what its message holds is given back. A large message may take long to arrive, and Postfix asks nothing meanwhile.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:10", "1.00:00:00")]
    public TimeSpan SessionLifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How many SMTP sessions are remembered; where there are more, the oldest is taken for over.</summary>
    [Range(100, 1_000_000)]
    public int Sessions { get; set; } = 20_000;

    /// <summary>How many connections of Postfix are served at once; further ones are closed. Each <c>smtpd</c> process opens one or two.</summary>
    [Range(1, 1_000_000)]
    public int Connections { get; set; } = 20_000;

    /// <summary>What can be in <see cref="States"/>.</summary>
    internal static readonly string[] KnownStates = ["CONNECT", "EHLO", "MAIL", "RCPT", "DATA", "END-OF-MESSAGE"];
}
