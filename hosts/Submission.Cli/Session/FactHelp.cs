namespace Submission.Cli.Session;

/// <summary>What can be said in a dialog beside SMTP.</summary>
internal static class FactHelp
{
    public const string Text = """
        SMTP:  EHLO name · STARTTLS · AUTH login password (or PLAIN, LOGIN) · MAIL FROM:<a@b> [SIZE=n] · RCPT TO:<a@b>
               DATA and a text that ends with a dot · RSET · QUIT
               SIZE 2000, a message of so many octets; behind it [attachment=NAME] [received=HOST/ESMTP] [from=ADDRESS]
               [incomplete=WHY] [partial] [encrypted] [virus=NAME] [spam=SCORE]
        Facts: nothing exists in this world but what you say.
          :demo                                         an account and two domains to begin with
          :connect 198.51.100.7 [tls]                   another connection, from this address
          :tls                                          the connection is encrypted from now on
          :after 61s                                    time passes: s, m, h, d
          :account jan@domena.cz secret [disabled] [alias=DOMAIN] [sender=ADDRESS] [country=CC]
          :dns example.org mx mx.example.org            or: a ADDRESS, aaaa ADDRESS, mx . (null MX), nxdomain, servfail, timeout
          :country 198.51.100.7 CN                      of an address or a network; :country unavailable
          :blocklist sbl.spamhaus.org 198.51.100.7 127.0.0.2    or: servfail, timeout
          :virus Eicar                                  of every message; or: clean, unavailable
          :spam 12.5                                    of every message; or: ham, spam, ham:3.5, unavailable
          :queued 51, :delivered all, :bounced 3 a@b    what has become of the latest messages
          :lift jan@domena.cz                           an operator lifts the blocks of a login, an address or a client
          :cleartext allowed                            AUTH without TLS; refused by default
          :quiet, :verbose                              without or with what the rules saw
          :help
        """;

    public static readonly string[] Names = ["connect", "tls", "after", "account", "dns", "country", "blocklist", "virus", "spam", "queued", "delivered", "bounced", "lift", "cleartext", "quiet", "verbose", "demo", "help"];

    public static readonly string[] Demo =
    [
        ":account jan@domena.cz secret",
        ":dns domena.cz mx mx.domena.cz",
        ":dns example.org mx mx.example.org",
    ];
}
