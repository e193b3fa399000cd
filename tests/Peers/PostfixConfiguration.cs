using System.Net;
using System.Text;

namespace Submission.Tests.Peers;

/// <summary>The texts of the files that a private Postfix reads.</summary>
internal static class PostfixConfiguration
{
    private static readonly string[] Places = ["client", "helo", "sender", "recipient", "data", "end_of_data"];

    // Without DNS, and without what slows down clients that err: tests err on purpose.
    public static string MainFile(PostfixPeerOptions options, string folder)
    {
        string transport = options.NextHop is { } next ? $"smtp:[{next.Address}]:{next.Port}" : "discard:";
        var text = new StringBuilder($"""
            compatibility_level = 3.6
            queue_directory = {folder}/spool
            data_directory = {folder}/data
            command_directory = /usr/sbin
            daemon_directory = /usr/lib/postfix/sbin
            mail_owner = postfix
            setgid_group = postdrop
            maillog_file = {folder}/mail.log
            maillog_file_prefixes = {folder}
            myhostname = mx.test.example
            mydestination =
            mynetworks = 127.0.0.0/8
            inet_interfaces = 127.0.0.1
            inet_protocols = all
            default_transport = {transport}
            relay_transport = {transport}
            alias_maps =
            alias_database =
            disable_dns_lookups = yes
            smtpd_peername_lookup = no
            smtpd_authorized_xclient_hosts = 127.0.0.0/8
            smtpd_tls_security_level = may
            smtpd_tls_chain_files = {folder}/conf/tls.pem
            smtpd_sasl_auth_enable = {YesNo(options.Accounts.Count > 0)}
            smtpd_tls_auth_only = {YesNo(!options.AllowCleartextAuth)}
            smtpd_delay_reject = {YesNo(options.DelayReject)}
            smtpd_milters = {options.Milters}
            smtpd_relay_restrictions = {options.Restrictions.GetValueOrDefault("relay", "permit_sasl_authenticated, permit_mynetworks, reject")}
            smtpd_error_sleep_time = 0
            smtpd_client_connection_count_limit = 0
            smtpd_client_connection_rate_limit = 0
            in_flow_delay = 0

            """);
        foreach (string place in Places)
        {
            if (options.Restrictions.TryGetValue(place, out string? restrictions)) text.Append("smtpd_").Append(place).Append("_restrictions = ").Append(restrictions).Append('\n');
        }

        foreach (string line in options.Main) text.Append(line).Append('\n');
        return text.ToString();
    }

    public static string MasterFile(PostfixPeerOptions options, IPEndPoint endPoint) => $"""
        {endPoint} inet n - n - - smtpd{string.Concat(options.Service.Select(static option => " -o " + option))}
        pickup unix n - n 60 1 pickup
        cleanup unix n - n - 0 cleanup
        qmgr unix n - n 300 1 qmgr
        tlsmgr unix - - n 1000? 1 tlsmgr
        rewrite unix - - n - - trivial-rewrite
        bounce unix - - n - 0 bounce
        defer unix - - n - 0 bounce
        trace unix - - n - 0 bounce
        verify unix - - n - 1 verify
        flush unix n - n 1000? 0 flush
        proxymap unix - - n - - proxymap
        smtp unix - - n - - smtp
        relay unix - - n - - smtp
        showq unix n - n - - showq
        error unix - - n - - error
        retry unix - - n - - error
        discard unix - - n - - discard
        anvil unix - - n - 1 anvil
        scache unix - - n - 1 scache
        postlog unix-dgram n - n - 1 postlogd

        """;

    // Debian's Postfix looks for it in the folder sasl of its configuration.
    public static string SaslFile(PostfixPeerOptions options, string folder) => $"""
        pwcheck_method: auxprop
        auxprop_plugin: sasldb
        mech_list: {options.Mechanisms}
        sasldb_path: {folder}/sasldb

        """;

    private static string YesNo(bool value) => value ? "yes" : "no";
}
