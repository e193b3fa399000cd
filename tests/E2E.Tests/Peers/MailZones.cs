namespace E2E.Tests.Peers;

/// <summary>What the name server knows.</summary>
internal static class MailZones
{
    /// <summary>A client that the block list holds.</summary>
    public const string ListedClient = "11.0.0.20";

    public static IReadOnlyDictionary<string, string?> All { get; } = new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["domena.cz"] = Zone("domena.cz", "@ IN MX 10 mx\nmx IN A 192.0.2.1"),
        ["domena.eu"] = Zone("domena.eu", "@ IN MX 10 mx\nmx IN A 192.0.2.2"),
        ["example"] = Zone(
            "example",
            """
            friend IN MX 10 mx.friend
            mx.friend IN A 192.0.2.3
            address-only IN A 192.0.2.4
            null-mx IN MX 0 .
            null-mx IN A 192.0.2.5
            broken IN NS ns
            """),
        ["broken.example"] = null,
        ["sbl.spamhaus.org"] = Zone("sbl.spamhaus.org", "2.0.0.127 IN A 127.0.0.2\n20.0.0.11 IN A 127.0.0.2"),
    };

    private static string Zone(string name, string records) => $"""
        $ORIGIN {name}.
        $TTL 300
        @ IN SOA ns.example. root.example. 1 3600 600 86400 60
        @ IN NS ns.example.
        {(name == "example" ? "ns IN A 192.0.2.53" : "")}
        {records}

        """;
}
