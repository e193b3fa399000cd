using System.Globalization;

namespace Submission.Policy.Dns.Tests.Peers;

internal static class Zones
{
    public static string Test { get; } = $"""
        $ORIGIN test.
        $TTL 300
        @ IN SOA ns.test. root.test. 1 3600 600 86400 60
        @ IN NS ns
        ns IN A 192.0.2.53
        broken IN NS ns

        host4 IN A 192.0.2.10
        host6 IN AAAA 2001:db8::10
        both IN A 192.0.2.11
        both IN AAAA 2001:db8::11
        several IN A 192.0.2.12
        several IN A 192.0.2.13
        short 30 IN A 192.0.2.14
        mixed IN A 127.0.0.1
        mixed IN A 192.0.2.15
        under_score IN A 192.0.2.16
        alias IN CNAME host4
        chain1 IN CNAME host4
        {Lines(8, i => $"chain{i + 2} IN CNAME chain{i + 1}")}
        loop-one IN CNAME loop-two
        loop-two IN CNAME loop-one
        dangling IN CNAME nosuch
        loopback IN A 127.0.0.1
        loopback IN AAAA ::1
        unspecified IN A 0.0.0.0
        unspecified IN AAAA ::
        mapped IN AAAA ::ffff:127.0.0.1
        multicast IN A 224.0.0.1
        private IN A 10.0.0.1
        odd\046label IN A 192.0.2.17

        four IN MX 10 host4
        six IN MX 10 host6
        ordered IN MX 20 several
        ordered IN MX 10 both
        ordered IN MX 30 BOTH
        implicit4 IN A 192.0.2.20
        implicit6 IN AAAA 2001:db8::20
        null IN MX 0 .
        null IN A 192.0.2.21
        null-and-other IN MX 0 .
        null-and-other IN MX 10 host4
        nothing IN TXT "no mail here"
        dead IN MX 10 nosuch
        dead IN A 192.0.2.22
        dead-and-good IN MX 10 nosuch
        dead-and-good IN MX 20 host4
        to-alias IN MX 10 alias
        to-eight-aliases IN MX 10 chain8
        to-nine-aliases IN MX 10 chain9
        to-loop IN MX 10 loop-one
        to-dangling IN MX 10 dangling
        itself-alias IN CNAME four
        to-address IN MX 5 192.0.2.1.
        to-loopback IN MX 10 loopback
        to-unspecified IN MX 10 unspecified
        to-mapped IN MX 10 mapped
        to-multicast IN MX 10 multicast
        to-localhost IN MX 10 localhost.
        to-private IN MX 10 private
        to-mixed IN MX 10 mixed
        to-underscore IN MX 10 under_score
        to-escaped IN MX 10 odd\046label
        to-eight-bit IN MX 10 \207\128
        to-upper-case IN MX 10 HOST4.TEST.
        own-loopback IN A 127.0.0.1
        to-servfail IN MX 10 host.broken
        to-servfail-and-good IN MX 10 host.broken
        to-servfail-and-good IN MX 20 host4
        to-servfail-and-dead IN MX 10 host.broken
        to-servfail-and-dead IN MX 20 nosuch
        to-elsewhere IN MX 10 mx.elsewhere.example.
        to-half IN MX 10 half
        half IN A 192.0.2.30
        half IN AAAA 2001:db8::30
        brief 60 IN MX 10 short
        zero-ttl 0 IN MX 10 host4
        to-many IN MX 10 many
        {Lines(300, i => $"many IN A 192.0.{i / 200 * 2}.{i % 200 + 1}")}
        {Lines(40, i => $"forty IN MX {i} nosuch{i}")}
        {Lines(40, i => $"forty-last-good IN MX {i} {(i == 19 ? "host4" : "nosuch" + i)}")}

        2.0.0.127.list IN A 127.0.0.2
        4.3.2.11.list IN A 127.0.0.2
        4.3.2.11.list IN A 127.0.0.30
        5.3.2.11.list IN A 127.0.0.1
        6.3.2.11.list IN A 127.255.255.252
        7.3.2.11.list IN A 127.255.255.254
        8.3.2.11.list IN A 126.255.255.255
        9.3.2.11.list IN A 127.0.0.3
        9.3.2.11.list IN A 128.0.0.0
        10.3.2.11.list IN A 127.0.0.9
        10.3.2.11.list IN A 127.255.255.255
        11.3.2.11.list IN TXT "only text"
        12.3.2.11.list IN CNAME nosuch
        13.3.2.11.list 90 IN A 127.0.0.2
        b.a.9.8.7.6.5.0.4.0.0.0.3.0.0.0.2.0.0.0.1.0.0.0.0.0.0.0.0.0.a.2.list IN A 127.0.0.3
        empty IN TXT "a list without test entries"
        *.everything IN A 127.0.0.2
        *.parked IN A 192.0.2.99
        *.secretkey IN A 127.255.255.250

        """;

    private static string Lines(int count, Func<int, FormattableString> line) =>
        string.Join('\n', Enumerable.Range(0, count).Select(i => line(i).ToString(CultureInfo.InvariantCulture)));
}
