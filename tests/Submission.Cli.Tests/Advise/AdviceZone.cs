using Submission.Tests.Peers;

namespace Submission.Cli.Tests.Advise;

/// <summary>A name server with a domain that has faults, and one that is in order.</summary>
internal static class AdviceZone
{
    private const string Text = """
        $ORIGIN example.
        $TTL 60
        @ IN SOA ns.example. root.example. 1 3600 600 86400 60
        @ IN NS ns
        ns IN A 127.0.0.1
        _spf.host IN TXT "v=spf1 ip4:192.0.2.0/24 -all"
        firma IN MX 10 mx.firma
        mx.firma IN A 192.0.2.1
        firma IN TXT "v=spf1 mx ip4:192.0.2.300 ?all"
        _dmarc.firma IN TXT "v=DMARC1; p=none; rua=mailto:dmarc@firma.example"
        _mta-sts.firma IN TXT "v=STSv1; id=1"
        good IN MX 10 mx.good
        mx.good IN A 192.0.2.2
        good IN TXT "v=spf1 include:_spf.host.example -all"
        _dmarc.good IN TXT "v=DMARC1; p=reject; rua=mailto:dmarc@good.example"
        _mta-sts.good IN TXT "v=STSv1; id=1"
        _smtp._tls.good IN TXT "v=TLSRPTv1; rua=mailto:tls@good.example"
        """;

    public static Task<NsdProcess> StartAsync() => NsdProcess.StartAsync(new Dictionary<string, string?> { ["example"] = Text });
}
