namespace Submission.Cli.Session;

/// <summary>What can be said in a dialog beside SMTP.</summary>
internal static class FactHelp
{
    public const string Text = """
        SMTP:  EHLO name · STARTTLS · AUTH login password (or PLAIN, LOGIN) · MAIL FROM:<a@b> [SIZE=n] · RCPT TO:<a@b>
               DATA and a text that ends with a dot · SIZE n, a message of n octets · RSET · QUIT
        Facts: nothing exists in this world but what you say.
          :demo                                         an account and two domains to begin with
          :connect 198.51.100.7 [tls]                   another connection, from this address
          :tls                                          the connection is encrypted from now on
          :after 61s                                    time passes: s, m, h, d
          :account jan@domena.cz secret [disabled] [alias=DOMAIN] [sender=ADDRESS] [country=CC]
          :dns example.org mx mx.example.org            or: a ADDRESS, aaaa ADDRESS, mx . (null MX), nxdomain, servfail, timeout
          :country 198.51.100.7 CN                      of an address or a network; :country unavailable
          :blocklist sbl.spamhaus.org 198.51.100.7 127.0.0.2    or: servfail, timeout
          :cleartext allowed                            AUTH without TLS; refused by default
          :quiet, :verbose                              without or with what the rules saw
          :help
        """;

    public static readonly string[] Names = ["connect", "tls", "after", "account", "dns", "country", "blocklist", "cleartext", "quiet", "verbose", "demo", "help"];

    public static readonly string[] Demo =
    [
        ":account jan@domena.cz secret",
        ":dns domena.cz mx mx.domena.cz",
        ":dns example.org mx mx.example.org",
    ];
}
