using System.Globalization;
using System.Net;
using Conformance.Worlds;
using Submission.Hosting.Configuration;
using Submission.Tests.Peers;

namespace Conformance.Postfix;

/// <summary>One real Postfix for all cases: its milter is always at the same socket, where each case puts a host of its own.</summary>
internal sealed class MilterPostfix : IAsyncDisposable
{
    private readonly PostfixPeer _peer;
    private readonly SaslServer _sasl;

    private MilterPostfix(PostfixPeer peer, SaslServer sasl, ListenEndpoint milter)
    {
        (_peer, _sasl) = (peer, sasl);
        MilterEndpoint = milter;
    }

    public IPEndPoint EndPoint => _peer.EndPoint;

    public ListenEndpoint MilterEndpoint { get; }

    /// <summary>The command that prints the log from now on.</summary>
    public string LogCommand => string.Create(CultureInfo.InvariantCulture, $"tail -c +{new FileInfo(_peer.LogFile).Length + 1} -F {_peer.LogFile}");

    /// <summary>A log in which nothing is written.</summary>
    public string NoLogFile => _peer.LogFile + ".none";

    /// <summary>The world of the case that is played.</summary>
    public CaseWorld? World
    {
        get => _sasl.World;
        set => _sasl.World = value;
    }

    public static async Task<MilterPostfix> StartAsync()
    {
        var sasl = new SaslServer();
        // Not TCP: there, Nagle's algorithm and delayed acknowledgements make of each message 40 ms of waiting.
        string milter = $"unix:{Path.Combine(Path.GetTempPath(), $"conformance-{Guid.NewGuid():N}.sock")}";
        PostfixPeer peer = await PostfixPeer.StartAsync(new PostfixPeerOptions
        {
            Milters = milter,
            Service = ["smtpd_upstream_proxy_protocol=haproxy", "smtpd_upstream_proxy_timeout=2s"],
            Main =
            [
                "smtpd_sasl_auth_enable = yes",
                "smtpd_sasl_type = dovecot",
                $"smtpd_sasl_path = {sasl.Path}",
                "milter_default_action = tempfail",
                "inet_protocols = all",
                "message_size_limit = 0",
                "mailbox_size_limit = 0",
                // No bound of its own may speak before the policy does.
                "default_process_limit = 200",
                "smtpd_soft_error_limit = 100000",
                "smtpd_hard_error_limit = 100000",
                "smtpd_junk_command_limit = 100000",
                "smtpd_client_port_logging = no",
            ],
        });
        return new MilterPostfix(peer, sasl, ListenEndpoint.TryParse(milter, out ListenEndpoint? endpoint) ? endpoint : throw new InvalidOperationException(milter));
    }

    public async ValueTask DisposeAsync()
    {
        await _peer.DisposeAsync();
        await _sasl.DisposeAsync();
    }
}
