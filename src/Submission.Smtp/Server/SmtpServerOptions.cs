using System.Net;

namespace Submission.Smtp.Server;

/// <summary>What an SMTP server announces, and its bounds. Set it up before the server starts; then it is only read, by many threads.</summary>
public sealed class SmtpServerOptions
{
    /// <summary>The name in the greeting and in the answer to EHLO. Default <c>localhost</c>; a domain name or an address literal.</summary>
    public string Hostname { get; set; } = "localhost";

    /// <summary>The largest message in octets, announced as SIZE (RFC 1870). Default 52,428,800 (50 MiB); 1,024 to 2^40. Above it: <c>552 5.3.4</c>.</summary>
    public long MaximumMessageSize { get; set; } = 50L * 1024 * 1024;

    /// <summary>
    /// The longest command line in octets, CRLF included. Default 2,048; 512 to 65,536 (RFC 5321, section 4.5.3.1.4, wants 512 and
    /// more for extensions). Above it: one <c>500 5.5.6</c>. Lines of AUTH have the bound of RFC 4954, section 4: 12,288
    /// (<see cref="MaximumAuthenticationLineLength"/>).
    /// </summary>
    public int MaximumLineLength { get; set; } = 2048;

    /// <summary>
    /// The longest line of a message in octets, CRLF included. Default 1,000,000; 1,000 to 2^30 (RFC 5321, section 4.5.3.1.6, asks for
    /// 1,000; longer lines are common and are passed on whole). Above it: <c>550 5.6.0</c> at the end of the data.
    /// </summary>
    public int MaximumDataLineLength { get; set; } = 1_000_000;

    /// <summary>
    /// The longest line of AUTH in octets, CRLF included. Default 12,288 (RFC 4954, section 4); 12,288 to 65,536. Above it: one
    /// <c>501 5.5.2</c>, as for any other response that is none, and the exchange has ended.
    /// </summary>
    public int MaximumAuthenticationLineLength { get; set; } = 12_288;

    /// <summary>The longest header of a message in octets, the empty line included. Default 524,288; 16,384 to 2^30. Above it: <c>552 5.3.4</c> at the end of the data.</summary>
    public int MaximumHeaderSize { get; set; } = 512 * 1024;

    /// <summary>How many octets of an endless command line are read and dropped before the connection is closed. Default 16,777,216; 65,536 to 2^30.</summary>
    public int MaximumDroppedLineLength { get; set; } = 16 * 1024 * 1024;

    /// <summary>
    /// How many octets of a message that is refused already are read and dropped, so that its client hears why, before it is told and the
    /// connection is closed. Default 268,435,456 (256 MiB); 65,536 to 2^40.
    /// </summary>
    public long MaximumDroppedDataLength { get; set; } = 256L * 1024 * 1024;

    /// <summary>How many errors of syntax or sequence, and failed AUTH, a session may make. Default 20; 1 to 10,000. The last one is answered <c>421 4.7.0</c>.</summary>
    public int MaximumErrors { get; set; } = 20;

    /// <summary>How many commands that lead nowhere (NOOP, RSET, VRFY, HELP, EHLO, AUTH) may follow upon each other without a message. Default 100; 10 to 1,000,000. Above it: <c>421 4.7.0</c>.</summary>
    public int MaximumIdleCommands { get; set; } = 100;

    /// <summary>How many commands a session may give. Default 1,000,000; 100 to 2^31-1. Above it: <c>421 4.7.0</c>.</summary>
    public int MaximumCommands { get; set; } = 1_000_000;

    /// <summary>How many recipients are accepted in a transaction before the host is no longer asked. Default 1,000; 100 to 50,000 (RFC 5321, section 4.5.3.1.8). Above it: <c>452 4.5.3</c>.</summary>
    public int MaximumRecipients { get; set; } = 1000;

    /// <summary>How many connections are served at once. Default 2,000; 1 to 1,000,000. Above it: <c>421 4.3.2</c>.</summary>
    public int MaximumConnections { get; set; } = 2000;

    /// <summary>How many connections one address may have at once. Default 100; 1 to 1,000,000. Above it: <c>421 4.7.0</c>.</summary>
    public int MaximumConnectionsPerAddress { get; set; } = 100;

