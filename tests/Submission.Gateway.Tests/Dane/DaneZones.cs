using System.Text;
using Submission.Tests.Peers;

namespace Submission.Gateway.Tests.Dane;

/// <summary>The zones of the bed. The names begin with the row that they are for.</summary>
internal static class DaneZones
{
    /// <summary>What no name server answers for.</summary>
    public static IReadOnlyList<string> Deaf { get; } = ["_tcp.mx.n11.secure.test", "_tcp.mx14.plain.test"];

    private static readonly string Other = "IN TLSA 3 1 1 " + new string('a', 64);
    private static readonly string Unusable = "IN TLSA 1 1 1 " + new string('b', 64);

    public static void Add(SignedZones zones, DaneBed bed)
    {
        zones.Add("secure.test", Secure(bed));
        zones.Add("plain.test", Plain(bed), ZoneFault.Unsigned);
        zones.Add("unlinked.test", Domain(bed, "@", "unlinked.test", Other), ZoneFault.NoDelegationSigner);
        string two = "mx2 IN A 127.0.0.3\n@ IN MX 20 mx2\n" + Tlsa(bed, "mx2", bed.Serve("mx2.altered.test"));
        zones.Add("altered.test", Domain(bed, "@", "altered.test", bed.Serve("mx.altered.test")) + two, ZoneFault.AlteredTlsa);
        zones.Add("stripped.test", Domain(bed, "@", "stripped.test", bed.Serve("mx.stripped.test")), ZoneFault.UnsignedTlsa);
        foreach (string name in (string[])["mx.unlinked.test", "mx18.plain.test", "mx14.plain.test", "mx.n13.plain.test", "mx.n12.secure.test", "backup.n21.secure.test"]) bed.Serve(name);
    }

    // A domain with one server mx below it.
    private static string Domain(DaneBed bed, string at, string zone, params string[] tlsa)
    {
        string host = at == "@" ? "mx" : "mx." + at;
        StringBuilder text = new();
        text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{at} IN MX 10 {(at == "@" ? "" : "mx." + at + ".")}{(at == "@" ? "mx." : "")}{zone}.\n{host} IN A 127.0.0.2\n");
        foreach (string record in tlsa) text.Append(Tlsa(bed, host, record));
        return text.ToString();
    }

    private static string Tlsa(DaneBed bed, string host, string record) => $"_{bed.Port}._tcp.{host} {record}\n";

