using System.ComponentModel.DataAnnotations;
using System.Net;

namespace Submission.Hosting.Configuration;

/// <summary>The section <c>Submission</c> of a host's configuration. Set up once at the start, then only read.</summary>
/// <remarks>The reference page <c>docs/hosts/configuration.md</c> is generated from this class and those that it holds.</remarks>
public sealed class SubmissionOptions
{
    /// <summary>The name of the configuration section.</summary>
    public const string Section = "Submission";

    /// <summary>The host's own name, as it stands in the greeting, in the answer to EHLO and in <c>Received:</c>.</summary>
    /// <value>A domain name. Default: the name of the machine.</value>
    public string? Hostname { get; set; }

    /// <summary>The folder of the policy, with <c>policy.yaml</c> and <c>rules/</c>, or a single file with all of it. Read anew when a file changes, and at SIGHUP.</summary>
    /// <value>A path. Default: the Forpsi policy, which is built in.</value>
    public string? Policy { get; set; }

    /// <summary>Where the parts of messages are that are too large for memory, each for as long as its transaction lasts. The gateway's queue is in its folder <c>queue</c>; the counters of the limits, which survive a restart with it, are in <c>counters</c>. One host at a time has the folder.</summary>
    /// <value>A path; the folder is made where it is missing. The gateway needs one for a queue on SQLite. Default: the folder for temporary files, and counters that are in memory only.</value>
    [ServedBy(SubmissionHosts.SmtpServer | SubmissionHosts.PostfixPolicy | SubmissionHosts.Milter | SubmissionHosts.Grpc | SubmissionHosts.Gateway)]
    public string? DataDirectory { get; set; }

    /// <summary>Where the host listens.</summary>
    /// <value>Default: <c>127.0.0.1:2525</c> and <c>127.0.0.1:2587</c> with STARTTLS, <c>127.0.0.1:2465</c> with implicit TLS.</value>
    [ServedBy(SubmissionHosts.SmtpServer | SubmissionHosts.Gateway)]
    public IList<ListenerOptions> Listeners { get; } = [];

    /// <summary>The certificate for TLS.</summary>
    [ServedBy(SubmissionHosts.SmtpServer | SubmissionHosts.Grpc | SubmissionHosts.Gateway)]
    public CertificateOptions Certificate { get; } = new();

    /// <summary>Whether AUTH is allowed on a connection without TLS, where passwords travel readable.</summary>
    [ServedBy(SubmissionHosts.SmtpServer | SubmissionHosts.Gateway)]
    public bool AllowCleartextAuth { get; set; }

    /// <summary>The networks whose connections must begin with a PROXY header, version 1 or 2; from anyone else such a header is a syntax error.</summary>
    /// <value>Networks such as <c>10.0.0.0/8</c>. Default: none.</value>
    [ServedBy(SubmissionHosts.SmtpServer | SubmissionHosts.Gateway)]
    public IList<IPNetwork> TrustedProxies { get; } = [];

    /// <summary>The mail servers whose <c>Received:</c> lines do not make a message relayed (check 3). The host's own <c>Hostname</c> is always one of them.</summary>
    /// <value>Host names. Default: none.</value>
    [ServedBy(SubmissionHosts.SmtpServer | SubmissionHosts.Milter | SubmissionHosts.Grpc | SubmissionHosts.Gateway)]
    public IList<string> TrustedRelays { get; } = [];

    /// <summary>Rules of the policy that this host leaves out, for example those that need a scanner that there is not.</summary>
    /// <value>Ids of rules. Default: none.</value>
    public IList<string> WithoutRules { get; } = [];

    /// <summary>The accounts.</summary>
    public AccountOptions Accounts { get; } = new();

    /// <summary>How passwords are checked.</summary>
    [ServedBy(SubmissionHosts.SmtpServer | SubmissionHosts.Gateway)]
    public PasswordCheckOptions PasswordChecks { get; } = new();

    /// <summary>DNS.</summary>
    public DnsOptions Dns { get; } = new();

    /// <summary>The countries of clients.</summary>
    public GeoIpOptions GeoIp { get; } = new();

    /// <summary>The virus and spam scanners.</summary>
    [ServedBy(SubmissionHosts.SmtpServer | SubmissionHosts.Milter | SubmissionHosts.Grpc | SubmissionHosts.Gateway)]
    public ScannerOptions Scanners { get; } = new();

    /// <summary>How far messages are read.</summary>
    [ServedBy(SubmissionHosts.SmtpServer | SubmissionHosts.Milter | SubmissionHosts.Grpc | SubmissionHosts.Gateway)]
    public MessageOptions Message { get; } = new();

    /// <summary>The decision records that the host remembers.</summary>
    public DecisionOptions Decisions { get; } = new();

    /// <summary>The admin socket.</summary>
    public AdminOptions Admin { get; } = new();

    /// <summary>Where the counters of the limits are kept.</summary>
    public CounterOptions Counters { get; } = new();

    /// <summary>The mail server to which every accepted message is handed before the client hears 250.</summary>
    /// <value>Address or name, and port: <c>127.0.0.1:2526</c>. It must be set.</value>
    [ServedBy(SubmissionHosts.SmtpServer)]
    [Required]
    public EndPoint? NextHop { get; set; }

    /// <summary>How messages are handed to the next hop.</summary>
    [ServedBy(SubmissionHosts.SmtpServer)]
    public HandOverOptions HandOver { get; } = new();

    /// <summary>The queue of a Postfix on this machine.</summary>
    [ServedBy(SubmissionHosts.SmtpServer | SubmissionHosts.PostfixPolicy | SubmissionHosts.Milter)]
    public PostfixQueueOptions PostfixQueue { get; } = new();

    /// <summary>The log of the Postfix in front.</summary>
    [ServedBy(SubmissionHosts.PostfixPolicy | SubmissionHosts.Milter)]
    public PostfixLogOptions PostfixLog { get; } = new();

    /// <summary>The Postfix policy service.</summary>
    [ServedBy(SubmissionHosts.PostfixPolicy)]
    public PostfixPolicyOptions PostfixPolicy { get; } = new();

    /// <summary>The milter.</summary>
    [ServedBy(SubmissionHosts.Milter)]
    public MilterOptions Milter { get; } = new();

    /// <summary>The gRPC service.</summary>
    [ServedBy(SubmissionHosts.Grpc)]
    public GrpcOptions Grpc { get; } = new();

    /// <summary>The bounds of the SMTP server.</summary>
    [ServedBy(SubmissionHosts.SmtpServer | SubmissionHosts.Gateway)]
    public SmtpLimitOptions Limits { get; } = new();

    /// <summary>The mail queue.</summary>
    [ServedBy(SubmissionHosts.Gateway)]
    public QueueOptions Queue { get; } = new();

    /// <summary>Delivery to the recipients' servers.</summary>
    [ServedBy(SubmissionHosts.Gateway)]
    public DeliveryOptions Delivery { get; } = new();

    /// <summary>The notices that tell senders what has become of their mail.</summary>
    [ServedBy(SubmissionHosts.Gateway)]
    public NoticeOptions Notices { get; } = new();

    /// <summary>DKIM signatures.</summary>
    [ServedBy(SubmissionHosts.Gateway)]
    public SigningOptions Signing { get; } = new();

    /// <summary>The advice that domains get.</summary>
    [ServedBy(SubmissionHosts.Gateway)]
    public DomainAdviceOptions Advice { get; } = new();

    /// <summary>The console for operators.</summary>
    [ServedBy(SubmissionHosts.Gateway)]
    public ConsoleOptions Console { get; } = new();
}
