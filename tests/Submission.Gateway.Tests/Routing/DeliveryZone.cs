using System.Globalization;

namespace Submission.Gateway.Tests.Routing;

/// <summary>The traps that DNS holds for delivery, by the rows D1 to D20.</summary>
internal static class DeliveryZone
{
    public static string Text { get; } = $"""
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
        several IN AAAA 2001:db8::12
        twin IN A 192.0.2.10
        under_score IN A 192.0.2.16
        odd\046label IN A 192.0.2.17
        alias IN CNAME host4
        loop-one IN CNAME loop-two
        loop-two IN CNAME loop-one
        dangling IN CNAME nosuch
        loopback IN A 127.0.0.1
        loopback IN AAAA ::1
        unspecified IN A 0.0.0.0
        unspecified IN AAAA ::
        mapped IN AAAA ::ffff:127.0.0.1
        multicast IN A 224.0.0.1
        multicast IN AAAA ff02::1
        private IN A 10.0.0.1
        linklocal IN A 169.254.1.1
        mixed IN A 127.0.0.1
        mixed IN A 192.0.2.15
        self IN A 192.0.2.99
        other-name-of-self IN A 192.0.2.98
        half IN A 192.0.2.30
        half IN AAAA 2001:db8::30
        many IN TXT "below"

        d1-four IN MX 10 host4
        d1-six IN MX 10 host6
        d1-both IN MX 10 both
        d1-several IN MX 10 several
        d1-ordered IN MX 20 host4
        d1-ordered IN MX 10 both
        d1-equal IN MX 10 host4
        d1-equal IN MX 10 host6
        d2-four IN A 192.0.2.20
        d2-six IN AAAA 2001:db8::20
        d3 IN MX 0 .
        d3 IN A 192.0.2.21
        d4 IN MX 0 .
        d4 IN MX 10 host4
        d5-nothing IN TXT "no mail here"
        d6 IN MX 10 nosuch
        d6 IN A 192.0.2.22
        d7 IN MX 10 nosuch
        d7 IN MX 20 host4
        d8-alias IN MX 10 alias
        d8-loop IN MX 10 loop-one
        d8-dangling IN MX 10 dangling
        d8-itself IN CNAME d1-four
        d9 IN MX 5 192.0.2.1.
        d9-and-good IN MX 5 192.0.2.1.
        d9-and-good IN MX 10 host4
        d10-loopback IN MX 10 loopback
        d10-loopback-itself IN A 127.0.0.1
        d10-unspecified IN MX 10 unspecified
        d10-mapped IN MX 10 mapped
        d10-multicast IN MX 10 multicast
        d10-localhost IN MX 10 localhost.
        d10-private IN MX 10 private
        d10-linklocal IN MX 10 linklocal
        d10-mixed IN MX 10 mixed
        d10-self IN MX 10 SELF
        d10-self-behind IN MX 10 host4
        d10-self-behind IN MX 20 self
        d10-self-behind IN MX 20 both
        d10-self-behind IN MX 30 host6
        d10-self-first IN MX 10 self
        d10-self-first IN MX 20 host4
        d10-self-address IN MX 10 other-name-of-self
        d10-self-implicit IN A 192.0.2.99
        d10-self-behind-dead IN MX 10 nosuch
        d10-self-behind-dead IN MX 20 self
        d10-self-behind-doubt IN MX 10 host.broken
        d10-self-behind-doubt IN MX 20 self
        d11-twice IN MX 10 host4
        d11-twice IN MX 20 HOST4
        d11-twins IN MX 10 host4
        d11-twins IN MX 20 twin
        d11-overlap IN MX 10 several
        d11-overlap IN MX 20 host4
        d11-overlap IN MX 30 several
        d12-hosts IN MX 100 host4
        d12-addresses IN MX 10 many
        d13-only IN MX 10 host.broken
        d13-one-of-two IN MX 10 host.broken
        d13-one-of-two IN MX 20 host4
        d13-and-dead IN MX 10 host.broken
        d13-and-dead IN MX 20 nosuch
        d13-refused IN MX 10 mx.elsewhere.example.
        d14 IN MX 10 half
        d15-upper IN MX 10 HOST4.TEST.
        d15-underscore IN MX 10 under_score
        d15-escaped IN MX 10 odd\046label
        d15-utf8 IN MX 10 \207\128
        d15-single-label IN MX 10 dontqualify.
        dontqualify IN A 192.0.2.18
        relay IN A 192.0.2.40
        relay IN AAAA 2001:db8::40
        relay IN MX 10 host4
        {Lines(300, i => $"many IN A 192.0.{i / 200 * 2}.{(i % 200) + 1}")}
        {Lines(40, i => $"d12-hosts IN MX {i} host{i}.many")}
        {Lines(40, i => $"host{i}.many IN A 192.0.2.{i + 100}")}

        """;

    private static string Lines(int count, Func<int, FormattableString> line) =>
        string.Join('\n', Enumerable.Range(0, count).Select(i => line(i).ToString(CultureInfo.InvariantCulture)));
}