    private static string Secure(DaneBed bed)
    {
        StringBuilder text = new();
        void Row(string name, params string[] tlsa) => text.Append(Domain(bed, name, "secure.test", tlsa));
        string Right(string name, int usage = 3, int selector = 1, int matchingType = 1, CertificateWish? wish = null) => bed.Serve($"mx.{name}.secure.test", usage, selector, matchingType, wish);
        string Signed(string name, string? certified = null, int selector = 0, int toDays = 365) => bed.ServeSigned($"mx.{name}.secure.test", certified ?? $"mx.{name}.secure.test", selector, toDays);

        foreach ((string name, int selector, int matchingType) in (ReadOnlySpan<(string, int, int)>)[("n1a", 1, 1), ("n1b", 1, 2), ("n1c", 0, 1), ("n1d", 1, 0), ("n1e", 0, 0)]) Row(name, Right(name, 3, selector, matchingType));
        Row("n2", Right("n2", wish: new CertificateWish("nobody") { ToDays = -10 }));
        Row("n3a", Signed("n3a"));
        Row("n3b", Signed("n3b", selector: 1));
        Row("n3c", Signed("n3c", certified: "n3c.secure.test"));
        Row("n5a", Signed("n5a", certified: "other.test"));
        Row("n5b", Signed("n5b", toDays: -1));
        Right("n6");
        Row("n6", Other);
        Row("n7", Other, Right("n7"));
        Right("n8a");
        Row("n8a", Unusable);
        Right("n8b");
        Row("n8b", "IN TLSA 4 1 1 " + new string('b', 64), "IN TLSA 3 2 1 " + new string('b', 64), "IN TLSA 3 1 9 " + new string('b', 64), "IN TLSA 3 1 1 abcd", "IN TLSA 3 0 0 abcd");
        Right("n9a");
        Row("n9a", Unusable, Other);
        Row("n9b", Unusable, Right("n9b"));
        text.Append($"n10a IN MX 10 mx.n10a\nmx.n10a IN A 127.0.0.6\n").Append(Tlsa(bed, "mx.n10a", Other));
        Row("n10b", Other); // no certificate is served for it
        Row("n11");
        text.Append("_tcp.mx.n11 IN NS ns.deaf\nns.deaf IN A 127.0.0.1\n");
        text.Append("n11b IN MX 10 mx.altered.test.\nn11b IN MX 20 backup.n21\n");
        Row("n12");
        text.Append("n14 IN MX 10 mx14.plain.test.\n");
        Right("n15");
        Row("n15", Other);
        text.Append("n16a IN MX 10 mx.n16a\nmx.n16a IN CNAME real.n16a\nreal.n16a IN A 127.0.0.2\n").Append(Tlsa(bed, "real.n16a", bed.Serve("real.n16a.secure.test")));
        text.Append("n16b IN MX 10 mx.n16b\nmx.n16b IN CNAME real.n16b\nreal.n16b IN A 127.0.0.2\n").Append(Tlsa(bed, "mx.n16b", bed.Serve("mx.n16b.secure.test")));
        text.Append("n17 IN MX 10 mx.n17\nmx.n17 IN CNAME n17.plain.test.\n").Append(Tlsa(bed, "mx.n17", bed.Serve("mx.n17.secure.test")));
        text.Append("n18 IN MX 10 mx18.plain.test.\n");
        text.Append("n19 IN A 127.0.0.2\n").Append(Tlsa(bed, "n19", bed.Serve("n19.secure.test")));
        Row("n20", Right("n20"));
        text.Append("n21 IN MX 10 mx.n6\nn21 IN MX 20 backup.n21\nbackup.n21 IN A 127.0.0.3\n");
        text.Append("n24 IN MX 10 nobody.n24\nn24 IN MX 20 mx.n1a\n");
        text.Append("n25 IN MX 0 .\n");
        string[] many = [.. Enumerable.Range(0, 99).Select(static i => $"IN TLSA 3 1 1 {i:x64}")];
        Row("n26", [.. many, Right("n26")]);
        Row("n29", Right("n29"));
        Right("huge");
        CertificateWish wish = new("huge") { Names = [.. Enumerable.Range(0, 120).Select(static i => $"a-long-name-of-a-server-{i:000}.test")] };
        Row("huge", CertificateMaker.Tlsa(CertificateMaker.Issue(wish, CertificateKey.Ecdsa()), 3, 0, 0));
        // The servers of a single test each, at ports of their own.
        text.Append("behaving IN MX 10 mx.behaving\nbehaving IN MX 20 mx2.behaving\nmx.behaving IN A 127.0.0.1\nmx2.behaving IN A 127.0.0.1\n");
        foreach (string host in (string[])["mx", "mx2"]) text.Append("*._tcp.").Append(host).Append(".behaving ").Append(CertificateMaker.Tlsa(bed.Behaving, 3, 1, 1)).Append('\n');
        return text.ToString();
    }

    private static string Plain(DaneBed bed) => $"""
        {Domain(bed, "n13", "plain.test", Other)}
        mx14 IN A 127.0.0.2
        _tcp.mx14 IN NS ns.deaf
        ns.deaf IN A 127.0.0.1
        n15 IN MX 10 mx.n15.secure.test.
        n17 IN A 127.0.0.2
        mx18 IN CNAME mx.n6.secure.test.
        n20 IN MX 10 mx.n20.secure.test.
        bogus IN A 127.0.0.2
        """;
}