    /// <summary>How many connections an IPv6 network of 64 bits may have at once. Default 200; 1 to 1,000,000. Above it: <c>421 4.7.0</c>.</summary>
    public int MaximumConnectionsPerNetwork { get; set; } = 200;

    /// <summary>
    /// How many connections one IPv4 address, or IPv6 network of 64 bits, may open in a second, in every interval of that length. Default 100; 1 to 10,000. Above it:
    /// <c>421 4.7.0</c>.
    /// </summary>
    public int MaximumConnectionRate { get; set; } = 100;

    /// <summary>
    /// Whose connections the three bounds above do not count: servers that connect for many people. Default: loopback. Behind a trusted proxy the address counts that it names.
    /// </summary>
    public IReadOnlyList<IPNetwork> UncountedClients { get; set; } = [IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("::1/128")];

    /// <summary>How long the server waits for a command. Default 5 minutes (RFC 5321, section 4.5.3.2.7); 1 second to 1 hour. Then <c>421 4.4.2</c>.</summary>
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long the server waits for the PROXY line and for the first command. Default 1 minute; 1 second to 1 hour. Then <c>421 4.4.2</c>.</summary>
    public TimeSpan GreetingTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long the server waits for more data of a message. Default 3 minutes (RFC 5321, section 4.5.3.2.5); 1 second to 1 hour. Then <c>421 4.4.2</c>.</summary>
    public TimeSpan DataTimeout { get; set; } = TimeSpan.FromMinutes(3);

    /// <summary>How long a whole message may take to arrive. Default 30 minutes; 10 seconds to 1 day. Then <c>421 4.4.2</c>.</summary>
    public TimeSpan MessageTimeout { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>
    /// How many octets a second the data of a message must come with, on the whole: it may be late by <see cref="DataTimeout"/>, and no more. Default 500; 0 to 1,048,576,
    /// where 0 is any. Below it: <c>421 4.4.2</c>.
    /// </summary>
    public int MinimumDataRate { get; set; } = 500;

    /// <summary>How long a session may last; looked at between commands. Default 2 hours; 1 minute to 7 days. Then <c>421 4.4.2</c>.</summary>
    public TimeSpan SessionTimeout { get; set; } = TimeSpan.FromHours(2);

    /// <summary>How long a command line may take from its first octet to its end. Default 30 seconds; 1 second to 1 hour. Then <c>421 4.4.2</c>.</summary>
    public TimeSpan LineTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a TLS handshake may take. Default 30 seconds; 1 second to 10 minutes. Then the connection is closed.</summary>
    public TimeSpan TlsHandshakeTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the client may leave replies unread. Default 1 minute; 1 second to 1 hour. Then the connection is closed.</summary>
    public TimeSpan WriteTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long sessions that are in the middle of something may go on when the server stops. Default 20 seconds; 0 to 10 minutes.</summary>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>When the server takes itself to be busy or overloaded, and what it then does.</summary>
    public SmtpLoadOptions Load { get; } = new();

    /// <summary>How much of a message is held in memory, in octets; what is longer goes to a file. Default 65,536; 4,096 to 16,777,216.</summary>
    public int SpoolThreshold { get; set; } = 64 * 1024;

    /// <summary>Where the files of longer messages are; each is deleted as it is closed. Default: the directory for temporary files.</summary>
    public string SpoolDirectory { get; set; } = Path.GetTempPath();

    /// <summary>
    /// How much longer the reply to each further failed AUTH of a session waits: the first is answered at once, the second after this time, the third after twice of it.
    /// Default 1 second; 0, for no wait, to 1 minute.
    /// </summary>
    public TimeSpan FailedAuthenticationDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest such wait. Default 10 seconds; 0 to 5 minutes.</summary>
    public TimeSpan MaximumFailedAuthenticationDelay { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether AUTH is offered and accepted without TLS. Default <see langword="false"/>.</summary>
    public bool AllowCleartextAuthentication { get; set; }

    /// <summary>
    /// Whether REQUIRETLS is offered under TLS (RFC 8689), which only a host may do that keeps the demand wherever the message goes. Default <see langword="false"/>.
    /// </summary>
    public bool OfferRequireTls { get; set; }

    /// <summary>
    /// Whose connections begin with a PROXY header, version 1 or 2, and must. Default: nobody's. From anyone else such a header is a syntax error.
    /// </summary>
    public IReadOnlyList<IPNetwork> TrustedProxies { get; set; } = [];
}
