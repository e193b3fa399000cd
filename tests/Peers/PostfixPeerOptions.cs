using System.Net;

namespace Submission.Tests.Peers;

/// <summary>What a test wants of its Postfix. Without anything it takes mail from loopback and throws it away.</summary>
internal sealed record PostfixPeerOptions
{
    /// <summary>Where it passes mail on; it throws mail away where there is none.</summary>
    public IPEndPoint? NextHop { get; init; }

    /// <summary>Who may log in: login (<c>name@domain</c>) and password. AUTH is offered, under TLS only, as soon as there is one.</summary>
    public IReadOnlyDictionary<string, string> Accounts { get; init; } = new Dictionary<string, string>();

    /// <summary>The SASL mechanisms that it offers, separated by blanks.</summary>
    public string Mechanisms { get; init; } = "PLAIN LOGIN";

    /// <summary>Whether AUTH is offered without TLS too, and XCLIENT's LOGIN heeded.</summary>
    public bool AllowCleartextAuth { get; init; }

    /// <summary>Its milters, as main.cf writes them: <c>inet:127.0.0.1:8890</c>, <c>unix:/path</c>.</summary>
    public string Milters { get; init; } = "";

    /// <summary>
    /// What comes first in <c>smtpd_NAME_restrictions</c>, by name: <c>client</c>, <c>helo</c>, <c>sender</c>, <c>recipient</c>, <c>data</c>, <c>end_of_data</c>;
    /// <c>relay</c> replaces "permit_sasl_authenticated, permit_mynetworks, reject". See <see cref="PolicyServiceAt"/>.
    /// </summary>
    public IReadOnlyDictionary<string, string> Restrictions { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether what refuses a client, a HELO or a sender is said only to RCPT (smtpd_delay_reject; Postfix's default).</summary>
    public bool DelayReject { get; init; } = true;

    /// <summary>Lines of main.cf that come last, so that they override what stands before.</summary>
    public IReadOnlyList<string> Main { get; init; } = [];

    /// <summary>Options of the smtpd service in master.cf, each <c>name=value</c>: <c>syslog_name=postfix/submission</c>.</summary>
    public IReadOnlyList<string> Service { get; init; } = [];

    /// <summary>Restrictions that ask one policy service at each of the given places.</summary>
    /// <param name="service">As main.cf writes it: <c>inet:127.0.0.1:10040</c>, <c>unix:/path</c>.</param>
    /// <param name="places">Some of <c>client</c>, <c>helo</c>, <c>sender</c>, <c>recipient</c>, <c>data</c>, <c>end_of_data</c>.</param>
    public static IReadOnlyDictionary<string, string> PolicyServiceAt(string service, params IEnumerable<string> places) =>
        places.ToDictionary(static place => place, _ => $"check_policy_service {service}", StringComparer.Ordinal);
}
