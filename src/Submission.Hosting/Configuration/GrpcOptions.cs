using System.ComponentModel.DataAnnotations;

namespace Submission.Hosting.Configuration;

/// <summary>The gRPC service.</summary>
public sealed class GrpcOptions
{
    /// <summary>Where it listens without encryption (HTTP/2 with prior knowledge): loopback addresses and unix sockets, and no others.</summary>
    /// <value>A list of addresses with ports and of unix sockets (<c>unix:/path</c>). Default: <c>127.0.0.1:5050</c>.</value>
    public IList<ListenEndpoint> Endpoints { get; } = [];

    /// <summary>
    /// Where it listens with TLS, for gRPC and JSON both. It needs <c>Certificate:Path</c>, and either <c>Grpc:ClientCertificateAuthority</c> or <c>Grpc:TokenFile</c> or both.
    /// </summary>
    /// <value>A list of addresses with ports. Default: none.</value>
    public IList<ListenEndpoint> TlsEndpoints { get; } = [];

    /// <summary>Where it answers JSON over HTTP/1.1 without encryption: loopback addresses and unix sockets, and no others.</summary>
    /// <value>A list of addresses with ports and of unix sockets (<c>unix:/path</c>). Default: none.</value>
    public IList<ListenEndpoint> JsonEndpoints { get; } = [];

    /// <summary>Who may use its unix sockets: the permissions of the files. The group is that of the user that the host runs as, unless the folder's set-group-id bit says otherwise.</summary>
    public UnixFileMode SocketMode { get; set; } = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;

    /// <summary>A PEM file with the authorities of the clients' certificates. With it every client of <c>TlsEndpoints</c> must show one. Read anew when it changes, and at SIGHUP.</summary>
    /// <value>A path. Default: no client certificates.</value>
    public string? ClientCertificateAuthority { get; set; }

    /// <summary>
    /// A file with the tokens that clients may send (<c>authorization: Bearer TOKEN</c>), one a line: a name, a blank, and the SHA-256 of the token in hexadecimal digits. With it every call on
    /// every endpoint needs one, except health. Read anew when it changes, and at SIGHUP.
    /// </summary>
    /// <value>A path. Default: no tokens.</value>
    public string? TokenFile { get; set; }

    /// <summary>Whether clients may ask which services and messages there are (gRPC server reflection), and for the OpenAPI document.</summary>
    public bool Reflection { get; set; } = true;

    /// <summary>The largest message in octets that a session may tell in pieces; above it <c>552 5.3.4</c>.</summary>
    [Range(1024L, 1L << 40)]
    public long MessageSize { get; set; } = 50L * 1024 * 1024;

    /// <summary>The largest single request in octets, and so the largest message of Check and Reserve; above it the call fails.</summary>
    [Range(65_536, 268_435_456)]
    public int RequestSize { get; set; } = 4 * 1024 * 1024;

    /// <summary>How many reservations of Reserve may be open at once; above it RESOURCE_EXHAUSTED.</summary>
    [Range(1, 1_000_000)]
    public int Reservations { get; set; } = 10_000;

    /// <summary>How many connections are served at once; one more is closed.</summary>
    [Range(1, 1_000_000)]
    public int Connections { get; set; } = 20_000;

    /// <summary>How long a session may leave its verdicts untaken, once no more of them can be sent; then its stream is ended.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan AnswerTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a session may tell nothing; then its stream is ended.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromHours(1);
}
